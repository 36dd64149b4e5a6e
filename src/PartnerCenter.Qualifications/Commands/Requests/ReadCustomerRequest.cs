using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Reads a customer.
/// </summary>
/// <param name="Client">The connection.</param>
/// <param name="Customer">The customer.</param>
internal sealed record ReadCustomerRequest(PartnerClient Client, CustomerIdentity Customer) : CustomerRequest<Customer>(Client, Customer)
{
    public override async Task<Customer> SendAsync(CancellationToken cancellationToken) =>
        await Operations.GetAsync(cancellationToken).ConfigureAwait(false);
}
