using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client;
using PartnerCenter.Client.Pipeline;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Reads a customer's qualifications; a customer without any has one whose qualification is None.
/// </summary>
/// <param name="Client">The connection.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Synchronous">Whether to use the older endpoint, which knows one qualification.</param>
internal sealed record ReadQualificationsRequest(PartnerClient Client, CustomerIdentity Customer, bool Synchronous)
    : CustomerRequest<IReadOnlyList<CustomerQualification>>(Client, Customer)
{
    /// <summary>What the cmdlet knows the customer by when the result is there; no worker touches it.</summary>
    public object? Context { get; init; }

    /// <summary>How long the request may take; null for as long as a call may.</summary>
    public TimeSpan? AnswerTimeout { get; init; }

    public override async ValueTask<IReadOnlyList<CustomerQualification>> SendAsync(CancellationToken cancellationToken)
    {
        // Only a wait has a time-out; all other cmdlets read thousands of customers without.
        using var limit = AnswerTimeout is { } timeout ? new TimeLimit(Client.Connection.Clock, timeout, cancellationToken, default) : null;
        var token = limit?.Token ?? cancellationToken;
        var customer = Operations;
        var found = Synchronous
            ? [await customer.Qualification.GetAsync(token).ConfigureAwait(false)]
            : await customer.Qualifications.GetAsync(token).ConfigureAwait(false);
        if (found.Count == 0)
        {
            found = [new CustomerQualification { CustomerId = customer.CustomerId }];
        }

        foreach (var qualification in found)
        {
            Customer.ApplyTo(qualification);
        }

        return found;
    }
}
