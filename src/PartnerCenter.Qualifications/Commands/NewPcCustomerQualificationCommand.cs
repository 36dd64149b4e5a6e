using System.Globalization;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// New-PcCustomerQualification: requests a qualification for customers.
/// </summary>
[Cmdlet(VerbsCommon.New, "PcCustomerQualification", DefaultParameterSetName = StateOwnedSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(CustomerQualification))]
public sealed class NewPcCustomerQualificationCommand : PcBulkCmdlet<CustomerQualification>
{
    private const string EducationSet = "Education";
    private const string GovernmentSet = "GovernmentCommunityCloud";
    private const string StateOwnedSet = "StateOwnedEntity";

    private QualificationRequest? _request;

    /// <summary>The customers: ids, or objects that carry one.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id", "TenantId", "CustomerTenantId", "MicrosoftId")]
    [CustomerIdentity]
    [ArgumentCompleter(typeof(CustomerIdCompleter))]
    public CustomerIdentity[] CustomerId { get; set; } = [];

    /// <summary>The qualification to request: Education, GovernmentCommunityCloud or StateOwnedEntity.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateSet(nameof(Qualification.Education), nameof(Qualification.GovernmentCommunityCloud), nameof(Qualification.StateOwnedEntity))]
    public Qualification Qualification { get; set; }

    /// <summary>The kind of educational organization; with Education.</summary>
    [Parameter(Mandatory = true, ParameterSetName = EducationSet)]
    public EducationSegment EducationSegment { get; set; }

    /// <summary>The organization's website, which helps the vetting: an address or a host name; with Education.</summary>
    [Parameter(ParameterSetName = EducationSet)]
    [ValidateNotNullOrEmpty]
    public string? Website { get; set; }

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
        // The code may come from the pipeline, so the request is complete only now.
        try
        {
            _request = CreateRequest();
        }
        catch (PartnerCenterException failure)
        {
            ThrowTerminatingError(ErrorRecords.Create(failure, Qualification));
        }

        foreach (var customer in CustomerId)
        {
            if (ShouldProcess(customer.Describe(), string.Format(CultureInfo.CurrentCulture, Messages.RequestQualification, Describe(_request!))))
            {
                Process(customer);
            }
        }
    }

    private protected override int GivenAtOnce => CustomerId.Length;

    private protected override ValueTask<CustomerQualification> AskAsync(CustomerIdentity customer, CancellationToken cancellationToken) =>
        new(Client.Customers[customer.CustomerId!].Qualifications.CreateAsync(_request!, cancellationToken));

    private protected override void WriteResult(CustomerIdentity customer, CustomerQualification result) => WriteObject(customer.Stamp(result));

    private static string Describe(QualificationRequest request) =>
        request.EducationSegment is { } segment ? $"{request.Qualification} ({segment})" : request.Qualification.ToString();

    // PowerShell tells parameter sets apart by their parameters, not by the value of -Qualification; the value is held against them here.
    private QualificationRequest CreateRequest() => (Qualification, ParameterSetName) switch
    {
        (Qualification.Education, EducationSet) => QualificationRequest.Education(EducationSegment, Websites.Normalize(Website)),
        (Qualification.Education, GovernmentSet) => throw Mismatch(nameof(ValidationCode)),
        (Qualification.Education, _) => throw Invalid(Messages.EducationNeedsSegment),
        (Qualification.GovernmentCommunityCloud, GovernmentSet) => QualificationRequest.GovernmentCommunityCloud(ValidationCode!.ValidationId),
        (Qualification.GovernmentCommunityCloud, EducationSet) => throw Mismatch(nameof(EducationSegment)),
        (Qualification.GovernmentCommunityCloud, _) => throw Invalid(Messages.GovernmentNeedsCode),
        (Qualification.StateOwnedEntity, StateOwnedSet) => QualificationRequest.StateOwnedEntity(),
        (Qualification.StateOwnedEntity, _) => throw Mismatch(ParameterSetName == EducationSet ? nameof(EducationSegment) : nameof(ValidationCode)),
        _ => throw Invalid(string.Format(CultureInfo.CurrentCulture, Messages.QualificationNotSettable, Qualification)),
    };

    private PartnerCenterException Mismatch(string parameter) =>
        Invalid(string.Format(CultureInfo.CurrentCulture, Messages.QualificationMismatch, parameter, Qualification));

    private static PartnerCenterException Invalid(string message) =>
        new(PartnerCenterError.InvalidRequest, message, Messages.QualificationMismatchAction) { AffectsEveryCustomer = true };
}
