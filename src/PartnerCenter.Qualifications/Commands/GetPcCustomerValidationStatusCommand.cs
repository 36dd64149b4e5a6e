using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Get-PcCustomerValidationStatus: the validation status of customers' accounts.
/// </summary>
[Cmdlet(VerbsCommon.Get, "PcCustomerValidationStatus")]
[OutputType(typeof(CustomerValidationStatus))]
public sealed class GetPcCustomerValidationStatusCommand : PcBulkCmdlet<CustomerValidationStatus>
{
    private protected override bool NeedsUser => true;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var customer in FindOwnCustomers())
        {
            Process(new ReadValidationStatusRequest(Client, customer));
        }
    }

    private protected override void WriteResult(CustomerIdentity customer, CustomerValidationStatus result) => WriteObject(result);
}

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
