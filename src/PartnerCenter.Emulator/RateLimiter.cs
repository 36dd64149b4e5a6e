using System;

namespace PartnerCenter.Emulator;

/// <summary>
/// So many requests in each fixed window, counted from the first request on, as the service's gateway does it.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/api-throttling-guidance">API throttling guidance for partners</see>.
/// </remarks>
internal sealed class RateLimiter
{
    private readonly EmulatorOptions options;
    private readonly object gate = new();
    private long started = -1;
    private long window = -1;
    private int taken;

    public RateLimiter(EmulatorOptions options) => this.options = options;

    /// <summary>Takes one of the window's requests.</summary>
    /// <returns>0, or how many whole seconds to wait where none is left.</returns>
    public int Take()
    {
        if (options.RateLimit <= 0)
        {
            return 0;
        }

        var clock = options.Clock;
        var length = Math.Max(1, options.RateLimitWindow.Ticks);
        lock (gate)
        {
            var now = clock.GetTimestamp();
            if (started < 0)
            {
                started = now;
            }

            var elapsed = clock.GetElapsedTime(started, now).Ticks;
            var current = elapsed / length;
            if (current != window)
            {
                window = current;
                taken = 0;
            }

            // Requests that are refused count, too; in a fixed window that makes no difference to those that follow.
            if (++taken <= options.RateLimit)
            {
                return 0;
            }

            var left = TimeSpan.FromTicks(((current + 1) * length) - elapsed);
            return Math.Max(1, (int)Math.Ceiling(left.TotalSeconds));
        }
    }
}
