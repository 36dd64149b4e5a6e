using System.Collections.Generic;
using System.Globalization;
using System.Linq;
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
    private IReadOnlyList<PcContext> _connections = [];

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

    /// <summary>The customers of the record, or null if the cmdlet doesn't accept any.</summary>
    private protected virtual IReadOnlyList<CustomerIdentity>? Customers => null;

    /// <summary>Fails early if there's no connection, unless customers come from the pipeline, which can have their own connection.</summary>
    protected override void BeginProcessing()
    {
        ResultTypes.Register();

        // The connection is found on the pipeline thread, because the default one belongs to the runspace.
        if (Customers is null || !MyInvocation.ExpectingInput)
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

    /// <summary>Adds the name that the connection, or another one of the same partner, has returned for the customer, if the input has none.</summary>
    private protected CustomerIdentity WithKnownName(CustomerIdentity customer) => CustomerNames.Complete(_connections, customer);

    /// <summary>Marks a customer as one of the connection, whose name is then shown in results and errors that have only the ID.</summary>
    private protected void AddCustomer(Customer customer)
    {
        if (_used is not null)
        {
            ((IFromConnection)customer).Origin = _used;
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
            AddCustomer(customer);
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
            _connections = [context, .. RunspaceContexts.GetAll().Where(other => !ReferenceEquals(other, context) && other.IsSamePartner(context))];
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

    // Customers use the connection that they came from. If it's closed, or if it can't perform an operation that requires a user, the default connection
    // of the same partner replaces it.
    private PcContext? FindContext()
    {
        if (Context is not null)
        {
            return Context;
        }

        var standard = RunspaceContexts.Default;
        if (Customers is not { Count: > 0 } customers || customers[0].Origin is not { } origin)
        {
            return standard;
        }

        var isUsable = origin.IsConnected && !(NeedsUser && origin.Authentication == AuthenticationKind.AppOnly);
        return !isUsable && standard is not null && standard.IsSamePartner(origin) ? standard : origin;
    }
}
