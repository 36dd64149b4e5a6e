using System;
using System.Globalization;
using System.Management.Automation;
using System.Security;
using PartnerCenter.Client;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// New-PcRefreshToken: the one sign-in with multi-factor authentication of the Secure Application Model; its refresh token is for a vault.
/// </summary>
[Cmdlet(VerbsCommon.New, "PcRefreshToken", DefaultParameterSetName = PublicSet)]
[OutputType(typeof(SecureString))]
public sealed class NewPcRefreshTokenCommand : PcSignInCmdlet
{
    private const string PublicSet = "Public";
    private const string DeviceCodeSet = "DeviceCode";
    private const string ConfidentialSet = "Confidential";

    /// <summary>The id of a public client application.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PublicSet)]
    [Parameter(Mandatory = true, ParameterSetName = DeviceCodeSet)]
    [DisplayText]
    [Alias("ClientId", "AppId")]
    public Guid ApplicationId { get; set; }

    /// <summary>The id of a confidential application as user name and its secret's value as password.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ConfidentialSet)]
    [DisplayText]
    [ValidateNotNull]
    public PSCredential? Credential { get; set; }

    /// <summary>Signs in with a code on another device.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DeviceCodeSet)]
    [Alias("DeviceCode", "Device")]
    public SwitchParameter UseDeviceAuthentication { get; set; }

    /// <summary>The partner's tenant: its id or one of its domains.</summary>
    [Parameter]
    [Alias("Tenant", "Domain")]
    [ArgumentCompleter(typeof(TenantIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string? TenantId { get; set; }

    /// <summary>The user's principal name, to save typing in the browser.</summary>
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

            // The token itself does not show whose it is.
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
        DeviceCodeSet => PartnerCredentials.DeviceCode(ApplicationId.ToString("D"), Prompt, TenantId),
        ConfidentialSet => PartnerCredentials.InteractiveBrowser(ApplicationOf(Credential!), Credential!.Password, TenantId, LoginHint),
        _ => PartnerCredentials.InteractiveBrowser(ApplicationId.ToString("D"), TenantId, LoginHint),
    };
}
