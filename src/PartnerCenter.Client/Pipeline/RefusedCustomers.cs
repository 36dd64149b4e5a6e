using System;
using System.Collections.Generic;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// The customers for whom the service rejected the access token since it last accepted one.
/// </summary>
/// <remarks>
/// A status of 401 doesn't show whether the sign-in or one customer is the reason. If a token that the service accepted before is rejected for one customer, the
/// customer is the likely reason. If it's then rejected for a second customer, the sign-in is.
/// </remarks>
internal sealed class RefusedCustomers
{
    private readonly HashSet<string> _customers = new(StringComparer.OrdinalIgnoreCase);
    private volatile bool _hasAny;

    /// <summary>Records a rejection.</summary>
    /// <param name="customerId">The customer of the call.</param>
    /// <returns>Whether it's the only customer so far.</returns>
    public bool IsOnly(string customerId)
    {
        lock (_customers)
        {
            _hasAny = true;
            _customers.Add(customerId);
            return _customers.Count == 1;
        }
    }

    /// <summary>Records that the service accepted a token.</summary>
    public void Clear()
    {
        if (_hasAny)
        {
            lock (_customers)
            {
                _hasAny = false;
                _customers.Clear();
            }
        }
    }
}
