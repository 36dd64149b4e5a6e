using System.Management.Automation;
using System.Security;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Get-PcRefreshToken: the current refresh token of a connection, which rotates and must be stored in its vault again.
/// </summary>
[Cmdlet(VerbsCommon.Get, "PcRefreshToken")]
[OutputType(typeof(SecureString))]
public sealed class GetPcRefreshTokenCommand : PcConnectedCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Await(Client.GetRefreshTokenAsync) is { } token)
        {
            WriteObject(token);
        }
        else
        {
            var failure = InvalidInput.Create(CommandMessages.NoRefreshTokenAction, CommandMessages.NoRefreshToken);
            ThrowTerminatingError(ErrorRecords.Create(failure, Context));
        }
    }
}
