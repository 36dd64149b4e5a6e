using System;
using System.Collections.Generic;
using System.Threading;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// How long no call of a connection has succeeded, although calls were made.
/// </summary>
/// <remarks>
/// <para>
/// One customer's requests can fail for hours while the service works. So an outage needs a connection that cannot be made, or failures for several
/// customers.
/// </para>
/// <para>Time in which nothing was asked of the service does not count.</para>
/// </remarks>
internal sealed class ServiceOutage(TimeProvider clock)
{
    private const int MinCustomers = 3;

    private readonly object _gate = new();
    private readonly HashSet<string> _customers = new(StringComparer.OrdinalIgnoreCase);
    private readonly long _origin = clock.GetTimestamp();
    private int _calls;
    private volatile bool _hasBegun;
    private bool _isUnreachable;
    private TimeSpan _began;
    private TimeSpan _idleSince;

    /// <summary>How long the outage has lasted; zero where there is none.</summary>
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

    /// <summary>Notes that a call begins.</summary>
    public void Enter()
    {
        if (Interlocked.Increment(ref _calls) == 1 && _hasBegun)
        {
            lock (_gate)
            {
                _began += Now - _idleSince;
            }
        }
    }

    /// <summary>Notes that a call has ended, however it did.</summary>
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

    /// <summary>Notes that the service answered a call as it should, be it with a refusal.</summary>
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

    /// <summary>Notes that the service could not be reached, or failed by itself.</summary>
    /// <param name="customerId">The customer that the call was about; null where it was about none.</param>
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

            // A call about no customer is about the partner, and so about all customers.
            _isUnreachable |= isUnreachable || customerId is null;
            if (customerId is not null && _customers.Count < MinCustomers)
            {
                _customers.Add(customerId);
            }
        }
    }
}
