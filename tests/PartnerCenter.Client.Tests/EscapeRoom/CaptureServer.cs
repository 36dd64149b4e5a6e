using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Client.Tests.EscapeRoom;

/// <summary>
/// A server on a real port, on both loopback addresses, that keeps every byte that reaches it and answers as Entra does to a wrong secret.
/// </summary>
internal sealed class CaptureServer : IDisposable
{
    private const string Refusal = """{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided."}""";

    private readonly List<TcpListener> _listeners = [];
    private readonly ConcurrentQueue<string> _received = new();
    private readonly string _answer;
    private int _connections;

    public CaptureServer(string? answer = null)
    {
        var body = answer ?? Refusal;
        _answer =
            $"HTTP/1.1 {(answer is null ? 400 : 200)} X\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";
        var first = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        _listeners.Add(first);
        Port = ((IPEndPoint)first.LocalEndpoint).Port;
        if (Socket.OSSupportsIPv6)
        {
            try
            {
                var second = new TcpListener(IPAddress.IPv6Loopback, Port);
                second.Start();
                _listeners.Add(second);
            }
            catch (SocketException)
            {
                // No such address, or the port is taken there: what is sent to it is not seen, and does not reach a server of ours.
            }
        }

        foreach (var listener in _listeners)
        {
            _ = AcceptAsync(listener);
        }
    }

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}/");

    /// <summary>Even one that sent nothing readable, such as the start of TLS.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public IReadOnlyCollection<string> Received => _received;

    public void Dispose() => _listeners.ForEach(listener => listener.Stop());

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        Interlocked.Increment(ref _connections);
        using (connection)
        {
            try
            {
                var stream = connection.GetStream();
                var buffer = new byte[65536];
                var text = new StringBuilder();
                do
                {
                    var read = await stream.ReadAsync(buffer, 0, buffer.Length);
                    if (read == 0)
                    {
                        break;
                    }

                    text.Append(Encoding.ASCII.GetString(buffer, 0, read));
                }
                while (!IsWhole(text.ToString()));

                _received.Enqueue(text.ToString());
                var answer = Encoding.ASCII.GetBytes(_answer);
                await stream.WriteAsync(answer, 0, answer.Length);
            }
            catch (Exception exception) when (exception is System.IO.IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // The client left.
            }
        }
    }

    private static bool IsWhole(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        var length = Regex.Match(text.Substring(0, end), "Content-Length: ([0-9]+)", RegexOptions.IgnoreCase);
        return !length.Success || text.Length >= end + 4 + int.Parse(length.Groups[1].Value, CultureInfo.InvariantCulture);
    }
}
