using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using PartnerCenter.Client;
using PartnerCenter.Qualifications.Views;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// A cmdlet that calls the service, with the default context of its runspace or the specified one.
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

    /// <summary>The client of the connection. A missing connection ends the pipeline once.</summary>
    private protected PartnerClient Client => _client ??= Connect();

    /// <summary>Whether the service accepts the operation only from a signed-in user.</summary>
    private protected virtual bool NeedsUser => false;

    /// <summary>The customers of the record, if the cmdlet accepts any.</summary>
    private protected virtual IReadOnlyList<CustomerIdentity> Customers => [];

    /// <summary>Fails early if there's no connection, unless customers come from the pipeline, which can have their own connection.</summary>
    protected override void BeginProcessing()
    {
        ResultTypes.Register();
        if (!MyInvocation.ExpectingInput)
        {
            _ = Client;
        }
    }

    /// <summary>Returns the failure for a customer of another partner.</summary>
    /// <returns>The failure, or null if the customer belongs to the connection.</returns>
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

    /// <summary>Adds the name that the connection has returned for the customer, if the input has none.</summary>
    private protected CustomerIdentity WithKnownName(CustomerIdentity customer) => _used is null ? customer : CustomerNames.Complete(_used, customer);

    /// <summary>Keeps the customer's name for results and errors of the connection that have only the ID.</summary>
    private protected void KeepName(Customer customer)
    {
        if (_used is not null)
        {
            CustomerNames.Add(_used, customer);
        }
    }

    /// <summary>Writes an object. Emulated objects are marked, so that a report of them says so.</summary>
    private protected new void WriteObject(object? sendToPipeline)
    {
        if (sendToPipeline is IFromConnection item)
        {
            item.Origin = _used;
        }

        if (sendToPipeline is Customer customer)
        {
            KeepName(customer);
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

    // Customers use the connection that they came from. A later connection of the same partner, such as a user's after an application's, replaces it.
    private PcContext? FindContext()
    {
        var standard = RunspaceContexts.Default;
        var origin = Customers.Count > 0 ? Customers[0].Origin : null;
        return Context ?? (origin is null || (standard is not null && origin.IsSamePartner(standard)) ? standard : origin);
    }
}
