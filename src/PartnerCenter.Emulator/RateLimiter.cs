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
    private readonly EmulatorOptions _options;
    private readonly object _gate = new();
    private long _started = -1;
    private long _window = -1;
    private int _taken;

    public RateLimiter(EmulatorOptions options) => _options = options;

    /// <summary>Takes one of the window's requests.</summary>
    /// <returns>0, or how many whole seconds to wait where none is left.</returns>
    public int Take()
    {
        if (_options.RateLimit <= 0)
        {
            return 0;
        }

        var clock = _options.Clock;
        var length = Math.Max(1, _options.RateLimitWindow.Ticks);
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            if (_started < 0)
            {
                _started = now;
            }

            var elapsed = clock.GetElapsedTime(_started, now).Ticks;
            var current = elapsed / length;
            if (current != _window)
            {
                _window = current;
                _taken = 0;
            }

            // Requests that are refused count, too; in a fixed window that makes no difference to those that follow.
            if (++_taken <= _options.RateLimit)
            {
                return 0;
            }

            var left = TimeSpan.FromTicks(((current + 1) * length) - elapsed);
            return Math.Max(1, (int)Math.Ceiling(left.TotalSeconds));
        }
    }
}
