using System.Management.Automation;

namespace PartnerCenter.EmptyModule;

/// <summary>
/// A cmdlet that does nothing.
/// </summary>
[Cmdlet(VerbsCommon.Get, "PcNothing")]
public sealed class GetPcNothingCommand : PSCmdlet;
