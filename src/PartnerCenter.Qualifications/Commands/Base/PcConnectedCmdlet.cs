using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using PartnerCenter.Client;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// A cmdlet that talks to the service, through the default context of its runspace or the one that it is given.
/// </summary>
public abstract class PcConnectedCmdlet : PcCmdlet
{
    private PartnerClient? _client;
    private PcContext? _used;

    /// <summary>
    /// The connection to use, as Connect-PcAccount returned it; default the one that the customers came from, else the last one made in this runspace.
    /// </summary>
    [Parameter]
    [DisplayText]
    [LiveContext]
    [ValidateNotNull]
    public PcContext? Context { get; set; }

    /// <summary>The client of the connection; a missing connection ends the pipeline, once.</summary>
    private protected PartnerClient Client => _client ??= Connect();

    /// <summary>Whether the service accepts the operation only from a signed-in user.</summary>
    private protected virtual bool NeedsUser => false;

    /// <summary>The customers of the record, where the cmdlet takes any.</summary>
    private protected virtual IReadOnlyList<CustomerIdentity> Customers => [];

    /// <summary>Fails where there is no connection: before anything else, unless customers come from the pipeline, who may bring theirs.</summary>
    protected override void BeginProcessing()
    {
        if (!MyInvocation.ExpectingInput)
        {
            _ = Client;
        }
    }

    /// <summary>Says what is wrong with a customer of another partner.</summary>
    /// <returns>The failure; null where the connection is the customer's.</returns>
    private protected PartnerCenterException? FindForeign(CustomerIdentity customer)
    {
        _ = Client;
        return customer.Origin is { } origin && !origin.IsSamePartner(_used!)
            ? new PartnerCenterException(
                PartnerErrorCode.InvalidRequest,
                string.Format(CultureInfo.CurrentCulture, CommandMessages.OtherConnection, customer.Describe(), origin, _used),
                CommandMessages.OtherConnectionAction)
            { CustomerId = customer.CustomerId }
            : null;
    }

    /// <summary>Writes an object; one that an emulator made up is marked, so that a report of it says so.</summary>
    private protected new void WriteObject(object? sendToPipeline)
    {
        if (sendToPipeline is IFromConnection item)
        {
            item.Origin = _used;
        }

        if (_used is { IsEmulator: true })
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
        var context = FindContext();
        if (context?.Client is PartnerClient client)
        {
            if (NeedsUser && context.Authentication == AuthenticationKind.AppOnly)
            {
                ThrowTerminatingError(ErrorRecords.Create(
                    new PartnerCenterException(
                        PartnerErrorCode.AppOnlyNotSupported, Messages.AppOnlyNotSupported, Advice.Of(nameof(Messages.AppOnlyNotSupportedAction))),
                    context));
            }

            _used = context;
            if (context.IsEmulator)
            {
                WriteDetail(CommandMessages.EmulatorConnected);
            }

            return client.With(Operation);
        }

        var message = context is null ? CommandMessages.NotConnected : Messages.ContextClosed;
        ThrowTerminatingError(ErrorRecords.Create(
            new PartnerCenterException(PartnerErrorCode.NotConnected, message, Advice.Of(nameof(Messages.NotConnectedAction))), context));
        return null!;
    }

    // What came from a connection goes back to it. A later connection of the same partner, such as a user's after an application's, takes its place.
    private PcContext? FindContext()
    {
        var standard = DefaultContext.Get();
        var origin = Customers.Count > 0 ? Customers[0].Origin : null;
        return Context ?? (origin is null || (standard is not null && origin.IsSamePartner(standard)) ? standard : origin);
    }
}
