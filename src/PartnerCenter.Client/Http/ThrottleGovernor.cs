using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Client.Http;

/// <summary>
/// The speed of one connection, shared by all its callers: how many requests are under way, and when none may start.
/// </summary>
/// <remarks>
/// The service throttles a partner as a whole, so all callers wait together; parallelism is halved at each throttling and
/// grows by one a second at the most, each time as many calls as are allowed at a time have succeeded.
/// <see href="https://learn.microsoft.com/partner-center/developer/api-throttling-guidance">API throttling guidance</see>.
/// </remarks>
internal sealed class ThrottleGovernor : IDisposable
{
    // Where the service does not say how long, the wait doubles with each throttling in a row.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestGuess = TimeSpan.FromSeconds(60);

    // Longer than any call waits, and shorter than the longest that a timer and the calendar know.
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    // Services count by the second at least; growing faster than that would meet the same limit again and again.
    private static readonly TimeSpan GrowthPause = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly TimeProvider _clock;
    private readonly int _most;
    private readonly Queue<Waiter> _waiters = new();
    private readonly ITimer _resume;
    private int _limit;
    private int _successes;
    private int _running;
    private int _throttledInARow;
    private long _epoch;
    private DateTimeOffset _pausedUntil = DateTimeOffset.MinValue;
    private DateTimeOffset _growsAt = DateTimeOffset.MinValue;
    private bool _paused;

    public ThrottleGovernor(int most, TimeProvider clock)
    {
        _most = Math.Max(1, most);
        _limit = _most;
        _clock = clock;
        _resume = clock.CreateTimer(static me => ((ThrottleGovernor)me!).Resume(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many requests may be under way at a time, at present.</summary>
    public int Limit
    {
        get
        {
            lock (_gate)
            {
                return _limit;
            }
        }
    }

    /// <summary>How many requests are under way.</summary>
    public int Running
    {
        get
        {
            lock (_gate)
            {
                return _running;
            }
        }
    }

    /// <summary>How long no request may start; zero where requests may.</summary>
    public TimeSpan PauseLeft
    {
        get
        {
            lock (_gate)
            {
                var left = _pausedUntil - _clock.GetUtcNow();
                return _paused && left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    /// <summary>How often the service has throttled the connection; requests throttled together count once.</summary>
    public long ThrottledCount
    {
        get
        {
            lock (_gate)
            {
                return _epoch;
            }
        }
    }

    /// <summary>Waits for a place. Each place is given back by exactly one <see cref="Leave"/>.</summary>
    /// <returns>The turn: it tells <see cref="Throttled"/> whether the request began before the last throttling was noticed.</returns>
    public ValueTask<long> EnterAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Waiter waiter;
        lock (_gate)
        {
            if (!_paused && _running < _limit && _waiters.Count == 0)
            {
                _running++;
                return new ValueTask<long>(_epoch);
            }

            waiter = new Waiter();
            _waiters.Enqueue(waiter);
        }

        return WaitAsync(waiter, cancellationToken);
    }

    /// <summary>Gives the place back.</summary>
    /// <param name="succeeded">Whether the service answered without throttling.</param>
    public void Leave(bool succeeded)
    {
        lock (_gate)
        {
            _running--;
            if (succeeded)
            {
                _throttledInARow = 0;
                if (_limit < _most && ++_successes >= _limit && _clock.GetUtcNow() >= _growsAt)
                {
                    _successes = 0;
                    _limit++;
                    _growsAt = _clock.GetUtcNow() + GrowthPause;
                }
            }

            Admit();
        }
    }

    /// <summary>Notes that the service throttled a request; the place is still to be given back.</summary>
    /// <param name="retryAfter">How long the service asked to wait; null where it did not say.</param>
    /// <param name="turn">What <see cref="EnterAsync"/> returned for the request.</param>
    /// <returns>How long everyone waits now, and the parallelism after that; a zero wait where another caller already reported the same throttling.</returns>
    public (TimeSpan Wait, int Limit) Throttled(TimeSpan? retryAfter, long turn)
    {
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            var news = turn == _epoch;
            if (news)
            {
                // Requests that were already under way when the first of them was throttled tell nothing new about the right parallelism.
                _epoch++;
                _throttledInARow++;
                _successes = 0;
                _limit = Math.Max(1, Math.Min(_limit, _running) / 2);
            }

            var wait = retryAfter is { } asked && asked > TimeSpan.Zero ? (asked < LongestPause ? asked : LongestPause) : Guess();
            var until = now + wait;
            if (until > _pausedUntil)
            {
                _pausedUntil = until;
            }

            _paused = true;
            _growsAt = _pausedUntil + GrowthPause;
            _resume.Change(Positive(_pausedUntil - now), Timeout.InfiniteTimeSpan);
            return (news ? _pausedUntil - now : TimeSpan.Zero, _limit);
        }
    }

    /// <summary>Ends the wait of everyone who still waits.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            while (_waiters.Count > 0)
            {
                _waiters.Dequeue().TrySetException(new ObjectDisposedException(nameof(ThrottleGovernor)));
            }
        }

        _resume.Dispose();
    }

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.FromMilliseconds(1) ? time : TimeSpan.FromMilliseconds(1);

    private static async ValueTask<long> WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        using (cancellationToken.Register(static state => ((Waiter)state!).TrySetCanceled(), waiter))
        {
            return await waiter.Task.ConfigureAwait(false);
        }
    }

    private TimeSpan Guess()
    {
        // A late word of an old throttling can come after a success has set the row to zero.
        var doublings = Math.Max(0, Math.Min(_throttledInARow - 1, 6));
        var guess = TimeSpan.FromTicks(ShortestPause.Ticks << doublings);
        return guess < LongestGuess ? guess : LongestGuess;
    }

    private void Resume()
    {
        lock (_gate)
        {
            var left = _pausedUntil - _clock.GetUtcNow();
            if (left > TimeSpan.Zero)
            {
                // The pause was prolonged meanwhile, or the timer was early.
                _resume.Change(Positive(left), Timeout.InfiniteTimeSpan);
                return;
            }

            _paused = false;
            Admit();
        }
    }

    private void Admit()
    {
        while (!_paused && _running < _limit && _waiters.Count > 0)
        {
            // A cancelled waiter refuses its place, and the next one gets it.
            if (_waiters.Dequeue().TrySetResult(_epoch))
            {
                _running++;
            }
        }
    }

    // Continuations run elsewhere: they must not run inside the lock.
    private sealed class Waiter() : TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
}
