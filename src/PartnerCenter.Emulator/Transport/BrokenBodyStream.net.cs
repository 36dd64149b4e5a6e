using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Emulator.Transport;

internal sealed partial class BrokenBodyStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (buffer.Length == 0)
        {
            return new ValueTask<int>(0);
        }

        if (_position >= _readable)
        {
            return ValueTask.FromException<int>(Failure());
        }

        var read = Math.Min(buffer.Length, _readable - _position);
        _body.AsMemory(_position, read).CopyTo(buffer);
        _position += read;
        return new ValueTask<int>(read);
    }

    private static HttpIOException EndedEarly() =>
        new(HttpRequestError.ResponseEnded, "The response ended prematurely, with at least 64 additional bytes expected.");
}
