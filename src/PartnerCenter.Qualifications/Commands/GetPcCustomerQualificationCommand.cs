using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

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
    public Qualification[]? Qualification { get; set; }

    /// <summary>Only qualifications in these states of vetting.</summary>
    [Parameter]
    public VettingStatus[]? VettingStatus { get; set; }

    /// <summary>Uses the older endpoint, which knows one qualification per customer and no vetting.</summary>
    [Parameter]
    public SwitchParameter Synchronous { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var customer in CustomerId)
        {
            Process(customer);
        }
    }

    private protected override int GivenAtOnce => CustomerId.Length;

    private protected override ValueTask<IReadOnlyList<CustomerQualification>> AskAsync(CustomerIdentity customer, CancellationToken cancellationToken) =>
        Synchronous ? AskSynchronousAsync(customer, cancellationToken) : Client.Customers[customer.CustomerId!].Qualifications.GetAsync(cancellationToken);

    private protected override void WriteResult(CustomerIdentity customer, IReadOnlyList<CustomerQualification> result)
    {
        if (result.Count == 0)
        {
            Write(customer, new CustomerQualification { CustomerId = Client.Customers[customer.CustomerId!].CustomerId });
        }

        foreach (var qualification in result)
        {
            Write(customer, qualification);
        }
    }

    private async ValueTask<IReadOnlyList<CustomerQualification>> AskSynchronousAsync(CustomerIdentity customer, CancellationToken cancellationToken) =>
        [await Client.Customers[customer.CustomerId!].Qualification.GetAsync(cancellationToken).ConfigureAwait(false)];

    private void Write(CustomerIdentity customer, CustomerQualification qualification)
    {
        if (Qualification is not null && Array.IndexOf(Qualification, qualification.Qualification) < 0)
        {
            return;
        }

        if (VettingStatus is not null && Array.IndexOf(VettingStatus, qualification.VettingStatus) < 0)
        {
            return;
        }

        WriteObject(customer.Stamp(qualification));
    }
}
