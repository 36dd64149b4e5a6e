using System;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Emulator.Transport;

/// <summary>
/// A body that ends too early, in the way that a socket's does: the first half can be read, then reading fails.
/// </summary>
internal sealed partial class BrokenBodyStream : Stream
{
    private readonly byte[] _body;
    private readonly int _readable;
    private readonly TransportFault _fault;
    private int _position;

    public BrokenBodyStream(byte[] body, TransportFault fault)
    {
        _body = body;
        _fault = fault;
        _readable = Readable(body, fault);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <summary>How many of the body's bytes arrive.</summary>
    public static int Readable(byte[] body, TransportFault fault) => fault == TransportFault.ResetMidBody ? body.Length / 2 : body.Length;

    /// <summary>What the length header says: always more than arrives.</summary>
    public static long PromisedLength(byte[] body, TransportFault fault) => fault == TransportFault.ResetMidBody ? Math.Max(body.Length, 1) : body.Length + 64;

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (count == 0)
        {
            return 0;
        }

        if (_position >= _readable)
        {
            throw Failure();
        }

        var read = Math.Min(count, _readable - _position);
        Array.Copy(_body, _position, buffer, offset, read);
        _position += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<int>(cancellationToken);
        }

        try
        {
            return Task.FromResult(Read(buffer, offset, count));
        }
        catch (IOException e)
        {
            return Task.FromException<int>(e);
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private IOException Failure() => _fault == TransportFault.ResetMidBody
        ? new IOException("Unable to read data from the transport connection: Connection reset by peer.", new SocketException((int)SocketError.ConnectionReset))
        : EndedEarly();
}
