using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// New-PcCustomerQualification: requests a qualification for customers.
/// </summary>
[Cmdlet(VerbsCommon.New, "PcCustomerQualification", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(CustomerQualification))]
public sealed class NewPcCustomerQualificationCommand : PcWriteCmdlet<IReadOnlyList<CustomerQualification>>
{
    /// <summary>The qualification to request: Education, GovernmentCommunityCloud, or StateOwnedEntity.</summary>
    // Not mandatory for PowerShell, which otherwise rejects a row with an invalid value before the cmdlet can report it.
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [DisplayText]
    [SingleValue(Qualification.Education, Qualification.GovernmentCommunityCloud, Qualification.StateOwnedEntity)]
    [ValidateSet(nameof(Qualification.Education), nameof(Qualification.GovernmentCommunityCloud), nameof(Qualification.StateOwnedEntity))]
    public Qualification Qualification { get; set; }

    /// <summary>The type of educational organization. Required with Education.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [DisplayText]
    [SingleValue(Qualifications.EducationSegment.K12, Qualifications.EducationSegment.HigherEducation, IsOptional = true)]
    [EmptyAsAbsent]
    public EducationSegment? EducationSegment { get; set; }

    /// <summary>The organization's website, which helps the vetting: an address or a host name. Only with Education.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyAsAbsent]
    public string? Website { get; set; }

    /// <summary>The partner's validation code, as text or as returned by Get-PcValidationCode. Required with GovernmentCommunityCloud.</summary>
    // Binds from the pipeline only by property name. Any text can be a code, so a customer's ID would be mistaken for one.
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ValidationId")]
    [EmptyAsAbsent]
    [ArgumentCompleter(typeof(ValidationCodeCompleter))]
    public ValidationCode? ValidationCode { get; set; }

    /// <summary>Skips customers that already have the qualification, or have it in review, and returns their existing qualification.</summary>
    [Parameter]
    public SwitchParameter SkipExisting { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ProcessUnusableValue(CustomerId))
        {
            return;
        }

        if (FindMismatch() is var (mismatch, parameter))
        {
            ProcessInvalid(CustomerId, InvalidInput.Create(CommandMessages.QualificationMismatchAction, mismatch), parameter);
            return;
        }

        QualificationRequest request;
        try
        {
            request = CreateRequest();
        }
        catch (PartnerCenterException failure)
        {
            ProcessInvalid(CustomerId, failure, nameof(Website));
            return;
        }

        foreach (var customer in FindOwnCustomers())
        {
            if (Confirm(customer, string.Format(CultureInfo.CurrentCulture, CommandMessages.RequestQualification, Describe(request))))
            {
                Process(new RequestQualificationRequest(Client, customer, request, SkipExisting));
            }
        }
    }

    private protected override string[] SettableQualifications =>
        [nameof(Qualification.Education), nameof(Qualification.GovernmentCommunityCloud), nameof(Qualification.StateOwnedEntity)];

    private protected override IReadOnlyList<RowParameter> RowParameters =>
    [
        QualificationOf(Qualification),
        new(nameof(EducationSegment), EducationSegment) { Accepted = Enum.GetNames(typeof(EducationSegment)) },
        new(nameof(Website), Website),
        new(nameof(ValidationCode), ValidationCode, "ValidationId"),
    ];

    private protected override void WriteResult(CustomerIdentity customer, IReadOnlyList<CustomerQualification> result)
    {
        foreach (var qualification in result)
        {
            WriteObject(qualification);
        }
    }

    // Everything that is sent, for the confirmation prompt and -WhatIf.
    private static string Describe(QualificationRequest request)
    {
        var details = new[]
        {
            request.EducationSegment?.ToString(),
            request.Website is { } website ? string.Format(CultureInfo.CurrentCulture, CommandMessages.WithWebsite, website) : null,
            request.ValidationCode is { } code ? string.Format(CultureInfo.CurrentCulture, CommandMessages.WithValidationCode, code) : null,
        };
        var text = string.Join(", ", details.Where(detail => detail is not null));
        return text.Length == 0 ? request.Qualification.ToString() : $"{request.Qualification} ({text})";
    }

    // Returns the contradiction, and the parameter that conflicts or is missing.
    private (string Message, string Parameter)? FindMismatch() => Qualification switch
    {
        Qualification.Education when ValidationCode is not null => NotWith(nameof(ValidationCode)),
        Qualification.Education when EducationSegment is null => (CommandMessages.EducationNeedsSegment, nameof(EducationSegment)),
        Qualification.Education => null,
        Qualification.GovernmentCommunityCloud or Qualification.StateOwnedEntity when EducationSegment is not null => NotWith(nameof(EducationSegment)),
        Qualification.GovernmentCommunityCloud or Qualification.StateOwnedEntity when Website is not null => NotWith(nameof(Website)),
        Qualification.GovernmentCommunityCloud => ValidationCode is null ? (CommandMessages.GovernmentNeedsCode, nameof(ValidationCode)) : null,
        Qualification.StateOwnedEntity => ValidationCode is null ? null : NotWith(nameof(ValidationCode)),
        _ => (NotSettable, nameof(Qualification)),
    };

    private (string Message, string Parameter) NotWith(string parameter) =>
        (string.Format(CultureInfo.CurrentCulture, CommandMessages.QualificationMismatch, parameter, Qualification), parameter);

    private QualificationRequest CreateRequest() => Qualification switch
    {
        Qualification.Education => QualificationRequest.Education(EducationSegment!.Value, Websites.Normalize(Website)),
        Qualification.GovernmentCommunityCloud => QualificationRequest.GovernmentCommunityCloud(ValidationCode!.ValidationId),
        _ => QualificationRequest.StateOwnedEntity(),
    };
}

/// <summary>
/// Requests a qualification for a customer (asynchronous validation).
/// </summary>
/// <param name="Client">The connection.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Request">What to request.</param>
/// <param name="SkipExisting">Whether to skip a customer that has the qualification, or has it in review.</param>
internal sealed record RequestQualificationRequest(PartnerClient Client, CustomerIdentity Customer, QualificationRequest Request, bool SkipExisting)
    : WriteRequest<IReadOnlyList<CustomerQualification>>(Client, Customer)
{
    public override async Task<IReadOnlyList<CustomerQualification>> SendAsync(CancellationToken cancellationToken)
    {
        var qualifications = Operations.Qualifications;
        if (SkipExisting)
        {
            var existing = (await qualifications.GetAsync(cancellationToken).ConfigureAwait(false))
                .Where(item => item.Qualification == Request.Qualification && item.VettingStatus != VettingStatus.Denied)
                .Select(Customer.ApplyTo)
                .ToArray();
            if (existing.Length > 0)
            {
                return existing;
            }
        }

        Begin();
        return [Customer.ApplyTo(await qualifications.CreateAsync(Request, cancellationToken).ConfigureAwait(false))];
    }
}
