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
internal sealed partial class EmulatorHandler : HttpMessageHandler
{
    private readonly Dispatcher _dispatcher;

    public EmulatorHandler(Dispatcher dispatcher) => _dispatcher = dispatcher;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var address = request.RequestUri ?? throw new InvalidOperationException("The request has no address.");
        if (!address.IsAbsoluteUri)
        {
            throw new InvalidOperationException("The request's address is relative.");
        }

        if (!_dispatcher.KnowsHost(address.Host))
        {
            // What a machine without that name in its DNS would say: a client that talks to a wrong host must notice.
            throw Failure(TransportFault.NameResolutionFailure, address);
        }

        var incoming = new HandlerRequest(request, address);
        if (request.Content is not null)
        {
            incoming.Body = await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        }

        var answer = await _dispatcher.SendAsync(incoming, cancellationToken).ConfigureAwait(false);
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

    private static HttpRequestException Failure(TransportFault fault, Uri address) => fault == TransportFault.NameResolutionFailure
        ? NameResolutionFailure(address, new SocketException((int)SocketError.HostNotFound))
        : ResetFailure(new IOException(
            "Unable to read data from the transport connection: Connection reset by peer.", new SocketException((int)SocketError.ConnectionReset)));

    private sealed class HandlerRequest : EmulatorRequest
    {
        private readonly HttpRequestMessage _message;
        private readonly Uri _address;

        public HandlerRequest(HttpRequestMessage message, Uri address)
        {
            _message = message;
            _address = address;
        }

        public override string Method => _message.Method.Method.ToUpperInvariant();

        public override string Scheme => _address.Scheme;

        public override string Authority => _address.Authority;

        public override string Host => _address.Host;

        public override string RawPath => _address.AbsolutePath;

        public override string RawQuery => _address.Query;

        public override string? Header(string name)
        {
            IEnumerable<string>? values = null;
            var found = name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
                ? _message.Content?.Headers.TryGetValues(name, out values) == true
                : _message.Headers.TryGetValues(name, out values);
            return found ? string.Join(", ", values!) : null;
        }

        public override IEnumerable<KeyValuePair<string, string>> Headers()
        {
            foreach (var header in _message.Headers)
            {
                yield return new KeyValuePair<string, string>(header.Key, string.Join(", ", header.Value));
            }

            if (_message.Content is null)
            {
                yield break;
            }

            foreach (var header in _message.Content.Headers)
            {
                yield return new KeyValuePair<string, string>(header.Key, string.Join(", ", header.Value));
            }
        }
    }
}
