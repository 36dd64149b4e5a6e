#if !NETFRAMEWORK
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Client.Tests.Support;

/// <summary>
/// A proxy on a real port, which may want a user name and a password. Only it knows the way to the hosts behind it: it ends their TLS and hands their
/// requests to a handler.
/// </summary>
internal sealed class ForwardingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<string> _heads = new();
    private readonly HttpMessageInvoker _behind;
    private readonly X509Certificate2 _certificate;
    private readonly string? _expected;
    private readonly Task _accepting;

    public ForwardingProxy(HttpMessageHandler behind, X509Certificate2 certificate, string? userAndPassword)
    {
        _behind = new HttpMessageInvoker(behind);
        _certificate = certificate;
        _expected = userAndPassword is null ? null : "Proxy-Authorization: Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(userAndPassword));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>What the proxy itself was told, without what went through it.</summary>
    public IReadOnlyList<string> Heads => [.. _heads];

    /// <summary>The hosts to which a tunnel was made, in order.</summary>
    public IReadOnlyList<string> Tunnels => [.. _heads.Where(IsWelcome).Select(head => head.Split(' ')[1])];

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _behind.Dispose();
        _stopping.Dispose();
        _listener.Dispose();
    }

    private bool IsWelcome(string head) => _expected is null || head.Contains(_expected, StringComparison.OrdinalIgnoreCase);

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        using (connection)
        {
            try
            {
                var stream = connection.GetStream();
                var head = await ReadHeadAsync(stream);
                while (head.Length > 0 && !IsWelcome(head))
                {
                    _heads.Enqueue(head);
                    await stream.WriteAsync(
                        "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"here\"\r\nContent-Length: 0\r\n\r\n"u8.ToArray(),
                        _stopping.Token);
                    head = await ReadHeadAsync(stream);
                }

                if (head.Length == 0)
                {
                    return;
                }

                _heads.Enqueue(head);
                await stream.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _stopping.Token);
                await using var tls = new SslStream(stream);
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stopping.Token);
                var host = head.Split(' ')[1].Split(':')[0];
                while (await ForwardAsync(tls, host))
                {
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException or InvalidOperationException
                or System.Security.Authentication.AuthenticationException)
            {
                // The client left, or the test is over.
            }
        }
    }

    private async Task<bool> ForwardAsync(SslStream stream, string host)
    {
        var head = await ReadHeadAsync(stream);
        if (head.Length == 0)
        {
            return false;
        }

        var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        using var request = new HttpRequestMessage(new HttpMethod(lines[0].Split(' ')[0]), $"https://{host}{lines[0].Split(' ')[1]}");
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToList();
        var length = headers.Where(header => header[0].Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            .Select(header => int.Parse(header[1], CultureInfo.InvariantCulture)).SingleOrDefault();
        var body = new byte[length];
        await stream.ReadExactlyAsync(body, _stopping.Token);
        request.Content = length == 0 ? null : new ByteArrayContent(body);
        foreach (var header in headers)
        {
            _ = request.Headers.TryAddWithoutValidation(header[0], header[1]) || request.Content?.Headers.TryAddWithoutValidation(header[0], header[1]) == true;
        }

        using var response = await _behind.SendAsync(request, _stopping.Token);
        var answer = await response.Content.ReadAsByteArrayAsync(_stopping.Token);
        var text = new StringBuilder(
            $"HTTP/1.1 {(int)response.StatusCode} {response.ReasonPhrase}\r\nContent-Length: {answer.Length}\r\nContent-Type: application/json\r\n\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text.ToString()), _stopping.Token);
        await stream.WriteAsync(answer, _stopping.Token);
        return true;
    }

    private async Task<string> ReadHeadAsync(Stream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stopping.Token) == 0)
            {
                return string.Empty;
            }

            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
#endif
