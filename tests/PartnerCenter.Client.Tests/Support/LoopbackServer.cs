using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Client.Tests.Support;

/// <summary>
/// A server on a real port that answers with whatever bytes a test likes, or breaks off, or says nothing.
/// </summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly Func<int, Socket, CancellationToken, Task> _answer;
    private readonly Task _accepting;

    /// <param name="answer">Gets the number of the request, from 1, and the connection, which is closed afterwards.</param>
    public LoopbackServer(Func<int, Socket, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>An address at which nobody listens any more.</summary>
    public static async Task<Uri> UnusedAddressAsync()
    {
        await using var server = new LoopbackServer((_, _, _) => Task.CompletedTask);
        return server.Address;
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>The requests' first lines and headers.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    public static Task SendAsync(Socket connection, string text, CancellationToken cancellationToken) =>
        SendAsync(connection, Encoding.UTF8.GetBytes(text), cancellationToken);

    public static async Task SendAsync(Socket connection, byte[] bytes, CancellationToken cancellationToken) =>
        await connection.SendAsync(bytes, cancellationToken);

    /// <summary>An answer with status 200 and this body.</summary>
    public static string Ok(string body, string headers = "") =>
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{headers}\r\n{body}";

    /// <summary>Closes the connection so that the other side sees a reset, not an end.</summary>
    public static void Reset(Socket connection)
    {
        connection.LingerState = new LingerOption(true, 0);
        connection.Close();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stopping.Dispose();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        var number = 0;
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stopping.Token), ++number));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket connection, int number)
    {
        using (connection)
        {
            try
            {
                var head = new StringBuilder();
                var buffer = new byte[8192];
                while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
                {
                    var read = await connection.ReceiveAsync(buffer, _stopping.Token);
                    if (read == 0)
                    {
                        return;
                    }

                    head.Append(Encoding.ASCII.GetString(buffer, 0, read));
                }

                _requests.Enqueue(head.ToString());
                await _answer(number, connection, _stopping.Token);
                if (connection.Connected)
                {
                    connection.Shutdown(SocketShutdown.Send);
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
            {
                // The client left, or the test is over.
            }
        }
    }
}
