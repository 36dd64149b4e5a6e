using System;
using System.IO;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Emulator.Host;
using Xunit;

namespace PartnerCenter.Emulator.Tests;

/// <summary>
/// Faults on a real port.
/// </summary>
public class HostFaultTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(FaultKinds.ResetBeforeHeaders)]
    [InlineData(FaultKinds.LostAnswer)]
    [InlineData(FaultKinds.NameResolutionFailure)]
    public async Task A_reset_is_a_reset(FaultKinds kind)
    {
        await using var host = await Start(kind);
        using var client = await Send(host);

        var e = await Assert.ThrowsAsync<IOException>(async () => await client.GetStream().ReadExactlyAsync(new byte[1], Cancel));

        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(e.InnerException).SocketErrorCode);
    }

    [Fact]
    public async Task A_reset_in_the_middle_comes_after_half_of_the_body()
    {
        await using var host = await Start(FaultKinds.ResetMidBody);
        using var client = await Send(host);
        var (text, error) = await ReadAll(client);

        Assert.Contains("HTTP/1.1 200 OK", text, StringComparison.Ordinal);
        Assert.Contains("\"totalCount\":25", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"objectType\":\"Collection\"", text, StringComparison.Ordinal);
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(error?.InnerException).SocketErrorCode);
    }

    [Fact]
    public async Task A_truncated_body_ends_in_order_before_its_length()
    {
        await using var host = await Start(FaultKinds.TruncatedBody);
        using var client = await Send(host);
        var (text, error) = await ReadAll(client);

        Assert.Null(error);
        var body = text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        Assert.EndsWith("}", body, StringComparison.Ordinal);
        Assert.Contains("Content-Length: " + (Encoding.UTF8.GetByteCount(body) + 64), text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultKinds.ResetBeforeHeaders)]
    [InlineData(FaultKinds.ResetMidBody)]
    [InlineData(FaultKinds.TruncatedBody)]
    public async Task A_real_client_fails_and_succeeds_with_its_next_try(FaultKinds kind)
    {
        await using var host = await Start(kind);
        using var http = new HttpClient { BaseAddress = new Uri(host.Addresses[0]) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", host.Emulator.IssueAccessToken());

        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync("/v1/customers", Cancel));

        Assert.Contains("totalCount", await http.GetStringAsync("/v1/customers", Cancel), StringComparison.Ordinal);
        Assert.Equal(2, host.Emulator.Statistics.Connections);
    }

    [Fact]
    public async Task Http2_loses_a_stream_and_keeps_its_connection()
    {
        await using var host = await Start(FaultKinds.ResetBeforeHeaders, "--http2");
        using var http = new HttpClient
        {
            BaseAddress = new Uri(host.Addresses[0]),
            DefaultRequestVersion = new Version(2, 0),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact
        };
        http.DefaultRequestHeaders.Authorization = new("Bearer", host.Emulator.IssueAccessToken());

        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync("/v1/customers", Cancel));

        Assert.Contains("totalCount", await http.GetStringAsync("/v1/customers", Cancel), StringComparison.Ordinal);
        Assert.Equal(1, host.Emulator.Statistics.Connections);
    }

    [Fact]
    public async Task A_client_that_hangs_up_leaves_nothing_under_way()
    {
        await using var host = await EmulatorHost.StartAsync(HostArguments.Parse(["--urls", "http://127.0.0.1:0", "--latency", "1h"]), Cancel);
        using (await Send(host))
        {
            while (host.Emulator.Statistics.Concurrency == 0)
            {
                await Task.Delay(5, Cancel);
            }
        }

        for (var i = 0; i < 1000 && host.Emulator.Statistics.Concurrency > 0; i++)
        {
            await Task.Delay(5, Cancel);
        }

        Assert.Equal(0, host.Emulator.Statistics.Concurrency);
    }

    private static async Task<EmulatorHost> Start(FaultKinds kind, params string[] more)
    {
        var arguments = HostArguments.Parse(["--urls", "http://127.0.0.1:0", .. more]);
        var left = 1;
        arguments.Options.FaultHook = _ => Interlocked.Exchange(ref left, 0) == 1 ? new EmulatorFault(kind) : null;
        return await EmulatorHost.StartAsync(arguments, Cancel);
    }

    private static async Task<TcpClient> Send(EmulatorHost host)
    {
        var client = new TcpClient();
        var address = new Uri(host.Addresses[0]);
        await client.ConnectAsync(address.Host, address.Port, Cancel);
        var request = "GET /v1/customers HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + host.Emulator.IssueAccessToken() + "\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Cancel);
        return client;
    }

    private static async Task<(string Text, IOException? Error)> ReadAll(TcpClient client)
    {
        using var read = new MemoryStream();
        try
        {
            await client.GetStream().CopyToAsync(read, Cancel);
            return (Encoding.UTF8.GetString(read.ToArray()), null);
        }
        catch (IOException e)
        {
            return (Encoding.UTF8.GetString(read.ToArray()), e);
        }
    }
}
