using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// Controls the request rate of one connection for all its callers: the number of concurrent requests, and which requests must wait.
/// </summary>
/// <remarks>
/// <para>
/// The service throttles a partner as a whole, or requests for one customer, and doesn't say which. After one customer's <c>429</c>, only that
/// customer waits. If requests for several customers are throttled in a row, without a success in between, the partner counts as throttled: all
/// callers wait, and then resume with half the parallelism. It increases again by one per second.
/// </para>
/// <para>
/// All times come from the monotonic clock, so that a change of the system time doesn't stall requests.
/// <see href="https://learn.microsoft.com/partner-center/developer/api-throttling-guidance">API throttling guidance</see>.
/// </para>
/// </remarks>
internal sealed class ThrottleGovernor : IDisposable
{
    private const int MaxCustomersInARow = 2;
    private const int ManyCustomers = 256;

    // If the service doesn't specify a wait, the wait doubles with each throttling in a row.
    private static readonly TimeSpan MinPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(60);

    // Longer than any call waits, and shorter than the maximum of a timer.
    private static readonly TimeSpan MaxPause = TimeSpan.FromDays(1);

    // Services count requests per second or longer. A faster increase would exceed the same limit again and again.
    private static readonly TimeSpan GrowthInterval = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly TimeProvider _clock;
    private readonly long _origin;
    private readonly int _maxLimit;
    private readonly LinkedList<Waiter> _waiters = new();
    private readonly Dictionary<string, CustomerPause> _customers = new(StringComparer.OrdinalIgnoreCase);
    private readonly ITimer _resume;
    private int _limit;
    private int _successes;
    private int _running;
    private int _customersInARow;
    private int _pausesInARow;
    private long _epoch;
    private TimeSpan _pausedUntil;
    private TimeSpan _growsAt;
    private TimeSpan _idleSince;
    private bool _paused;
    private bool _disposed;

    public ThrottleGovernor(int maxLimit, TimeProvider clock)
    {
        _maxLimit = Math.Max(1, maxLimit);
        _limit = _maxLimit;
        _clock = clock;
        _origin = clock.GetTimestamp();
        _resume = clock.CreateTimer(static me => ((ThrottleGovernor)me!).Resume(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The current limit of concurrent requests.</summary>
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

    /// <summary>The number of requests in progress.</summary>
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

    /// <summary>How long no request may start, or zero if requests may start.</summary>
    public TimeSpan PauseLeft
    {
        get
        {
            lock (_gate)
            {
                return _paused ? NotNegative(_pausedUntil - Now) : TimeSpan.Zero;
            }
        }
    }

    /// <summary>How often the service has throttled the partner as a whole. Requests that are throttled together count once.</summary>
    public long PauseCount
    {
        get
        {
            lock (_gate)
            {
                return _epoch;
            }
        }
    }

    private TimeSpan Now => _clock.GetElapsedTime(_origin);

    /// <summary>Waits for a slot. Each slot must be released by exactly one call of <see cref="Leave"/>.</summary>
    /// <param name="customerId">The customer of the request, or null if the request isn't about a customer.</param>
    /// <param name="patience">How long the caller can wait because of throttling. The wait for a slot doesn't count.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// The slot. If the customer is throttled, or the partner is throttled for longer than the caller can wait, returns the wait immediately instead.
    /// </returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The connection was closed.</exception>
    public ValueTask<Admission> EnterAsync(string? customerId, TimeSpan patience, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var own = PauseOf(customerId);
            if (own > TimeSpan.Zero)
            {
                return new ValueTask<Admission>(new Admission(AdmissionKind.CustomerPaused, _epoch, own));
            }

            if (!_paused && _waiters.Count == 0 && TryTakePlace())
            {
                return new ValueTask<Admission>(new Admission(AdmissionKind.Granted, _epoch));
            }
        }

        return WaitAsync(patience, cancellationToken);
    }

    /// <summary>Releases the slot.</summary>
    /// <param name="customerId">The customer of the request.</param>
    /// <param name="outcome">The outcome of the request.</param>
    public void Leave(string? customerId, AttemptOutcome outcome)
    {
        lock (_gate)
        {
            _running--;
            if (outcome == AttemptOutcome.Succeeded)
            {
                _customersInARow = 0;
                _pausesInARow = 0;
                if (_customers.Count > 0 && customerId is not null)
                {
                    _customers.Remove(customerId);
                }

                // Only responses of the service justify more parallelism, not failed or cancelled calls.
                if (_limit < _maxLimit && ++_successes >= _limit && Now >= _growsAt)
                {
                    Grow(1);
                }
            }

            if (_running == 0 && _limit < _maxLimit)
            {
                var now = Now;
                _idleSince = now > _pausedUntil ? now : _pausedUntil;
            }

            Admit();
        }
    }

    /// <summary>Records that the service throttled a request. The caller must still release the slot.</summary>
    /// <param name="customerId">The customer of the request, or null if the request wasn't about a customer.</param>
    /// <param name="retryAfter">How long the service asked to wait, or null if it didn't say.</param>
    /// <param name="epoch">The epoch of the request's <see cref="Admission"/>.</param>
    /// <returns>Which requests wait, and for how long.</returns>
    public ThrottleReport Throttled(string? customerId, TimeSpan? retryAfter, long epoch)
    {
        lock (_gate)
        {
            var now = Now;
            TimeSpan wait;
            if (customerId is not null)
            {
                wait = PauseCustomer(customerId, retryAfter, now);

                // A request that started before the pause contains no new information about the throttling, but its wait applies.
                if (epoch == _epoch && _customersInARow <= MaxCustomersInARow)
                {
                    // A longer wait that was requested earlier still applies.
                    return new ThrottleReport(IsFirst: true, IsPartner: false, _customers[customerId].Until - now, _limit);
                }
            }
            else
            {
                wait = TimeSpan.Zero;
            }

            var pause = Wait(retryAfter, _pausesInARow);
            return PausePartner(pause > wait ? pause : wait, now, isFirst: epoch == _epoch);
        }
    }

    /// <summary>Cancels all waits.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (var waiter in _waiters)
            {
                waiter.TrySetException(new ObjectDisposedException(nameof(ThrottleGovernor)));
            }

            _waiters.Clear();
        }

        _resume.Dispose();
    }

