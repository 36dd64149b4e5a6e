using System.Management.Automation;
using PartnerCenter.Client;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// A cmdlet that talks to the service, through the default context of its runspace or the one that it is given.
/// </summary>
public abstract class PcConnectedCmdlet : PcCmdlet
{
    private PartnerClient? _client;

    /// <summary>The connection to use, as Connect-PcAccount returned it; default the last one made in this runspace.</summary>
    [Parameter]
    [LiveContext]
    [ValidateNotNull]
    public PcContext? Context { get; set; }

    /// <summary>The client of the connection; a missing connection ends the pipeline, once.</summary>
    private protected PartnerClient Client => _client ??= Connect();

    /// <summary>Whether the service accepts the operation only from a signed-in user.</summary>
    private protected virtual bool NeedsUser => false;

    /// <summary>Fails before any input is read where there is no connection.</summary>
    protected override void BeginProcessing() => _ = Client;

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

            if (context.IsEmulator)
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
