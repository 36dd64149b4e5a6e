using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client;

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
    /// <summary>Ends the request before its cmdlet ends.</summary>
    public CancellationToken Deadline { get; init; }

    public override async ValueTask<IReadOnlyList<CustomerQualification>> SendAsync(CancellationToken cancellationToken)
    {
        // Only a wait has a deadline; all other cmdlets read thousands of customers without.
        using var both = Deadline.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Deadline) : null;
        var token = both?.Token ?? cancellationToken;
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
            Customer.Stamp(qualification);
        }

        return found;
    }
}
