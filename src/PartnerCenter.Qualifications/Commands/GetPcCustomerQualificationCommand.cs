using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Get-PcCustomerQualification: the qualifications of customers and their vetting status.
/// </summary>
[Cmdlet(VerbsCommon.Get, "PcCustomerQualification", DefaultParameterSetName = AllSet)]
[OutputType(typeof(CustomerQualification))]
public sealed class GetPcCustomerQualificationCommand : PcBulkCmdlet<IReadOnlyList<CustomerQualification>>
{
    private const string AllSet = "All";
    private const string IdSet = "CustomerId";

    /// <summary>The customers: IDs, or objects that contain an ID. The default is all customers of the partner.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [CustomerIdentity]
    [ArgumentCompleter(typeof(CustomerIdCompleter))]
    public override CustomerIdentity[] CustomerId { get; set; } = [];

    /// <summary>The qualifications to return.</summary>
    [Parameter]
    [DisplayText]
    [SeparateValues]
    public Qualification[]? Qualification { get; set; }

    /// <summary>The vetting statuses to return.</summary>
    [Parameter]
    [DisplayText]
    [SeparateValues]
    public VettingStatus[]? VettingStatus { get; set; }

    /// <summary>Uses the older endpoint, which supports one qualification per customer and no vetting.</summary>
    [Parameter]
    public SwitchParameter Synchronous { get; set; }

    private protected override bool ListsCustomers => true;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Synchronous && VettingStatus is not null)
        {
            // The result would always be empty, which looks like good news.
            ThrowTerminatingError(ErrorRecords.Create(
                InvalidInput.Create(CommandMessages.SynchronousVettingStatusAction, CommandMessages.SynchronousVettingStatus), VettingStatus));
        }

        base.BeginProcessing();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == AllSet)
        {
            ProcessAllCustomers(customer => new ReadQualificationsRequest(Client, new CustomerIdentity(customer), Synchronous));
            return;
        }

        foreach (var customer in FindOwnCustomers())
        {
            Process(new ReadQualificationsRequest(Client, customer, Synchronous));
        }
    }

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
