using System;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Threading.Tasks;
using PartnerCenter.Client;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// A cmdlet that signs in and can show messages to the user.
/// </summary>
public abstract class PcSignInCmdlet : PcCmdlet
{
    // What PowerShell shows if it prompts for a parameter and the user types !?.
    private protected const string Texts = "PartnerCenter.Qualifications.CommandMessages";
    private protected const string ApplicationIdHelp = nameof(CommandMessages.ApplicationIdHelp);
    private protected const string CertificatePathHelp = nameof(CommandMessages.CertificatePathHelp);
    private protected const string CertificateThumbprintHelp = nameof(CommandMessages.CertificateThumbprintHelp);
    private protected const string CredentialHelp = nameof(CommandMessages.CredentialHelp);
    private protected const string RefreshTokenHelp = nameof(CommandMessages.RefreshTokenHelp);
    private protected const string TenantIdHelp = nameof(CommandMessages.TenantIdHelp);

    private readonly ConcurrentQueue<string> _prompts = new();

    /// <summary>The national cloud.</summary>
    [Parameter]
    [DisplayText]
    public PartnerEnvironment Environment { get; set; }

    /// <summary>Another address of the service, such as a proxy or a test server.</summary>
    [Parameter]
    [DisplayText]
    [ValidateNotNull]
    public Uri? Endpoint { get; set; }

    /// <summary>Another sign-in address.</summary>
    [Parameter]
    [DisplayText]
    [ValidateNotNull]
    public Uri? Authority { get; set; }

    private protected override void WriteEvents()
    {
        base.WriteEvents();
        while (_prompts.TryDequeue(out var prompt))
        {
            // As in Write-Host: shown regardless of the preferences, and still possible to capture.
            WriteInformation(new HostInformationMessage { Message = prompt }, ["PSHOST"]);
        }
    }

    /// <summary>Shows a device code. Called on another thread.</summary>
    private protected Task Prompt(DeviceCodePrompt code)
    {
        _prompts.Enqueue(code.Message);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Writes a warning. With -Debug, PowerShell prompts at each warning, which is an error in unattended sessions. The warning is written as a debug message
    /// instead.
    /// </summary>
    private protected void Warn(string message)
    {
        if (MyInvocation.BoundParameters.ContainsKey("Debug"))
        {
            WriteDebug(message);
        }
        else
        {
            WriteWarning(message);
        }
    }

    /// <summary>The application ID in the user name of a credential. An invalid user name isn't repeated, because it might be the secret.</summary>
    private protected static string ApplicationOf(PSCredential credential) => Guid.TryParse(credential.UserName, out var id)
        ? id.ToString("D")
        : throw new PartnerCenterException(
            PartnerErrorCode.InvalidRequest,
            CommandMessages.CredentialNotApplication,
            CommandMessages.CredentialNotApplicationAction);
}
