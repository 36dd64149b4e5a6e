using System;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// Random numbers from 0 to 1 for waits, from any thread.
/// </summary>
internal static class Jitter
{
    private static readonly Random Source = new();

    public static double Next()
    {
        lock (Source)
        {
            return Source.NextDouble();
        }
    }
}
