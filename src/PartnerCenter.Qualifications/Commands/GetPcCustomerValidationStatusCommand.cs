using System.Collections.Generic;
using System.Management.Automation;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Get-PcCustomerValidationStatus: how far the validation of customers' accounts has come.
/// </summary>
[Cmdlet(VerbsCommon.Get, "PcCustomerValidationStatus")]
[OutputType(typeof(CustomerValidationStatus))]
public sealed class GetPcCustomerValidationStatusCommand : PcBulkCmdlet<CustomerValidationStatus>
{
    /// <summary>The customers: ids, or objects that carry one.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id", "TenantId", "CustomerTenantId", "MicrosoftId")]
    [CustomerIdentity]
    [ArgumentCompleter(typeof(CustomerIdCompleter))]
    public CustomerIdentity[] CustomerId { get; set; } = [];

    private protected override bool NeedsUser => true;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var customer in FindOwnCustomers())
        {
            Process(new ReadValidationStatusRequest(Client, customer));
        }
    }

    private protected override IReadOnlyList<CustomerIdentity> Customers => CustomerId;

    private protected override void WriteResult(CustomerIdentity customer, CustomerValidationStatus result) => WriteObject(result);
}
