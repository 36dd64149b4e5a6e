using System;
using System.Threading;

namespace PartnerCenter.Client.Http;

/// <summary>
/// How long no call of a connection has succeeded, although calls were made.
/// </summary>
internal sealed class ServiceOutage(TimeProvider clock)
{
    private const long None = long.MinValue;

    // When the first failure since the last success was seen, by the monotonic clock.
    private long _began = None;

    /// <summary>How long the outage has lasted; zero where there is none.</summary>
    public TimeSpan Duration => Volatile.Read(ref _began) is var began && began == None ? TimeSpan.Zero : clock.GetElapsedTime(began);

    /// <summary>Notes that the service answered a call as it should, be it with a refusal.</summary>
    public void Answered()
    {
        if (Volatile.Read(ref _began) != None)
        {
            Volatile.Write(ref _began, None);
        }
    }

    /// <summary>Notes that the service could not be reached, or failed by itself.</summary>
    public void Failed() => Interlocked.CompareExchange(ref _began, clock.GetTimestamp(), None);
}
