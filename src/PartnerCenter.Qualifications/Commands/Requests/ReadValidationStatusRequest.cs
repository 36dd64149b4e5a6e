using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Reads the validation status of a customer's account.
/// </summary>
/// <param name="Client">The connection.</param>
/// <param name="Customer">The customer.</param>
internal sealed record ReadValidationStatusRequest(
    PartnerClient Client, CustomerIdentity Customer) : CustomerRequest<CustomerValidationStatus>(Client, Customer)
{
    public override async Task<CustomerValidationStatus> SendAsync(CancellationToken cancellationToken)
    {
        var status = await Operations.GetValidationStatusAsync(cancellationToken).ConfigureAwait(false);
        status.CustomerName = Customer.CustomerName;
        return status;
    }
}
