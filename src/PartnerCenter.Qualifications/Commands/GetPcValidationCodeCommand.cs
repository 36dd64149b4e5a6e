using System.Management.Automation;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Get-PcValidationCode: the partner's validation codes for the Government Community Cloud.
/// </summary>
[Cmdlet(VerbsCommon.Get, "PcValidationCode")]
[OutputType(typeof(ValidationCode))]
public sealed class GetPcValidationCodeCommand : PcConnectedCmdlet
{
    /// <summary>The name of the organization that the codes were issued for. Wildcards are allowed.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string? OrganizationName { get; set; }

    /// <summary>Returns only codes that can still qualify a customer.</summary>
    [Parameter]
    public SwitchParameter Available { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var pattern = OrganizationName is null ? null : WildcardPattern.Get(OrganizationName, WildcardOptions.IgnoreCase);
        try
        {
            foreach (var code in Await(stopping => Client.Validations.GetAsync(stopping)))
            {
                if ((pattern is null || pattern.IsMatch(code.OrganizationName ?? string.Empty)) && !(Available && code.RemainingCreates <= 0))
                {
                    WriteObject(code);
                }
            }
        }
        catch (PartnerCenterException failure)
        {
            WriteFailure(failure, OrganizationName);
        }
    }
}
