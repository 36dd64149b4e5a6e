using System.Management.Automation;

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
