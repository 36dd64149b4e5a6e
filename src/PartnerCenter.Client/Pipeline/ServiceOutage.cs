using System;
using System.Collections.Generic;
using System.Threading;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// Measures how long no call of a connection has succeeded although calls were made.
/// </summary>
/// <remarks>
/// <para>
/// Requests for one customer can fail for hours while the service works. An outage therefore requires that no connection can be made, or that
/// requests for several customers fail.
/// </para>
/// <para>Time without requests doesn't count. After a long time without requests, nothing is known about the service, so an earlier outage is over.</para>
/// </remarks>
internal sealed class ServiceOutage(TimeProvider clock)
{
    private const int MinCustomers = 3;

    // Longer than the time between two commands of a loop in a script.
    private static readonly TimeSpan MaxIdleTime = TimeSpan.FromMinutes(5);

    private readonly object _gate = new();
    private readonly HashSet<string> _customers = new(StringComparer.OrdinalIgnoreCase);
    private readonly long _origin = clock.GetTimestamp();
    private int _calls;
    private volatile bool _hasBegun;
    private bool _isUnreachable;
    private TimeSpan _began;
    private TimeSpan _idleSince;

    /// <summary>The duration of the outage, or zero if there's none.</summary>
    public TimeSpan Duration
    {
        get
        {
            lock (_gate)
            {
                return _hasBegun && (_isUnreachable || _customers.Count >= MinCustomers) ? Now - _began : TimeSpan.Zero;
            }
        }
    }

    private TimeSpan Now => clock.GetElapsedTime(_origin);

    /// <summary>Records the start of a call.</summary>
    public void Enter()
    {
        if (Interlocked.Increment(ref _calls) == 1 && _hasBegun)
        {
            lock (_gate)
            {
                var idle = Now - _idleSince;
                _began += idle;
                _hasBegun = idle < MaxIdleTime;
            }
        }
    }

    /// <summary>Records the end of a call, regardless of its outcome.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _calls) == 0 && _hasBegun)
        {
            lock (_gate)
            {
                _idleSince = Now;
            }
        }
    }

    /// <summary>Records that the service responded to a call normally, possibly with an error.</summary>
    public void Answered()
    {
        if (_hasBegun)
        {
            lock (_gate)
            {
                _hasBegun = false;
            }
        }
    }

    /// <summary>Records that the service couldn't be reached, or failed.</summary>
    /// <param name="customerId">The customer of the call, or null if the call wasn't about a customer.</param>
    /// <param name="isUnreachable">Whether no connection could be made.</param>
    public void Failed(string? customerId, bool isUnreachable)
    {
        lock (_gate)
        {
            if (!_hasBegun)
            {
                _hasBegun = true;
                _began = Now;
                _isUnreachable = false;
                _customers.Clear();
            }

            // A call without a customer concerns the partner, and therefore all customers.
            _isUnreachable |= isUnreachable || customerId is null;
            if (customerId is not null && _customers.Count < MinCustomers)
            {
                _customers.Add(customerId);
            }
        }
    }
}
