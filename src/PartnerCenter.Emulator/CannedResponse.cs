using System;
using System.Collections.Generic;
using System.Text;

namespace PartnerCenter.Emulator;

/// <summary>
/// An answer that is sent as it is, byte for byte.
/// </summary>
public sealed class CannedResponse
{
    /// <summary>An answer without body.</summary>
    /// <param name="statusCode">The HTTP status.</param>
    public CannedResponse(int statusCode)
        : this(statusCode, [], null)
    {
    }

    /// <summary>An answer with a body.</summary>
    /// <param name="statusCode">The HTTP status.</param>
    /// <param name="body">The body's bytes.</param>
    /// <param name="contentType">The body's type; <see langword="null"/> sends none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is <see langword="null"/>.</exception>
    public CannedResponse(int statusCode, byte[] body, string? contentType)
    {
        StatusCode = statusCode;
        Body = body ?? throw new ArgumentNullException(nameof(body));
        ContentType = contentType;
    }

    /// <summary>The HTTP status.</summary>
    public int StatusCode { get; }

    /// <summary>The body's bytes.</summary>
    public byte[] Body { get; }

    /// <summary>The body's type; <see langword="null"/>: none is sent.</summary>
    public string? ContentType { get; }

    /// <summary>Further headers. Nothing is added to them.</summary>
    public IList<KeyValuePair<string, string>> Headers { get; } = new List<KeyValuePair<string, string>>();

    /// <summary>How long the answer is held back, in real time, beside the emulator's latency.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>An answer of type <c>application/json</c>; the text need not be valid JSON.</summary>
    /// <param name="json">The body.</param>
    /// <param name="statusCode">The HTTP status.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="json"/> is <see langword="null"/>.</exception>
    public static CannedResponse Json(string json, int statusCode = 200) => Text(json, "application/json", statusCode);

    /// <summary>An answer with a text, in UTF-8.</summary>
    /// <param name="text">The body.</param>
    /// <param name="contentType">The body's type.</param>
    /// <param name="statusCode">The HTTP status.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    public static CannedResponse Text(string text, string contentType, int statusCode = 200) =>
        new(statusCode, Encoding.UTF8.GetBytes(text ?? throw new ArgumentNullException(nameof(text))), contentType);

    /// <summary>Adds a header.</summary>
    /// <param name="name">The header's name.</param>
    /// <param name="value">The header's value.</param>
    /// <returns>This answer.</returns>
    public CannedResponse WithHeader(string name, string value)
    {
        Headers.Add(new KeyValuePair<string, string>(name, value));
        return this;
    }
}
