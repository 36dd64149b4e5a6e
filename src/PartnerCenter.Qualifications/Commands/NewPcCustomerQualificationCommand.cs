using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using PartnerCenter.Client;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// New-PcCustomerQualification: requests a qualification for customers.
/// </summary>
[Cmdlet(VerbsCommon.New, "PcCustomerQualification", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(CustomerQualification))]
public sealed class NewPcCustomerQualificationCommand : PcWriteCmdlet<IReadOnlyList<CustomerQualification>>
{
    private static readonly string[] RowParameters = [nameof(Qualification), nameof(EducationSegment), nameof(Website), nameof(ValidationCode)];

    /// <summary>The customers: ids, or objects that carry one.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id", "TenantId", "CustomerTenantId", "MicrosoftId")]
    [CustomerIdentity]
    [ArgumentCompleter(typeof(CustomerIdCompleter))]
    public CustomerIdentity[] CustomerId { get; set; } = [];

    /// <summary>The qualification to request: Education, GovernmentCommunityCloud or StateOwnedEntity.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [DisplayText]
    [ValidateSet(nameof(Qualification.Education), nameof(Qualification.GovernmentCommunityCloud), nameof(Qualification.StateOwnedEntity))]
    public Qualification Qualification { get; set; }

    /// <summary>The kind of educational organization; required with Education.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [DisplayText]
    [EmptyAsAbsent]
    public EducationSegment? EducationSegment { get; set; }

    /// <summary>The organization's website, which helps the vetting: an address or a host name; with Education.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyAsAbsent]
    public string? Website { get; set; }

    /// <summary>The partner's validation code, as text or as Get-PcValidationCode returns it; required with GovernmentCommunityCloud.</summary>
    // From the pipeline by its property only: any text would do as a code, and a customer's id would be taken for one.
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ValidationId")]
    [EmptyAsAbsent]
    [ArgumentCompleter(typeof(ValidationCodeCompleter))]
    public ValidationCode? ValidationCode { get; set; }

    /// <summary>Leaves alone who already has the qualification, or has it in review, and returns what they have.</summary>
    [Parameter]
    public SwitchParameter SkipExisting { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        QualificationRequest request;
        try
        {
            request = CreateRequest();
        }
        catch (PartnerCenterException failure)
        {
            ProcessInvalid(CustomerId, failure, RowParameters);
            return;
        }

        foreach (var customer in CustomerId)
        {
            if (Confirm(customer, string.Format(CultureInfo.CurrentCulture, Messages.RequestQualification, Describe(request))))
            {
                Process(new RequestQualificationRequest(Client, customer, request, SkipExisting));
            }
        }
    }

    private protected override int GivenAtOnce => CustomerId.Length;

    private protected override void WriteResult(CustomerIdentity customer, IReadOnlyList<CustomerQualification> result)
    {
        foreach (var qualification in result)
        {
            WriteObject(qualification);
        }
    }

    // Everything that is sent, for the question and for -WhatIf.
    private static string Describe(QualificationRequest request)
    {
        var details = new[]
        {
            request.EducationSegment?.ToString(),
            request.Website is { } website ? string.Format(CultureInfo.CurrentCulture, Messages.WithWebsite, website) : null,
            request.ValidationCode is { } code ? string.Format(CultureInfo.CurrentCulture, Messages.WithValidationCode, code) : null,
        };
        var text = string.Join(", ", details.Where(detail => detail is not null));
        return text.Length == 0 ? request.Qualification.ToString() : $"{request.Qualification} ({text})";
    }

    private QualificationRequest CreateRequest()
    {
        switch (Qualification)
        {
            case Qualification.Education:
                Refuse(ValidationCode, nameof(ValidationCode));
                return QualificationRequest.Education(EducationSegment ?? throw Invalid(Messages.EducationNeedsSegment), Websites.Normalize(Website));
            case Qualification.GovernmentCommunityCloud:
                Refuse(EducationSegment, nameof(EducationSegment));
                Refuse(Website, nameof(Website));
                return QualificationRequest.GovernmentCommunityCloud((ValidationCode ?? throw Invalid(Messages.GovernmentNeedsCode)).ValidationId);
            case Qualification.StateOwnedEntity:
                Refuse(EducationSegment, nameof(EducationSegment));
                Refuse(Website, nameof(Website));
                Refuse(ValidationCode, nameof(ValidationCode));
                return QualificationRequest.StateOwnedEntity();
            default:
                throw Invalid(string.Format(CultureInfo.CurrentCulture, Messages.QualificationNotSettable, Qualification));
        }
    }

    private void Refuse(object? value, string parameter)
    {
        if (value is not null)
        {
            throw Invalid(string.Format(CultureInfo.CurrentCulture, Messages.QualificationMismatch, parameter, Qualification));
        }
    }

    private static PartnerCenterException Invalid(string message) => new(PartnerCenterError.InvalidRequest, message, Messages.QualificationMismatchAction);
}
