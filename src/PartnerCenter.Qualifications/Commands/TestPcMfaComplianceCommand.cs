using System.Management.Automation;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Test-PcMfaCompliance: whether the connection meets the multi-factor authentication requirement of the service.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "PcMfaCompliance")]
[OutputType(typeof(MfaCompliance))]
public sealed class TestPcMfaComplianceCommand : PcConnectedCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            WriteObject(Await(stopping => Client.GetMfaComplianceAsync(stopping)));
        }
        catch (PartnerCenterException failure)
        {
            WriteFailure(failure, Context);
        }
    }
}
