using System;
using System.Buffers;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using PartnerCenter.Emulator.Host.Control;
using PartnerCenter.Emulator.Transport;

namespace PartnerCenter.Emulator.Host;

/// <summary>
/// What the web server calls for each request. It works on the server's own features: no routing, no middleware, no context object stands between.
/// </summary>
internal sealed class EmulatorApplication : IHttpApplication<IFeatureCollection>
{
    private const int MaxBodyLength = 1024 * 1024;

    // How long a body's beginning gets to reach the client before its connection is cut.
    private static readonly TimeSpan TimeToArrive = TimeSpan.FromMilliseconds(20);

    // How long a client gets to hang up by itself after a connection was ended in order.
    private static readonly TimeSpan TimeToHangUp = TimeSpan.FromSeconds(2);

    private readonly PartnerCenterEmulator _emulator;
    private readonly ControlEndpoint _control;

    public EmulatorApplication(PartnerCenterEmulator emulator, ControlEndpoint control)
    {
        _emulator = emulator;
        _control = control;
    }

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        var request = new KestrelRequest(context.GetRequiredFeature<IHttpRequestFeature>());
        var lifetime = context.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        if (context.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true)
        {
            var body = await ReadBodyAsync(context, lifetime.RequestAborted).ConfigureAwait(false);
            if (body is null)
            {
                await WriteAsync(context, new EmulatorResponse(413)).ConfigureAwait(false);
                return;
            }

            request.Body = body;
        }

        EmulatorResponse response;
        try
        {
            response = ControlEndpoint.IsControl(request.RawPath)
                ? _control.Answer(request, context.Get<IHttpConnectionFeature>()?.RemoteIpAddress)
                : await _emulator.Dispatcher.SendAsync(request, lifetime.RequestAborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (lifetime.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        if (response.Fault == TransportFault.None)
        {
            await WriteAsync(context, response).ConfigureAwait(false);
        }
        else
        {
            await BreakAsync(context, response, lifetime).ConfigureAwait(false);
        }
    }

    private static async Task<byte[]?> ReadBodyAsync(IFeatureCollection context, CancellationToken cancellationToken)
    {
        var reader = context.GetRequiredFeature<IRequestBodyPipeFeature>().Reader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (read.Buffer.Length > MaxBodyLength)
            {
                reader.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static async ValueTask WriteAsync(IFeatureCollection context, EmulatorResponse response)
    {
        WriteHead(context, response, response.Body.Length);
        if (response.Body.Length > 0)
        {
            await context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(response.Body).ConfigureAwait(false);
        }
    }

    private static void WriteHead(IFeatureCollection context, EmulatorResponse response, long length)
    {
        var head = context.GetRequiredFeature<IHttpResponseFeature>();
        head.StatusCode = response.Status;
        var headers = head.Headers;
        headers.ContentLength = length;
        if (response.ContentType is not null)
        {
            headers.ContentType = response.ContentType;
        }

        foreach (var header in response.Headers)
        {
            headers[header.Key] = header.Value;
        }
    }

    private static async ValueTask BreakAsync(IFeatureCollection context, EmulatorResponse response, IHttpRequestLifetimeFeature lifetime)
    {
        if (response.Fault is TransportFault.ResetMidBody or TransportFault.TruncatedBody)
        {
            WriteHead(context, response, BrokenBodyStream.PromisedLength(response.Body, response.Fault));
            var writer = context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer;
            await writer.WriteAsync(response.Body.AsMemory(0, BrokenBodyStream.Readable(response.Body, response.Fault))).ConfigureAwait(false);
            await writer.FlushAsync().ConfigureAwait(false);
            await Task.Delay(TimeToArrive).ConfigureAwait(false);
        }

        if (response.Fault == TransportFault.TruncatedBody
            && context.GetRequiredFeature<IHttpRequestFeature>().Protocol == "HTTP/1.1"
            && context.Get<IConnectionSocketFeature>()?.Socket is { } socket)
        {
            // In order: the client reads to the end, finds that it came too early, and hangs up. (A stream of HTTP/2 can only be reset.)
            socket.Shutdown(SocketShutdown.Send);
            await Task.Delay(TimeToHangUp, lifetime.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        lifetime.Abort();
    }
}
