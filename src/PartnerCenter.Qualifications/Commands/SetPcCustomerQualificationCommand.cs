using System.Globalization;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Set-PcCustomerQualification: sets customers' qualification through the older, synchronous endpoint.
/// </summary>
[Cmdlet(VerbsCommon.Set, "PcCustomerQualification", DefaultParameterSetName = EducationSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(CustomerQualification))]
public sealed class SetPcCustomerQualificationCommand : PcBulkCmdlet<CustomerQualification>
{
    private const string EducationSet = "Education";
    private const string GovernmentSet = "GovernmentCommunityCloud";

    /// <summary>The customers: ids, or objects that carry one.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id", "TenantId", "CustomerTenantId", "MicrosoftId")]
    [CustomerIdentity]
    [ArgumentCompleter(typeof(CustomerIdCompleter))]
    public CustomerIdentity[] CustomerId { get; set; } = [];

    /// <summary>The qualification to set: Education or GovernmentCommunityCloud.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateSet(nameof(Qualification.Education), nameof(Qualification.GovernmentCommunityCloud))]
    public Qualification Qualification { get; set; }

    /// <summary>The partner's validation code, as text or as Get-PcValidationCode returns it; with GovernmentCommunityCloud.</summary>
    // From the pipeline by its property only: any text would do as a code, and a customer's id would be taken for one.
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = GovernmentSet)]
    [Alias("ValidationId")]
    [ArgumentCompleter(typeof(ValidationCodeCompleter))]
    [ValidateNotNull]
    public ValidationCode? ValidationCode { get; set; }

    private protected override bool NeedsUser => true;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var mismatch = (Qualification, ParameterSetName) switch
        {
            (Qualification.Education, EducationSet) or (Qualification.GovernmentCommunityCloud, GovernmentSet) => null,
            (Qualification.GovernmentCommunityCloud, _) => Messages.GovernmentNeedsCode,
            (Qualification.Education, _) => string.Format(CultureInfo.CurrentCulture, Messages.QualificationMismatch, nameof(ValidationCode), Qualification),
            _ => string.Format(CultureInfo.CurrentCulture, Messages.QualificationNotSettable, Qualification),
        };
        if (mismatch is not null)
        {
            var failure = new PartnerCenterException(PartnerCenterError.InvalidRequest, mismatch, Messages.SetMismatchAction);
            ThrowTerminatingError(ErrorRecords.Create(failure, Qualification));
        }

        foreach (var customer in CustomerId)
        {
            if (ShouldProcess(customer.Describe(), string.Format(CultureInfo.CurrentCulture, Messages.SetQualification, Qualification)))
            {
                Process(customer);
            }
        }
    }

    private protected override int GivenAtOnce => CustomerId.Length;

    private protected override ValueTask<CustomerQualification> AskAsync(CustomerIdentity customer, CancellationToken cancellationToken) =>
        Client.Customers[customer.CustomerId!].Qualification.UpdateAsync(Qualification, ValidationCode?.ValidationId, cancellationToken);

    private protected override void WriteResult(CustomerIdentity customer, CustomerQualification result) => WriteObject(customer.Stamp(result));
}
