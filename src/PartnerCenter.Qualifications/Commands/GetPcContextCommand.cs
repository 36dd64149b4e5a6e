using System.Management.Automation;
using PartnerCenter.Qualifications.Views;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Get-PcContext: the default connection of this runspace, or all its open connections.
/// </summary>
[Cmdlet(VerbsCommon.Get, "PcContext")]
[OutputType(typeof(PcContext))]
public sealed class GetPcContextCommand : SafeOutputCmdlet
{
    /// <summary>Returns all open connections of this runspace: the default one first, then the others, latest first.</summary>
    [Parameter]
    public SwitchParameter ListAvailable { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        ResultTypes.Register();
        if (ListAvailable)
        {
            WriteObject(RunspaceContexts.GetAll(), enumerateCollection: true);
        }
        else if (RunspaceContexts.Default is { } context)
        {
            WriteObject(context);
        }
    }
}
