using System;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Threading.Tasks;
using PartnerCenter.Client;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// A cmdlet that signs in, with a user who may have to be told something.
/// </summary>
public abstract class PcSignInCmdlet : PcCmdlet
{
    private readonly ConcurrentQueue<string> _prompts = new();

    /// <summary>The national cloud.</summary>
    [Parameter]
    [DisplayText]
    public PartnerEnvironment Environment { get; set; }

    /// <summary>Another address of the service: a proxy or a test server.</summary>
    [Parameter]
    [DisplayText]
    [ValidateNotNull]
    public Uri? Endpoint { get; set; }

    /// <summary>Another address of the sign-in.</summary>
    [Parameter]
    [DisplayText]
    [ValidateNotNull]
    public Uri? Authority { get; set; }

    private protected override void WriteEvents()
    {
        base.WriteEvents();
        while (_prompts.TryDequeue(out var prompt))
        {
            // As Write-Host does it: shown whatever the preferences are, and still capturable.
            WriteInformation(new HostInformationMessage { Message = prompt }, ["PSHOST"]);
        }
    }

    /// <summary>Shows a device code; called on another thread.</summary>
    private protected Task Prompt(DeviceCodePrompt code)
    {
        _prompts.Enqueue(code.Message);
        return Task.CompletedTask;
    }

    /// <summary>Warns. With -Debug, PowerShell stops at each warning and asks, which unattended is an error; so it goes where the rest goes.</summary>
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

    /// <summary>The application that a credential's user name names. Any other name is not repeated: it may be the secret.</summary>
    private protected static string ApplicationOf(PSCredential credential) => Guid.TryParse(credential.UserName, out var id)
        ? id.ToString("D")
        : throw new PartnerCenterException(
            PartnerErrorCode.InvalidRequest,
            CommandMessages.CredentialNotApplication,
            CommandMessages.CredentialNotApplicationAction);
}
