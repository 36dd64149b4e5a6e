using System.Net;
using System.Net.Http;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// The properties of a call that messages and errors need, independent of the type of its result.
/// </summary>
internal interface IPartnerRequest
{
    HttpMethod Method { get; }

    string Path { get; }

    string? CustomerId { get; }

    string RequestId { get; }

    RequestPurpose Purpose { get; }

    /// <summary>Whether the call uses the synchronous endpoint, whose retirement was announced.</summary>
    bool IsSynchronous { get; }

    /// <summary>Whether an attempt was sent and hasn't ended. Stays true if the call ended during an attempt.</summary>
    bool IsUnderWay { get; }

    /// <summary>Whether the call changes something, so that a lost response leaves its outcome unknown.</summary>
    bool IsWrite { get; }

    bool IsSuccess(HttpStatusCode status);
}
