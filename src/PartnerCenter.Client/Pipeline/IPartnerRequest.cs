using System.Net;
using System.Net.Http;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// What messages and errors need to know of a call, whatever it answers.
/// </summary>
internal interface IPartnerRequest
{
    HttpMethod Method { get; }

    string Path { get; }

    string? CustomerId { get; }

    string RequestId { get; }

    RequestPurpose Purpose { get; }

    /// <summary>Whether the call goes to the synchronous endpoint, which was announced as retired.</summary>
    bool IsSynchronous { get; }

    /// <summary>Whether an attempt was sent and has not ended; true for good where the call was ended during one.</summary>
    bool IsUnderWay { get; }

    /// <summary>Whether the call changes something, so that its outcome matters where its answer is lost.</summary>
    bool IsWrite { get; }

    bool IsSuccess(HttpStatusCode status);
}
