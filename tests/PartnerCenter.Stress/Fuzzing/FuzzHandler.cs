using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Stress.Fuzzing;

/// <summary>
/// First writes down what the service answers, then answers every request with the bytes that it is given.
/// </summary>
internal sealed class FuzzHandler(HttpMessageHandler service) : DelegatingHandler(service)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>What the service answered while there was no body.</summary>
    public List<byte[]> Seen { get; } = [];

    public byte[]? Body { get; set; }

    public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Body is null)
        {
            var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            await answer.Content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
            Seen.Add(await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
            return answer;
        }

        var content = new ByteArrayContent(Body);
        content.Headers.ContentType = Json;
        return new HttpResponseMessage(Status) { Content = content, RequestMessage = request };
    }
}
