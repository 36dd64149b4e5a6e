using System.Management.Automation;
using PartnerCenter.Client;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Disconnect-PcAccount: closes a connection and discards its tokens, including those on disk.
/// </summary>
[Cmdlet(VerbsCommunications.Disconnect, "PcAccount")]
[OutputType(typeof(void))]
public sealed class DisconnectPcAccountCommand : PcCmdlet
{
    /// <summary>The connection to close. The default is the last one of this runspace.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [DisplayText]
    [LiveContext]
    [ValidateNotNull]
    public PcContext? Context { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var context = Context ?? RunspaceContexts.Default;
        if (context is not null && !TryClose(context))
        {
            return;
        }

        RunspaceContexts.Remove(context);
    }

    // A connection whose tokens are still on disk stays open, so that the next attempt can remove them.
    private bool TryClose(PcContext context)
    {
        try
        {
            if (context.Client is PartnerClient client)
            {
                Await(async stopping =>
                {
                    await client.SignOutAsync(stopping).ConfigureAwait(false);
                    return true;
                });
            }
        }
        catch (PartnerCenterException failure)
        {
            WriteError(ErrorRecords.Create(failure, context));
            return false;
        }

        context.Close();
        return true;
    }
}
