using System;
using System.IO;
using System.IO.Compression;
using System.Threading.Tasks;
using PartnerCenter.Client.Http;
using PartnerCenter.Client.SignIn;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// How much of an answer is read.
/// </summary>
public sealed class AnswerSizeTests
{
    // A megabyte on the wire, 256 when it is read.
    [Fact]
    public async Task A_compressed_answer_is_read_up_to_a_limit()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var blank = System.Text.Encoding.ASCII.GetBytes(new string(' ', 1024 * 1024));
            gzip.WriteByte((byte)'[');
            for (var i = 0; i < 256; i++)
            {
                await gzip.WriteAsync(blank, 0, blank.Length, TestContext.Current.CancellationToken);
            }

            gzip.WriteByte((byte)']');
        }

        var body = packed.ToArray();
        await using var server = new LoopbackServer(async (_, connection, token) =>
        {
            await LoopbackServer.SendAsync(connection, $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {body.Length}\r\n\r\n", token);
            await LoopbackServer.SendAsync(connection, body, token);
        });
        using var client = await PartnerClient.ConnectAsync(
            PartnerCredentials.AccessToken(Secret.Hide("opaque")),
            new PartnerClientOptions { Endpoint = server.Address, RetryAttempts = 0 },
            TestContext.Current.CancellationToken);
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() =>
            client.Customers["5aa9d8cf-1f1c-4b6e-9a0c-000000000001"].Qualifications.GetAsync(TestContext.Current.CancellationToken).AsTask());
        Assert.Equal(PartnerCenterError.InvalidResponse, failure.Error);
        Assert.Contains("too large", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public async Task The_limit_itself_still_fits(int size, bool fits)
    {
        using var stream = new BoundedStream(new MemoryStream(new byte[size]), 10);
        var copy = stream.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        if (fits)
        {
            await copy;
        }
        else
        {
            await Assert.ThrowsAsync<InvalidDataException>(() => copy);
        }
    }
}
