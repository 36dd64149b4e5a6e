using System;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// Random numbers from 0 to 1 for waits, from any thread.
/// </summary>
internal static class Jitter
{
    public static double Next() => Random.Shared.NextDouble();
}
