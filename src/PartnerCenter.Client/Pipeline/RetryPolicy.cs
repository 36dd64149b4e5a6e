using System;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// Decides whether a failed call is retried, and after which delay. This decision is made nowhere else in the client.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/api-throttling-guidance">API throttling guidance</see>.
/// </remarks>
internal sealed class RetryPolicy(PartnerClientOptions options, Func<double> random)
{
    private const int MaxMalformedAnswers = 1;
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(30);

    /// <summary>Which statuses of the service are retried.</summary>
    /// <param name="status">The HTTP status of a response that isn't a success.</param>
    public static RetryKind GetKind(int status) => status switch
    {
        429 => RetryKind.Throttled,
        408 or 500 or 502 or 503 or 504 => RetryKind.Transient,
        _ => RetryKind.None,
    };

    /// <summary>The delay before the next attempt, or null if the call has finally failed.</summary>
    /// <param name="failures">The failures of the call so far, including the last one.</param>
    /// <param name="remaining">The remaining time of the call's time limit.</param>
    /// <param name="outageRemaining">
    /// The time until an outage ends the operation, or null if there's no outage that the call can outlast. Until then, the call keeps retrying, and it
    /// makes an attempt at that moment, so that the operation ends on time.
    /// </param>
    public TimeSpan? GetDelay(RequestFailures failures, TimeSpan remaining, TimeSpan? outageRemaining)
    {
        var failure = failures.Last;
        TimeSpan? delay = failure.RetryKind switch
        {
            // Throttling isn't a failure of the call itself, so it doesn't count as an attempt. The governor waits.
            RetryKind.Throttled => failure.RetryAfter > remaining ? null : TimeSpan.Zero,

            // The connection was lost, or the service failed.
            RetryKind.Transient when failures.Transient <= options.RetryAttempts || outageRemaining is not null =>
                Longer(failure.RetryAfter ?? TimeSpan.Zero, Shorter(outageRemaining ?? MaxBackoff, Backoff(failures.Transient))),

            // A truncated response can be complete the next time. A response that is malformed twice stays malformed.
            RetryKind.Malformed when failures.Malformed <= MaxMalformedAnswers && options.RetryAttempts > 0 => Backoff(failures.Malformed),

            _ => null,
        };
        return delay > remaining ? null : delay;
    }

    /// <summary>Whether a call that isn't retried would be retried if it had more time.</summary>
    public bool IsOutOfTime(RequestFailures failures) => GetDelay(failures, TimeSpan.MaxValue, outageRemaining: null) is not null;

    // The delay doubles with each failure. A jitter of ±25% prevents calls that failed together from retrying together.
    private TimeSpan Backoff(int failures)
    {
        var delay = options.RetryDelay.TotalMilliseconds * Math.Pow(2, failures - 1) * (0.75 + (random() / 2));
        return delay < MaxBackoff.TotalMilliseconds ? TimeSpan.FromMilliseconds(delay) : MaxBackoff;
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
