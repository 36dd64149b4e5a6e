using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Test-PcCustomerQualification: whether customers have a qualification.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "PcCustomerQualification")]
[OutputType(typeof(bool))]
public sealed class TestPcCustomerQualificationCommand : PcBulkCmdlet<IReadOnlyList<CustomerQualification>>
{
    /// <summary>The qualification to test for. None tests whether the customer has no qualification.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [DisplayText]
    [SingleValue(
        Qualifications.Qualification.None, Qualifications.Qualification.Education, Qualifications.Qualification.Nonprofit,
        Qualifications.Qualification.GovernmentCommunityCloud, Qualifications.Qualification.StateOwnedEntity, Qualifications.Qualification.Unknown)]
    public Qualification Qualification { get; set; }

    /// <summary>The vetting status to test for. By default, a qualification counts that is approved, or that needs no vetting.</summary>
    [Parameter]
    [DisplayText]
    [SingleValue(
        Qualifications.VettingStatus.None, Qualifications.VettingStatus.InReview, Qualifications.VettingStatus.Approved, Qualifications.VettingStatus.Denied,
        Qualifications.VettingStatus.Unknown, IsOptional = true)]
    public VettingStatus? VettingStatus { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var customer in FindOwnCustomers())
        {
            Process(new ReadQualificationsRequest(Client, customer, Synchronous: false));
        }
    }

    private protected override void WriteResult(CustomerIdentity customer, IReadOnlyList<CustomerQualification> result) =>
        WriteObject(Qualification == Qualification.None && !result.Any(item => item.Qualification != Qualification.None) || result.Any(Matches));

    private bool Matches(CustomerQualification item) =>
        item.Qualification == Qualification
        && (VettingStatus is { } asked
            ? item.VettingStatus == asked
            : item.VettingStatus is Qualifications.VettingStatus.Approved or Qualifications.VettingStatus.None);
}
