using System.Management.Automation;
using PartnerCenter.Qualifications.Views;

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
            ResultTypes.Register();
            WriteObject(context);
        }
    }
}