    private static TimeSpan NotNegative(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;

    // A timer of zero would fire immediately, and a timer of less than a millisecond counts as zero.
    private static TimeSpan TimerDue(TimeSpan time) => time > TimeSpan.FromMilliseconds(1) ? time : TimeSpan.FromMilliseconds(1);

    private static TimeSpan Wait(TimeSpan? retryAfter, int before)
    {
        if (retryAfter is { } requested && requested > TimeSpan.Zero)
        {
            return requested < MaxPause ? requested : MaxPause;
        }

        var backoff = TimeSpan.FromTicks(MinPause.Ticks << Math.Min(before, 6));
        return backoff < MaxBackoff ? backoff : MaxBackoff;
    }

    private async ValueTask<Admission> WaitAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        Waiter waiter;
        LinkedListNode<Waiter> node;
        lock (_gate)
        {
            ThrowIfClosed();
            var pause = _paused ? NotNegative(_pausedUntil - Now) : TimeSpan.Zero;
            if (pause > patience)
            {
                return new Admission(AdmissionKind.PartnerPaused, _epoch, pause);
            }

            if (!_paused && _waiters.Count == 0 && TryTakePlace())
            {
                return new Admission(AdmissionKind.Granted, _epoch);
            }

            waiter = new Waiter(patience) { Paused = pause };
            node = _waiters.AddLast(waiter);
        }

        using (cancellationToken.Register(static state => ((Waiter)state!).TrySetCanceled(), waiter))
        {
            try
            {
                return await waiter.Task.ConfigureAwait(false);
            }
            finally
            {
                Remove(node);
            }
        }
    }

    private void ThrowIfClosed()
    {
        if (_disposed)
        {
            throw new ObjectDisposedException(nameof(ThrottleGovernor));
        }
    }

    private void Remove(LinkedListNode<Waiter> node)
    {
        lock (_gate)
        {
            if (node.List is not null)
            {
                _waiters.Remove(node);
            }
        }
    }

    private bool TryTakePlace()
    {
        if (_limit < _maxLimit && _running == 0)
        {
            // There were no requests for a while, so the earlier throttling is over.
            var steps = (NotNegative(Now - _idleSince).Ticks - GrowthInterval.Ticks) / GrowthInterval.Ticks;
            if (steps > 0)
            {
                Grow(steps);
            }
        }

        if (_running >= _limit)
        {
            return false;
        }

        _running++;
        return true;
    }

