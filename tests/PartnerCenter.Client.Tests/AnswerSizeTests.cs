using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Pipeline;
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
            client.Customers["5aa9d8cf-1f1c-4b6e-9a0c-000000000001"].Qualifications.GetAsync(TestContext.Current.CancellationToken));
        Assert.Equal(PartnerErrorCode.InvalidResponse, failure.Error);
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

    // However the stream is read, and whether its bytes are there at once or come later.
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task What_was_read_counts_however_it_was_read(bool intoMemory, bool isLate)
    {
        using var stream = new BoundedStream(new PieceStream(new byte[25], isLate), 20);
        var buffer = new byte[7];
        var sizes = new List<int>();
        var failure = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            while (true)
            {
                sizes.Add(intoMemory
                    ? await ReadMemoryAsync(stream, buffer)
                    : await stream.ReadAsync(buffer, 1, 6, TestContext.Current.CancellationToken));
            }
        });
        Assert.Contains("too large", failure.Message, StringComparison.Ordinal);
        Assert.Equal(intoMemory ? [7, 7] : [6, 6, 6], sizes);
    }

    [Fact]
    public void What_was_read_at_once_counts_too()
    {
        using var stream = new BoundedStream(new MemoryStream([1, 2, 3]), 2);
        var buffer = new byte[4];
        Assert.Equal(2, stream.Read(buffer, 1, 2));
        Assert.Equal([0, 1, 2, 0], buffer);
        Assert.Throws<InvalidDataException>(() => stream.Read(buffer, 0, 1));
    }

    [Fact]
    public void An_answer_is_read_from_its_beginning_to_its_end_and_nothing_else()
    {
        var inner = new MemoryStream(new byte[3]);
        var stream = new BoundedStream(inner, 10);
        Assert.Equal((true, false, false), (stream.CanRead, stream.CanSeek, stream.CanWrite));
        Assert.Throws<NotSupportedException>(() => stream.Length);
        Assert.Throws<NotSupportedException>(() => stream.Position);
        Assert.Throws<NotSupportedException>(() => stream.Position = 0);
        Assert.Throws<NotSupportedException>(() => stream.Seek(0, SeekOrigin.Begin));
        Assert.Throws<NotSupportedException>(() => stream.SetLength(0));
        Assert.Throws<NotSupportedException>(() => stream.Write([1], 0, 1));
        stream.Flush();
        stream.Dispose();
        Assert.False(inner.CanRead);
    }

    private static async Task<int> ReadMemoryAsync(BoundedStream stream, byte[] buffer)
    {
#if NETFRAMEWORK
        return await stream.ReadAsync(buffer, 0, buffer.Length, TestContext.Current.CancellationToken);
#else
        return await stream.ReadAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
#endif
    }

    // A network's bytes come at once or a moment later.
    private sealed class PieceStream(byte[] content, bool isLate) : MemoryStream(content)
    {
        public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            await WaitAsync();
            return Read(buffer, offset, count);
        }
#if !NETFRAMEWORK

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await WaitAsync();
            return Read(buffer.Span);
        }
#endif

        private async Task WaitAsync()
        {
            if (isLate)
            {
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }
        }
    }
}
