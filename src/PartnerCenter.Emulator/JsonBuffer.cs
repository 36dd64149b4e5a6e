using System;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PartnerCenter.Emulator;

/// <summary>
/// A JSON writer over a buffer that its thread keeps, so that an answer costs one allocation: its own bytes.
/// </summary>
internal sealed class JsonBuffer : IDisposable
{
    // The service sends names as they are, in UTF-8; escaping them would hide a client's mistake with encodings.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ThreadStatic]
    private static JsonBuffer? _cached;

    private readonly MemoryStream _stream;

    private JsonBuffer()
    {
        _stream = new MemoryStream(1024);
        Writer = new Utf8JsonWriter(_stream, WriterOptions);
    }

    public Utf8JsonWriter Writer { get; }

    public static JsonBuffer Rent()
    {
        var buffer = _cached;
        if (buffer is null)
        {
            return new JsonBuffer();
        }

        _cached = null;
        return buffer;
    }

    /// <summary>Ends the document and gives the buffer back to its thread.</summary>
    public byte[] Finish()
    {
        Writer.Flush();
        var bytes = _stream.ToArray();
        _stream.SetLength(0);
        Writer.Reset(_stream);
        if (_stream.Capacity <= 1024 * 1024)
        {
            _cached = this;
        }

        return bytes;
    }

    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = Rent();
        write(buffer.Writer);
        return buffer.Finish();
    }

    public void Dispose()
    {
        Writer.Dispose();
        _stream.Dispose();
    }
}
