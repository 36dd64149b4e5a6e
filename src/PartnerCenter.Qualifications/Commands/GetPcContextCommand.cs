using System.Management.Automation;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Get-PcContext: the default connection of this runspace, or nothing.
/// </summary>
[Cmdlet(VerbsCommon.Get, "PcContext")]
[OutputType(typeof(PcContext))]
public sealed class GetPcContextCommand : SafeOutputCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (DefaultContext.Get() is { } context)
        {
            WriteObject(context);
        }
    }
}
