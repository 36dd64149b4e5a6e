using System;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// Decides whether a failed call is tried again, and after what wait. Nothing else in the client decides that.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/api-throttling-guidance">API throttling guidance</see>.
/// </remarks>
internal sealed class RetryPolicy(PartnerClientOptions options, Func<double> random)
{
    private const int MaxMalformedAnswers = 1;
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(30);

    /// <summary>The wait before the next attempt; null where the call has failed for good.</summary>
    /// <param name="failures">The failures of the call so far, the last one included.</param>
    /// <param name="remaining">How much is left of the call's time limit.</param>
    /// <param name="outlastsOutage">Whether the call keeps trying because nothing of the connection succeeds, and the outage is still short.</param>
    public TimeSpan? GetDelay(RequestFailures failures, TimeSpan remaining, bool outlastsOutage)
    {
        var failure = failures.Last;
        TimeSpan? delay = failure.RetryKind switch
        {
            // Throttling says nothing about the call itself, so it does not count. The governor does the waiting.
            RetryKind.Throttled => failure.RetryAfter > remaining ? null : TimeSpan.Zero,

            // The connection broke, or the service failed by itself.
            RetryKind.Transient when failures.Transient <= options.RetryAttempts || outlastsOutage =>
                Longer(failure.RetryAfter ?? TimeSpan.Zero, Backoff(failures.Transient)),

            // A truncated answer can be whole the next time. An answer that is malformed twice stays malformed.
            RetryKind.Malformed when failures.Malformed <= MaxMalformedAnswers && options.RetryAttempts > 0 => Backoff(failures.Malformed),

            _ => null,
        };
        return delay > remaining ? null : delay;
    }

    /// <summary>Whether a call that is not tried again would be, had it more time.</summary>
    public bool IsOutOfTime(RequestFailures failures) => GetDelay(failures, TimeSpan.MaxValue, outlastsOutage: false) is not null;

    // Doubles with each failure. The jitter, a quarter in both directions, keeps calls that failed together from coming back together.
    private TimeSpan Backoff(int failures)
    {
        var delay = options.RetryDelay.TotalMilliseconds * Math.Pow(2, failures - 1) * (0.75 + (random() / 2));
        return delay < MaxBackoff.TotalMilliseconds ? TimeSpan.FromMilliseconds(delay) : MaxBackoff;
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
