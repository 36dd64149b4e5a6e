using System.Management.Automation;
using PartnerCenter.Client;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// A cmdlet that talks to the service, through the default context of its runspace or the one that it is given.
/// </summary>
public abstract class PcConnectedCmdlet : PcCmdlet
{
    private PartnerClient? _client;
    private bool _isEmulator;

    /// <summary>The connection to use, as Connect-PcAccount returned it; default the last one made in this runspace.</summary>
    [Parameter]
    [DisplayText]
    [LiveContext]
    [ValidateNotNull]
    public PcContext? Context { get; set; }

    /// <summary>The client of the connection; a missing connection ends the pipeline, once.</summary>
    private protected PartnerClient Client => _client ??= Connect();

    /// <summary>Whether the service accepts the operation only from a signed-in user.</summary>
    private protected virtual bool NeedsUser => false;

    /// <summary>Fails before any input is read where there is no connection.</summary>
    protected override void BeginProcessing() => _ = Client;

    /// <summary>Writes an object; one that an emulator made up is marked, so that a report of it says so.</summary>
    private protected new void WriteObject(object? sendToPipeline)
    {
        if (_isEmulator)
        {
            PipelineWatch.AddEmulatorOutput();
            if (sendToPipeline is CustomerQualification qualification)
            {
                qualification.IsEmulated = true;
            }
        }

        base.WriteObject(sendToPipeline);
    }

    private PartnerClient Connect()
    {
        var context = Context ?? DefaultContext.Get();
        if (context?.Connection is PartnerClient client)
        {
            if (NeedsUser && context.Authentication == AuthenticationKind.AppOnly)
            {
                ThrowTerminatingError(ErrorRecords.Create(
                    new PartnerCenterException(PartnerCenterError.AppOnlyNotSupported, Messages.AppOnlyNotSupported, Messages.AppOnlyNotSupportedAction)
                    { AffectsEveryCustomer = true },
                    context));
            }

            _isEmulator = context.IsEmulator;
            if (_isEmulator)
            {
                WriteDetail(Messages.EmulatorConnected);
            }

            return client.With(Operation);
        }

        var message = context is null ? Messages.NotConnected : Messages.ContextClosed;
        ThrowTerminatingError(ErrorRecords.Create(
            new PartnerCenterException(PartnerCenterError.NotConnected, message, Messages.NotConnectedAction) { AffectsEveryCustomer = true }, context));
        return null!;
    }
}
