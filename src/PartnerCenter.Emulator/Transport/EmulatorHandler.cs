using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Emulator.Transport;

/// <summary>
/// The emulator as the last handler of an <see cref="HttpClient"/>: no port, no socket, and yet what a socket's caller would see.
/// </summary>
internal sealed class EmulatorHandler : HttpMessageHandler
{
    private readonly Dispatcher dispatcher;

    public EmulatorHandler(Dispatcher dispatcher) => this.dispatcher = dispatcher;

#if !NETFRAMEWORK
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, cancellationToken).GetAwaiter().GetResult();
#endif

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var address = request.RequestUri ?? throw new InvalidOperationException("The request has no address.");
        if (!address.IsAbsoluteUri)
        {
            throw new InvalidOperationException("The request's address is relative.");
        }

        if (!dispatcher.KnowsHost(address.Host))
        {
            // What a machine without that name in its DNS would say: a client that talks to a wrong host must notice.
            throw Failure(TransportFault.NameResolutionFailure, address);
        }

        var incoming = new HandlerRequest(request, address);
        if (request.Content is not null)
        {
#if NETFRAMEWORK
            incoming.Body = await request.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
#else
            incoming.Body = await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
#endif
        }

        var answer = await dispatcher.SendAsync(incoming, cancellationToken).ConfigureAwait(false);
        if (answer.Fault is TransportFault.ResetBeforeHeaders or TransportFault.NameResolutionFailure)
        {
            throw Failure(answer.Fault, address);
        }

        return ToMessage(answer, request);
    }

    private static HttpResponseMessage ToMessage(EmulatorResponse answer, HttpRequestMessage request)
    {
        var message = new HttpResponseMessage((HttpStatusCode)answer.Status) { RequestMessage = request };
        HttpContent content = answer.Fault == TransportFault.None
            ? new ByteArrayContent(answer.Body)
            : new StreamContent(new BrokenBodyStream(answer.Body, answer.Fault));
        if (answer.Fault != TransportFault.None)
        {
            content.Headers.ContentLength = BrokenBodyStream.PromisedLength(answer.Body, answer.Fault);
        }

        message.Content = content;
        if (answer.ContentType is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", answer.ContentType);
        }

        foreach (var header in answer.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(header.Key, header.Value))
            {
                content.Headers.Remove(header.Key);
                content.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }

        return message;
    }

    private static HttpRequestException Failure(TransportFault fault, Uri address)
    {
        if (fault == TransportFault.NameResolutionFailure)
        {
            var unknown = new SocketException((int)SocketError.HostNotFound);
#if NETFRAMEWORK
            return new HttpRequestException(
                "An error occurred while sending the request.",
                new WebException("The remote name could not be resolved: '" + address.Host + "'", unknown, WebExceptionStatus.NameResolutionFailure, null));
#else
            return new HttpRequestException(HttpRequestError.NameResolutionError, unknown.Message + " (" + address.Authority + ")", unknown);
#endif
        }

        var reset = new IOException("Unable to read data from the transport connection: Connection reset by peer.", new SocketException((int)SocketError.ConnectionReset));
#if NETFRAMEWORK
        return new HttpRequestException(
            "An error occurred while sending the request.",
            new WebException("The underlying connection was closed: The connection was closed unexpectedly.", reset, WebExceptionStatus.ReceiveFailure, null));
#else
        return new HttpRequestException("An error occurred while sending the request.", reset);
#endif
    }

    private sealed class HandlerRequest : EmulatorRequest
    {
        private readonly HttpRequestMessage message;
        private readonly Uri address;

        public HandlerRequest(HttpRequestMessage message, Uri address)
        {
            this.message = message;
            this.address = address;
        }

        public override string Method => message.Method.Method.ToUpperInvariant();

        public override string Scheme => address.Scheme;

        public override string Authority => address.Authority;

        public override string Host => address.Host;

        public override string RawPath => address.AbsolutePath;

        public override string RawQuery => address.Query;

        public override string? Header(string name)
        {
            IEnumerable<string>? values = null;
            var found = name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
                ? message.Content?.Headers.TryGetValues(name, out values) == true
                : message.Headers.TryGetValues(name, out values);
            return found ? string.Join(", ", values!) : null;
        }

        public override IEnumerable<KeyValuePair<string, string>> Headers()
        {
            foreach (var header in message.Headers)
            {
                yield return new KeyValuePair<string, string>(header.Key, string.Join(", ", header.Value));
            }

            if (message.Content is null)
            {
                yield break;
            }

            foreach (var header in message.Content.Headers)
            {
                yield return new KeyValuePair<string, string>(header.Key, string.Join(", ", header.Value));
            }
        }
    }
}
