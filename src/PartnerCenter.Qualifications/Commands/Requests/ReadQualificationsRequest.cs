using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client;
using PartnerCenter.Client.Pipeline;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Reads a customer's qualifications. A customer without any has one object whose qualification is None.
/// </summary>
/// <param name="Client">The connection.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Synchronous">Whether to use the older endpoint, which supports one qualification.</param>
internal sealed record ReadQualificationsRequest(PartnerClient Client, CustomerIdentity Customer, bool Synchronous)
    : CustomerRequest<IReadOnlyList<CustomerQualification>>(Client, Customer)
{
    /// <summary>The cmdlet's own data about the customer, for when the result is available. Workers don't use it.</summary>
    public object? Context { get; init; }

    /// <summary>The time limit of the request, or null for the default limit of a call.</summary>
    public TimeSpan? AnswerTimeout { get; init; }

    public override async Task<IReadOnlyList<CustomerQualification>> SendAsync(CancellationToken cancellationToken)
    {
        // Only Wait-PcCustomerQualification has a time-out. All other cmdlets read thousands of customers without one.
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
