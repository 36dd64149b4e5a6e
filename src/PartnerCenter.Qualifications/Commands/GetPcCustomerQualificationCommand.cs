using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Get-PcCustomerQualification: customers' qualifications with the state of their vetting.
/// </summary>
[Cmdlet(VerbsCommon.Get, "PcCustomerQualification")]
[OutputType(typeof(CustomerQualification))]
public sealed class GetPcCustomerQualificationCommand : PcBulkCmdlet<IReadOnlyList<CustomerQualification>>
{
    /// <summary>The customers: ids, or objects that carry one.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id", "TenantId", "CustomerTenantId", "MicrosoftId")]
    [CustomerIdentity]
    [ArgumentCompleter(typeof(CustomerIdCompleter))]
    public CustomerIdentity[] CustomerId { get; set; } = [];

    /// <summary>Only these qualifications.</summary>
    [Parameter]
    [DisplayText]
    public Qualification[]? Qualification { get; set; }

    /// <summary>Only qualifications in these states of vetting.</summary>
    [Parameter]
    [DisplayText]
    public VettingStatus[]? VettingStatus { get; set; }

    /// <summary>Uses the older endpoint, which knows one qualification per customer and no vetting.</summary>
    [Parameter]
    public SwitchParameter Synchronous { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var customer in CustomerId)
        {
            Process(new ReadQualificationsRequest(Client, customer, Synchronous));
        }
    }

    private protected override int GivenAtOnce => CustomerId.Length;

    private protected override void WriteResult(CustomerIdentity customer, IReadOnlyList<CustomerQualification> result)
    {
        foreach (var qualification in result)
        {
            if (IsSelected(qualification))
            {
                WriteObject(qualification);
            }
        }
    }

    private bool IsSelected(CustomerQualification qualification) =>
        (Qualification is null || Array.IndexOf(Qualification, qualification.Qualification) >= 0)
        && (VettingStatus is null || Array.IndexOf(VettingStatus, qualification.VettingStatus) >= 0);
}
