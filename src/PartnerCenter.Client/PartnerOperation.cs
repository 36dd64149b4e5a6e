using System;

namespace PartnerCenter.Client;

/// <summary>
/// What several calls have in common because one user-visible operation makes them.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/headers">Partner Center REST headers</see>.
/// </remarks>
public sealed class PartnerOperation
{
    /// <summary>The <c>MS-CorrelationId</c> of all the calls: what Microsoft's support asks for.</summary>
    public string CorrelationId { get; init; } = Guid.NewGuid().ToString();

    /// <summary>Is told of retries, waits and renewals, and of each request where <see cref="TraceRequests"/> is set; called on any thread.</summary>
    public Action<PartnerEvent>? Listener { get; init; }

    /// <summary>Whether the listener wants to know of each single request.</summary>
    public bool TraceRequests { get; init; }
}
