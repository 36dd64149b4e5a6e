using System.Management.Automation;
using PartnerCenter.Qualifications.Views;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Select-PcContext: makes an open connection the default one of this runspace.
/// </summary>
[Cmdlet(VerbsCommon.Select, "PcContext")]
[OutputType(typeof(PcContext))]
public sealed class SelectPcContextCommand : SafeOutputCmdlet
{
    /// <summary>The connection, as returned by Connect-PcAccount or Get-PcContext.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [DisplayText]
    [LiveContext]
    [ValidateNotNull]
    public PcContext? Context { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!Context!.IsConnected)
        {
            ThrowTerminatingError(ErrorRecords.Create(
                new PartnerCenterException(PartnerErrorCode.NotConnected, Messages.ContextClosed, Advice.Of(nameof(Messages.NotConnectedAction))), Context));
        }

        RunspaceContexts.Select(Context);
        ResultTypes.Register();
        WriteObject(Context);
    }
}
