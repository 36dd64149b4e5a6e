using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Set-PcCustomerQualification: sets the qualification of customers through the older, synchronous endpoint.
/// </summary>
[Cmdlet(VerbsCommon.Set, "PcCustomerQualification", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(CustomerQualification))]
public sealed class SetPcCustomerQualificationCommand : PcWriteCmdlet<CustomerQualification>
{
    /// <summary>The qualification to set: Education or GovernmentCommunityCloud.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [DisplayText]
    [SettableQualification(Qualification.Education, Qualification.GovernmentCommunityCloud)]
    [ArgumentCompleter(typeof(SetQualificationCompleter))]
    public Qualification Qualification { get; set; }

    /// <summary>The partner's validation code, as text or as returned by Get-PcValidationCode. Required with GovernmentCommunityCloud.</summary>
    // Binds from the pipeline only by property name. Any text can be a code, so a customer's ID would be mistaken for one.
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ValidationId")]
    [EmptyAsAbsent]
    [ArgumentCompleter(typeof(ValidationCodeCompleter))]
    public ValidationCode? ValidationCode { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ProcessUnusableValue(CustomerId))
        {
            return;
        }

        if (Mismatch() is { } mismatch)
        {
            var failure = InvalidInput.Create(CommandMessages.SetMismatchAction, mismatch);
            ProcessInvalid(CustomerId, failure, nameof(ValidationCode));
            return;
        }

        var code = ValidationCode?.ValidationId;
        var details = code is null
            ? Qualification.ToString()
            : $"{Qualification} ({string.Format(CultureInfo.CurrentCulture, CommandMessages.WithValidationCode, code)})";
        foreach (var customer in FindOwnCustomers())
        {
            if (Confirm(customer, string.Format(CultureInfo.CurrentCulture, CommandMessages.SetQualification, details)))
            {
                Process(new SetQualificationRequest(Client, customer, Qualification, code));
            }
        }
    }

    private protected override string[] SettableQualifications => [nameof(Qualification.Education), nameof(Qualification.GovernmentCommunityCloud)];

    private protected override IReadOnlyList<RowParameter> RowParameters =>
        [QualificationOf(Qualification), new(nameof(ValidationCode), ValidationCode, "ValidationId")];

    private protected override void WriteResult(CustomerIdentity customer, CustomerQualification result) => WriteObject(result);

    private string? Mismatch() => (Qualification, ValidationCode) switch
    {
        (Qualification.Education, null) or (Qualification.GovernmentCommunityCloud, not null) => null,
        (Qualification.GovernmentCommunityCloud, _) => CommandMessages.GovernmentNeedsCode,
        (Qualification.Education, _) => string.Format(CultureInfo.CurrentCulture, CommandMessages.QualificationMismatch, nameof(ValidationCode), Qualification),
        _ => NotSettable,
    };
}