    private void Grow(long steps)
    {
        _successes = 0;
        _limit = (int)Math.Min(_maxLimit, _limit + steps);
        _growsAt = Now + GrowthInterval;
    }

    private TimeSpan PauseOf(string? customerId) =>
        _customers.Count > 0 && customerId is not null && _customers.TryGetValue(customerId, out var pause) ? NotNegative(pause.Until - Now) : TimeSpan.Zero;

    private TimeSpan PauseCustomer(string customerId, TimeSpan? retryAfter, TimeSpan now)
    {
        if (!_customers.TryGetValue(customerId, out var pause))
        {
            ForgetOldPauses(now);
            _customers.Add(customerId, pause = new CustomerPause());
        }

        // A customer that is throttled repeatedly counts once.
        if (!pause.IsCounted)
        {
            pause.IsCounted = true;
            _customersInARow++;
        }

        var wait = Wait(retryAfter, pause.Count++);
        if (now + wait > pause.Until)
        {
            pause.Until = now + wait;
        }

        return wait;
    }

    // Calls that gave up leave the pause of their customer behind.
    private void ForgetOldPauses(TimeSpan now)
    {
        if (_customers.Count < ManyCustomers)
        {
            return;
        }

        var old = new List<string>();
        foreach (var pair in _customers)
        {
            if (pair.Value.Until <= now)
            {
                old.Add(pair.Key);
            }
        }

        foreach (var customer in old)
        {
            _customers.Remove(customer);
        }
    }

    private ThrottleReport PausePartner(TimeSpan wait, TimeSpan now, bool isFirst)
    {
        if (isFirst)
        {
            // Requests that were already in progress when the first one was throttled contain no new information about the right parallelism.
            _epoch++;
            _pausesInARow++;
            _successes = 0;
            _customersInARow = 0;
            _limit = Math.Max(1, Math.Min(_limit, _running) / 2);
            foreach (var pause in _customers.Values)
            {
                pause.IsCounted = false;
            }
        }

        if (now + wait > _pausedUntil)
        {
            var from = _paused && _pausedUntil > now ? _pausedUntil : now;
            _pausedUntil = now + wait;
            ExtendWaits(_pausedUntil - from, _pausedUntil - now);
        }

        _paused = true;
        _growsAt = _pausedUntil + GrowthInterval;
        _idleSince = _pausedUntil;
        _resume.Change(TimerDue(_pausedUntil - now), Timeout.InfiniteTimeSpan);
        return new ThrottleReport(isFirst, IsPartner: true, _pausedUntil - now, _limit);
    }

    private void ExtendWaits(TimeSpan extension, TimeSpan pause)
    {
        var refusal = new Admission(AdmissionKind.PartnerPaused, _epoch, pause);
        for (var node = _waiters.First; node is not null;)
        {
            var next = node.Next;
            node.Value.Paused += extension;
            if (node.Value.Paused > node.Value.Patience)
            {
                _waiters.Remove(node);
                node.Value.TrySetResult(refusal);
            }

            node = next;
        }
    }

    private void Resume()
    {
        lock (_gate)
        {
            var left = _pausedUntil - Now;
            if (left > TimeSpan.Zero)
            {
                // The pause was extended in the meantime, or the timer was early.
                _resume.Change(TimerDue(left), Timeout.InfiniteTimeSpan);
                return;
            }

            _paused = false;
            Admit();
        }
    }

    private void Admit()
    {
        while (!_paused && _waiters.First is { } first && TryTakePlace())
        {
            _waiters.RemoveFirst();

            // A cancelled waiter doesn't take its slot, and the next waiter gets it.
            if (!first.Value.TrySetResult(new Admission(AdmissionKind.Granted, _epoch, Paused: first.Value.Paused)))
            {
                _running--;
            }
        }
    }

    private sealed class CustomerPause
    {
        public TimeSpan Until { get; set; }

        public int Count { get; set; }

        /// <summary>Whether the customer is one of those that were throttled in a row.</summary>
        public bool IsCounted { get; set; }
    }

    // Continuations run asynchronously, because they must not run inside the lock.
    private sealed class Waiter(TimeSpan patience) : TaskCompletionSource<Admission>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public TimeSpan Patience { get; } = patience;

        /// <summary>The part of the wait that is caused by throttling of the partner.</summary>
        public TimeSpan Paused { get; set; }
    }
}
