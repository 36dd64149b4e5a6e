using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client;
using PartnerCenter.Client.Pipeline;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Set-PcCustomerQualification: sets the qualification of customers through the older, synchronous endpoint.
/// </summary>
[Cmdlet(VerbsCommon.Set, "PcCustomerQualification", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(CustomerQualification))]
public sealed class SetPcCustomerQualificationCommand : PcWriteCmdlet<CustomerQualification>
{
    /// <summary>The qualification to set: Education or GovernmentCommunityCloud.</summary>
    // Not mandatory for PowerShell, which otherwise rejects a row with an invalid value before the cmdlet can report it.
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [DisplayText]
    [SingleValue(Qualification.Education, Qualification.GovernmentCommunityCloud)]
    [ValidateSet(nameof(Qualification.Education), nameof(Qualification.GovernmentCommunityCloud))]
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

/// <summary>
/// Sets a customer's qualification (synchronous validation).
/// </summary>
/// <param name="Client">The connection.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Qualification">The qualification.</param>
/// <param name="ValidationCode">The partner's validation code, or null if the qualification requires none.</param>
internal sealed record SetQualificationRequest(PartnerClient Client, CustomerIdentity Customer, Qualification Qualification, string? ValidationCode)
    : WriteRequest<CustomerQualification>(Client, Customer)
{
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(10);

    public override async Task<CustomerQualification> SendAsync(CancellationToken cancellationToken)
    {
        var customer = Operations;
        Begin();
        var written = await customer.Qualification.UpdateAsync(Qualification, ValidationCode, cancellationToken).ConfigureAwait(false);
        return Customer.ApplyTo(await ReadAsync(customer, cancellationToken).ConfigureAwait(false) ?? written);
    }

    // The response to the write has no vetting status. The write succeeded, so nothing that happens here is a failure.
    private async Task<CustomerQualification?> ReadAsync(CustomerOperations customer, CancellationToken cancellationToken)
    {
        try
        {
            using var limit = new TimeLimit(Client.Connection.Clock, ReadTimeout, cancellationToken, default);
            return (await customer.Qualifications.GetAsync(limit.Token).ConfigureAwait(false)).FirstOrDefault(item => item.Qualification == Qualification);
        }
        catch (Exception exception) when (exception is PartnerCenterException or OperationCanceledException)
        {
            return null;
        }
    }
}
