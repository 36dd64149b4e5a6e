using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// Sends the requests until the connection is closed. After that, no object that a user still holds references the network buffers, which contain
/// the tokens and secrets that were sent.
/// </summary>
internal sealed class ReleasableHandler(HttpMessageHandler handler, bool isOwner) : HttpMessageHandler
{
    private volatile HttpMessageInvoker? _inner = new(handler, isOwner);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _inner is { } inner
            ? inner.SendAsync(request, cancellationToken)
            : Task.FromException<HttpResponseMessage>(new ObjectDisposedException(nameof(ReleasableHandler)));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Interlocked.Exchange(ref _inner, null)?.Dispose();
        }

        base.Dispose(disposing);
    }
}
