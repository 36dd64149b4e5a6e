using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// Receives the answer that the browser brings from Entra to this machine.
/// </summary>
/// <remarks>
/// MSAL's own receiver, and HttpListener outside Windows, listen on one of the two addresses that <c>localhost</c> stands for. Another user's process could
/// listen on the other one, and get the authorization code from a browser that tries that one first. This one holds the port on both.
/// </remarks>
internal sealed class BrowserCodeReceiver : IDisposable
{
    private const int MaxRequestSize = 64 * 1024;
    private const int MaxPortAttempts = 20;

    // A browser opens connections in advance; one that stays silent is given up.
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    private readonly List<TcpListener> _listeners;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<Dictionary<string, string>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <exception cref="SocketException">No port is free.</exception>
    public BrowserCodeReceiver()
    {
        _listeners = Listen();
        Address = new Uri($"http://localhost:{((IPEndPoint)_listeners[0].LocalEndpoint).Port}/");
    }

    /// <summary>The redirect address.</summary>
    public Uri Address { get; }

    /// <summary>Waits for the answer of a sign-in.</summary>
    /// <param name="state">What the answer has to repeat, so that it belongs to this sign-in.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The answer's values: a code, or an error and its description.</returns>
    public async Task<IReadOnlyDictionary<string, string>> ReceiveAsync(string state, CancellationToken cancellationToken)
    {
        foreach (var listener in _listeners)
        {
            _ = AcceptAsync(listener, state);
        }

        using (cancellationToken.Register(() => _answer.TrySetCanceled(cancellationToken)))
        {
            return await _answer.Task.ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _stopping.Cancel();
        foreach (var listener in _listeners)
        {
            listener.Stop();
        }
    }

    /// <summary>Whether the answer is a code and nothing else.</summary>
    public static bool IsSuccess(IReadOnlyDictionary<string, string> answer) =>
        answer.TryGetValue("code", out var code) && code.Length > 0 && !answer.ContainsKey("error");

    /// <summary>The values of a query or a form.</summary>
    public static Dictionary<string, string> ReadValues(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in text.TrimStart('?').Split('&'))
        {
            var equals = pair.IndexOf('=');
            if (equals > 0)
            {
                values[WebUtility.UrlDecode(pair.Substring(0, equals))] = WebUtility.UrlDecode(pair.Substring(equals + 1));
            }
        }

        return values;
    }

    private static List<TcpListener> Listen()
    {
        for (var attempt = 1; ; attempt++)
        {
            var first = new TcpListener(Socket.OSSupportsIPv4 ? IPAddress.Loopback : IPAddress.IPv6Loopback, 0);
            var listeners = new List<TcpListener> { first };
            try
            {
                first.ExclusiveAddressUse = true;
                first.Start();
                if (Socket.OSSupportsIPv4 && Socket.OSSupportsIPv6)
                {
                    var second = new TcpListener(IPAddress.IPv6Loopback, ((IPEndPoint)first.LocalEndpoint).Port) { ExclusiveAddressUse = true };
                    listeners.Add(second);
                    second.Start();
                }

                return listeners;
            }
            catch (SocketException exception) when (listeners.Count == 2 && exception.SocketErrorCode == SocketError.AddressNotAvailable)
            {
                // The system knows of IPv6 and has no such address: nobody else can listen on it either.
                listeners[1].Stop();
                return [first];
            }
            catch (SocketException) when (attempt < MaxPortAttempts)
            {
                // Somebody has the port on the other address.
                listeners.ForEach(listener => listener.Stop());
            }
        }
    }

    private async Task AcceptAsync(TcpListener listener, string state)
    {
        try
        {
            while (!_stopping.IsCancellationRequested)
            {
                // Each by itself: one that says nothing does not keep the others waiting.
                _ = ServeAsync(await listener.AcceptTcpClientAsync().ConfigureAwait(false), state);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient connection, string state)
    {
        using (connection)
        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token))
        using (limit.Token.Register(connection.Close))
        {
            limit.CancelAfter(RequestTimeout);
            try
            {
                var stream = connection.GetStream();
                if (await ReadRequestAsync(stream).ConfigureAwait(false) is not { } values
                    || !values.TryGetValue("state", out var repeated)
                    || repeated != state)
                {
                    // A favicon, or somebody else's knock.
                    await WriteAsync(stream, "404 Not Found", string.Empty).ConfigureAwait(false);
                    return;
                }

                // First of all the answer is kept: the browser may be gone before it is thanked.
                _answer.TrySetResult(values);
                await WriteAsync(stream, "200 OK", IsSuccess(values) ? Messages.SignInPage : Messages.SignInPageFailed).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // The browser is gone.
            }
        }
    }

    /// <summary>The values that a request brings in its query or its form; null where it is no request.</summary>
    private static async Task<Dictionary<string, string>?> ReadRequestAsync(NetworkStream stream)
    {
        var buffer = new byte[MaxRequestSize];
        var length = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer, length, buffer.Length - length).ConfigureAwait(false);
            length += read;
            var text = Encoding.ASCII.GetString(buffer, 0, length);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                var lines = text.Substring(0, end).Split(["\r\n"], StringSplitOptions.None);
                var words = lines[0].Split(' ');
                if (words.Length != 3)
                {
                    return null;
                }

                if (words[0] != "POST")
                {
                    var query = words[1].IndexOf('?');
                    return query < 0 ? null : ReadValues(words[1].Substring(query));
                }

                if (length >= end + 4 + BodyLength(lines))
                {
                    return ReadValues(text.Substring(end + 4));
                }
            }

            if (read == 0 || length == buffer.Length)
            {
                return null;
            }
        }
    }

    private static int BodyLength(string[] lines)
    {
        foreach (var line in lines)
        {
            var header = line.Split([':'], 2);
            if (header.Length == 2 && header[0].Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
                && int.TryParse(header[1], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var length))
            {
                return length;
            }
        }

        return 0;
    }

    private static async Task WriteAsync(NetworkStream stream, string status, string words)
    {
        var page = words.Length == 0
            ? string.Empty
            : $"<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>PartnerCenter.Qualifications</title><p>{WebUtility.HtmlEncode(words)}</p></html>";
        var bytes = Encoding.UTF8.GetBytes(
            $"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {Encoding.UTF8.GetByteCount(page)}\r\n"
            + $"Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n{page}");
        await stream.WriteAsync(bytes, 0, bytes.Length).ConfigureAwait(false);
    }
}
