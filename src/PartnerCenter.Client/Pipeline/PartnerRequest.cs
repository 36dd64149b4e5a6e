using System;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// One call of the service: the request, and how its response is read.
/// </summary>
/// <typeparam name="T">What the answer becomes.</typeparam>
internal sealed class PartnerRequest<T>(
    HttpMethod method, string path, Func<HttpResponseMessage, PartnerRequest<T>, CancellationToken, ValueTask<T>> read) : IPartnerRequest
{
    public HttpMethod Method { get; } = method;

    /// <summary>The path below the endpoint, with its query, without a leading slash.</summary>
    public string Path { get; } = path;

    public Func<HttpResponseMessage, PartnerRequest<T>, CancellationToken, ValueTask<T>> Read { get; } = read;

    public string? CustomerId { get; init; }

    /// <summary>The body as JSON in UTF-8; null for none.</summary>
    public byte[]? Body { get; init; }

    public RequestPurpose Purpose { get; init; }

    /// <summary>Whether items of the response that can't be read are reported. Otherwise, one such item makes the whole response unreadable.</summary>
    public bool ReportsUnreadableItems { get; init; }

    public bool IsSynchronous { get; init; }

    public bool IsWrite => Purpose == RequestPurpose.QualificationWrite;

    /// <summary>Additional headers of this call.</summary>
    public (string Name, string Value)[] Headers { get; init; } = [];

    /// <summary>The <c>MS-RequestId</c>: the same in every attempt, so that the service performs a write only once.</summary>
    public string RequestId { get; } = Guid.NewGuid().ToString();

    /// <summary>Whether an attempt was sent and hasn't ended. Stays true if the call ended during an attempt.</summary>
    public bool IsUnderWay { get; set; }

    /// <summary>Whether the status indicates success. A write can also be accepted without content.</summary>
    public bool IsSuccess(HttpStatusCode status) =>
        status is HttpStatusCode.OK or HttpStatusCode.Created || (IsWrite && status is HttpStatusCode.Accepted or HttpStatusCode.NoContent);
}
