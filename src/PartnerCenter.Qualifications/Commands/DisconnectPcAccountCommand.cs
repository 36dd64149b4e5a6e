using System.Management.Automation;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Disconnect-PcAccount: forgets a connection and its tokens.
/// </summary>
[Cmdlet(VerbsCommunications.Disconnect, "PcAccount")]
[OutputType(typeof(void))]
public sealed class DisconnectPcAccountCommand : PSCmdlet
{
    /// <summary>The connection to forget; default the last one made in this runspace.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [LiveContext]
    [ValidateNotNull]
    public PcContext? Context { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var current = DefaultContext.Get();
        var context = Context ?? current;
        context?.Close();
        if (ReferenceEquals(context, current))
        {
            DefaultContext.Set(null);
        }
    }
}
