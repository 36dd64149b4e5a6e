using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// What the receiver of a sign-in's answer reads and writes, byte by byte.
/// </summary>
public sealed class BrowserCodeReceiverTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private static async Task<TcpClient> ConnectAsync(BrowserCodeReceiver receiver)
    {
        var browser = new TcpClient { NoDelay = true };
        try
        {
            await browser.ConnectAsync(IPAddress.Loopback, receiver.Address.Port);
            return browser;
        }
        catch
        {
            browser.Dispose();
            throw;
        }
    }

    // Each piece in a packet of its own.
    private static async Task<string> SendAsync(BrowserCodeReceiver receiver, params string[] pieces)
    {
        using var browser = await ConnectAsync(receiver);
        foreach (var piece in pieces)
        {
            var bytes = Encoding.ASCII.GetBytes(piece);
            await browser.GetStream().WriteAsync(bytes, 0, bytes.Length, TestContext.Current.CancellationToken);
            await Task.Delay(pieces.Length > 1 ? 20 : 0, TestContext.Current.CancellationToken);
        }

        using var reader = new StreamReader(browser.GetStream(), Encoding.UTF8);
        return await Task.Run(reader.ReadToEnd, TestContext.Current.CancellationToken).WaitAsync(Soon, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("?a=b&c=d%26e", "a: b, c: d&e")]
    [InlineData("a=b=c", "a: b=c")]
    [InlineData("a+b=c+d", "a b: c d")]
    [InlineData("a=1&a=2", "a: 2")]
    [InlineData("a=", "a: ")]
    [InlineData("=x&y&&", "")]
    [InlineData("", "")]
    public void The_values_of_a_query(string query, string expected) =>
        Assert.Equal(expected, string.Join(", ", BrowserCodeReceiver.ReadValues(query).Select(value => $"{value.Key}: {value.Value}")));

    [Fact]
    public async Task The_page_is_kept_nowhere_and_ends_the_connection()
    {
        using var receiver = new BrowserCodeReceiver();
        var answer = receiver.ReceiveAsync("s", TestContext.Current.CancellationToken);
        var parts = (await SendAsync(receiver, "GET /?code=c&state=s HTTP/1.1\r\n\r\n")).Split(["\r\n\r\n"], StringSplitOptions.None);
        Assert.Equal(2, parts.Length);
        Assert.Equal(
            [
                "HTTP/1.1 200 OK", "Content-Type: text/html; charset=utf-8", $"Content-Length: {Encoding.UTF8.GetByteCount(parts[1])}",
                "Cache-Control: no-store",
                    "Referrer-Policy: no-referrer", "Connection: close",
                ],
            parts[0].Split(["\r\n"], StringSplitOptions.None));
        Assert.StartsWith("<!DOCTYPE html><html lang=\"en\">", parts[1], StringComparison.Ordinal);
        Assert.EndsWith($"<p>{WebUtility.HtmlEncode(Messages.SignInPage)}</p></html>", parts[1], StringComparison.Ordinal);
        Assert.Equal("c", (await answer.WaitAsync(Soon, TestContext.Current.CancellationToken))["code"]);
    }

    [Theory]
    [InlineData("GET /favicon.ico HTTP/1.1\r\n\r\n")]
    [InlineData("GET /?code=c HTTP/1.1\r\n\r\n")]
    [InlineData("GET /?code=c&state=S HTTP/1.1\r\n\r\n")]
    [InlineData("GET /?code=c&state= HTTP/1.1\r\n\r\n")]
    [InlineData("GET /?code=c&state=s\r\n\r\n")]
    [InlineData("GET /? code=c&state=s HTTP/1.1\r\n\r\n")]
    [InlineData("POST /?code=c&state=s HTTP/1.1\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 14\r\n\r\ncode=c&state=x")]
    [InlineData("\r\n\r\n")]
    public async Task What_is_not_this_sign_in_s_answer_finds_nothing(string request)
    {
        using var receiver = new BrowserCodeReceiver();
        var answer = receiver.ReceiveAsync("s", TestContext.Current.CancellationToken);
        var response = await SendAsync(receiver, request);
        Assert.StartsWith("HTTP/1.1 404 Not Found\r\n", response, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Length: 0\r\n", response, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", response, StringComparison.Ordinal);
        Assert.False(answer.IsCompleted);
        await SendAsync(receiver, "GET /?code=right&state=s HTTP/1.1\r\n\r\n");
        Assert.Equal("right", (await answer.WaitAsync(Soon, TestContext.Current.CancellationToken))["code"]);
    }

    // Entra posts the answer where response_mode is form_post; a browser sends head and body as it likes.
    [Theory]
    [InlineData("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 17\r\n\r\ncode=abcd&state=s")]
    [InlineData("POST / HTTP/1.1\r\nHost: localhost\r\ncontent-length:17\r\n\r\n|code=abcd&state=s")]
    [InlineData("POST / HTTP/1.1\r\nContent-Length:  17\r\nHost: a:1\r\n\r\ncode=ab|cd&|state=s")]
    [InlineData("POST / HTTP/1.1\r\nCont|ent-Length: 17\r\n\r|\ncode=abcd&state=|s")]
    public async Task A_form_is_read_to_its_end(string request)
    {
        using var receiver = new BrowserCodeReceiver();
        var answer = receiver.ReceiveAsync("s", TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", await SendAsync(receiver, request.Split('|')), StringComparison.Ordinal);
        Assert.Equal("abcd", (await answer.WaitAsync(Soon, TestContext.Current.CancellationToken))["code"]);
    }

    [Theory]
    [InlineData("Content-Length: x")]
    [InlineData("Content-Length: -5")]
    [InlineData("Content-Length")]
    [InlineData("X-Content-Length: 99")]
    public async Task A_form_of_no_known_length_is_what_has_come(string header)
    {
        using var receiver = new BrowserCodeReceiver();
        var answer = receiver.ReceiveAsync("s", TestContext.Current.CancellationToken);
        await SendAsync(receiver, $"POST / HTTP/1.1\r\n{header}\r\n\r\ncode=c&state=s");
        Assert.Equal("c", (await answer.WaitAsync(Soon, TestContext.Current.CancellationToken))["code"]);
    }

    [Theory]
    [InlineData(64 * 1024, true)]
    [InlineData((64 * 1024) + 1, false)]
    public async Task A_request_has_a_greatest_size(int size, bool isRead)
    {
        using var receiver = new BrowserCodeReceiver();
        var answer = receiver.ReceiveAsync("s", TestContext.Current.CancellationToken);
        const string Begin = "GET /?code=c&state=s HTTP/1.1\r\nX: ";
        var request = Begin + new string('x', size - Begin.Length - 4) + "\r\n\r\n";
        try
        {
            Assert.StartsWith(isRead ? "HTTP/1.1 200" : "HTTP/1.1 404", await SendAsync(receiver, request), StringComparison.Ordinal);
        }
        catch (IOException) when (!isRead)
        {
            // Closed before all of it was taken.
        }

        Assert.Equal(isRead, await Task.WhenAny(answer, Task.Delay(isRead ? 10_000 : 50, TestContext.Current.CancellationToken)) == answer);
    }

    // A request that ends early gets its response at once, and uses no processor time until the receiver is closed.
    [Theory]
    [InlineData("")]
    [InlineData("GET /?code=c&state=s HTT")]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 17\r\n\r\ncode=c")]
    public async Task A_request_that_ends_early_finds_nothing(string request)
    {
        using var receiver = new BrowserCodeReceiver();
        var answer = receiver.ReceiveAsync("s", TestContext.Current.CancellationToken);
        using var browser = await ConnectAsync(receiver);
        using var stream = browser.GetStream();
        var bytes = Encoding.ASCII.GetBytes(request);
        await stream.WriteAsync(bytes, 0, bytes.Length, TestContext.Current.CancellationToken);
        browser.Client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var response = await Task.Run(reader.ReadToEnd, TestContext.Current.CancellationToken).WaitAsync(Soon, TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 404 Not Found\r\n", response, StringComparison.Ordinal);
        Assert.False(answer.IsCompleted);
    }

    // A browser can hold its connection open.
    [Fact]
    public async Task Closing_the_receiver_closes_its_connections()
    {
        var receiver = new BrowserCodeReceiver();
        _ = receiver.ReceiveAsync("s", TestContext.Current.CancellationToken);
        using var browser = await ConnectAsync(receiver);
        await SendAsync(receiver, "GET / HTTP/1.1\r\n\r\n");
        receiver.Dispose();
        var read = browser.GetStream().ReadAsync(new byte[1], 0, 1, TestContext.Current.CancellationToken);
        try
        {
            Assert.Equal(0, await read.WaitAsync(Soon, TestContext.Current.CancellationToken));
        }
        catch (IOException)
        {
            // Reset instead of closed.
        }
    }
}
