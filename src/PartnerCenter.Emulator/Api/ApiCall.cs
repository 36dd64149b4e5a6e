using System;
using PartnerCenter.Emulator.Entra;
using PartnerCenter.Emulator.Transport;

namespace PartnerCenter.Emulator.Api;

/// <summary>
/// A call that has passed the door: the request, who makes it, its ids, and the customer that it is about.
/// </summary>
internal sealed class ApiCall(EmulatorRequest request, TokenFacts caller, Guid requestId, string correlationId)
{
    private EmulatedCustomer? _customer;

    public EmulatorRequest Request => request;

    public TokenFacts Caller => caller;

    /// <summary>The id that the client gave the call; empty where it gave none.</summary>
    public Guid RequestId => requestId;

    public string CorrelationId => correlationId;

    /// <summary>The customer whose ID is in the route's path.</summary>
    /// <exception cref="InvalidOperationException">The route is not about a customer.</exception>
    public EmulatedCustomer Customer
    {
        get => _customer ?? throw new InvalidOperationException("The route is not about a customer.");
        set => _customer = value;
    }
}
