using System;
using System.Collections.Generic;
using System.Text;

namespace PartnerCenter.Emulator.Transport;

/// <summary>
/// An answer, whatever it leaves by.
/// </summary>
internal sealed class EmulatorResponse
{
    public const string JsonContentType = "application/json; charset=utf-8";

    public EmulatorResponse(int status, byte[]? body = null, string? contentType = null)
    {
        Status = status;
        Body = body ?? [];
        ContentType = contentType;
    }

    public int Status { get; }

    public byte[] Body { get; set; }

    public string? ContentType { get; }

    /// <summary>All headers but the body's type and length.</summary>
    public List<KeyValuePair<string, string>> Headers { get; } = new(4);

    public TransportFault Fault { get; set; }

    /// <summary>How long the answer is on its way, beside the emulator's latency.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Whether the request that it answers has changed something.</summary>
    public bool IsWritePerformed { get; set; }

    public static EmulatorResponse Json(int status, byte[] body) => new(status, body, JsonContentType);

    public static EmulatorResponse Text(int status, string contentType, string body) => new(status, Encoding.UTF8.GetBytes(body), contentType);

    public EmulatorResponse With(string header, string value)
    {
        Headers.Add(new KeyValuePair<string, string>(header, value));
        return this;
    }
}
