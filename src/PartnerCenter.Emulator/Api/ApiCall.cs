using System;
using PartnerCenter.Emulator.Entra;
using PartnerCenter.Emulator.Transport;

namespace PartnerCenter.Emulator.Api;

/// <summary>
/// A call that has passed the door: the request, who makes it, and its ids.
/// </summary>
internal sealed class ApiCall
{
    public ApiCall(EmulatorRequest request, TokenFacts caller, Guid requestId, string correlationId)
    {
        Request = request;
        Caller = caller;
        RequestId = requestId;
        CorrelationId = correlationId;
    }

    public EmulatorRequest Request { get; }

    public TokenFacts Caller { get; }

    /// <summary>The id that the client gave the call; empty where it gave none.</summary>
    public Guid RequestId { get; }

    public string CorrelationId { get; }
}
