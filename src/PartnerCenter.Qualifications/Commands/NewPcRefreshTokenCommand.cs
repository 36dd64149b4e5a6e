using System;
using System.Globalization;
using System.Management.Automation;
using System.Security;
using PartnerCenter.Client;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// New-PcRefreshToken: the initial sign-in of the Secure Application Model with multi-factor authentication. Its refresh token is stored in a vault.
/// </summary>
[Cmdlet(VerbsCommon.New, "PcRefreshToken", DefaultParameterSetName = PublicSet)]
[OutputType(typeof(SecureString))]
public sealed class NewPcRefreshTokenCommand : PcSignInCmdlet
{
    private const string PublicSet = "Public";
    private const string DeviceCodeSet = "DeviceCode";
    private const string ConfidentialSet = "Confidential";

    /// <summary>The ID of a public client application.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PublicSet, HelpMessageBaseName = Texts, HelpMessageResourceId = ApplicationIdHelp)]
    // Not mandatory, because PowerShell could then not choose between the two sets of a device code.
    [Parameter(ParameterSetName = DeviceCodeSet)]
    [DisplayText]
    [Alias("ClientId", "AppId")]
    public Guid ApplicationId { get; set; }

    /// <summary>The ID of a confidential client application as the user name and the value of its secret as the password.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ConfidentialSet, HelpMessageBaseName = Texts, HelpMessageResourceId = CredentialHelp)]
    [DisplayText]
    [ValidateNotNull]
    public PSCredential? Credential { get; set; }

    /// <summary>Signs in with a code on another device.</summary>
    // Accepted with a secret only for a message that says why it can't be used.
    [Parameter(Mandatory = true, ParameterSetName = DeviceCodeSet)]
    [Parameter(ParameterSetName = ConfidentialSet)]
    [Alias("DeviceCode", "Device")]
    public SwitchParameter UseDeviceAuthentication { get; set; }

    /// <summary>The partner's tenant: its ID or one of its domains.</summary>
    [Parameter]
    [Alias("Tenant", "Domain")]
    [ArgumentCompleter(typeof(TenantIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string? TenantId { get; set; }

    /// <summary>The user principal name, which the browser prefills.</summary>
    [Parameter(ParameterSetName = PublicSet)]
    [Parameter(ParameterSetName = ConfidentialSet)]
    [ValidateNotNullOrEmpty]
    public string? LoginHint { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            var options = new PartnerClientOptions { Environment = Environment, Endpoint = Endpoint, Authority = Authority };
            var credential = CreateCredential();
            var operation = Operation;
            using var client = Await(stopping => PartnerClient.ConnectAsync(credential, options, operation, stopping));

            // The token itself doesn't show which user it belongs to.
            WriteInformation(
                new HostInformationMessage
                {
                    Message = string.Format(
                    CultureInfo.CurrentCulture, CommandMessages.SignedInAs, client.Identity.User, client.Identity.TenantId)
                }, ["PSHOST"]);
            if (client.Identity.HasMfa == false)
            {
                Warn(CommandMessages.NoMfaWarning);
            }

            WriteObject(Await(client.GetRefreshTokenAsync)
                ?? throw new PartnerCenterException(PartnerErrorCode.SignInFailed, CommandMessages.NoRefreshToken, CommandMessages.NoRefreshTokenAction));
        }
        catch (PartnerCenterException failure)
        {
            ThrowTerminatingError(ErrorRecords.Create(failure, ParameterSetName));
        }
    }

    private PartnerCredential CreateCredential() => ParameterSetName switch
    {
        DeviceCodeSet when ApplicationId == Guid.Empty =>
            throw InvalidInput.Create(CommandMessages.ApplicationIdHelp, CommandMessages.DeviceCodeWithoutApplication),
        DeviceCodeSet => PartnerCredentials.DeviceCode(ApplicationId.ToString("D"), Prompt, TenantId),
        ConfidentialSet when UseDeviceAuthentication =>
            throw InvalidInput.Create(CommandMessages.DeviceCodeWithCredentialAction, CommandMessages.DeviceCodeWithCredential),
        ConfidentialSet => PartnerCredentials.InteractiveBrowser(ApplicationOf(Credential!), Credential!.Password, TenantId, LoginHint),
        _ => PartnerCredentials.InteractiveBrowser(ApplicationId.ToString("D"), TenantId, LoginHint),
    };
}
