using System;
using System.Collections.Generic;

namespace PartnerCenter.Emulator;

/// <summary>
/// A request that the emulator got, for a test to look at. In place of a credential that does not belong to the emulator stands <c>[not kept]</c>.
/// </summary>
public sealed class RecordedRequest
{
    internal RecordedRequest(
        long ordinal,
        DateTimeOffset time,
        EmulatorRoute operation,
        string? customerId,
        string method,
        string host,
        string path,
        string query,
        IReadOnlyDictionary<string, string> headers,
        string body)
    {
        Ordinal = ordinal;
        Time = time;
        Operation = operation;
        CustomerId = customerId;
        Method = method;
        Host = host;
        Path = path;
        Query = query;
        Headers = headers;
        Body = body;
    }

    /// <summary>Which request this is among all that the emulator got, from 1.</summary>
    public long Ordinal { get; }

    /// <summary>When it came, by the emulator's clock.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>What it asks for.</summary>
    public EmulatorRoute Operation { get; }

    /// <summary>The customer whom the path names, as it was sent; <see langword="null"/> where it names none.</summary>
    public string? CustomerId { get; }

    /// <summary>The method, upper case.</summary>
    public string Method { get; }

    /// <summary>The host that it was sent to.</summary>
    public string Host { get; }

    /// <summary>The path, as it was sent, but for parts that may be a credential.</summary>
    public string Path { get; }

    /// <summary>The query, as it was sent, but for values that may be a credential, with its question mark; empty where there is none.</summary>
    public string Query { get; }

    /// <summary>Path and query.</summary>
    public string PathAndQuery => Path + Query;

    /// <summary>All headers, by name in any letter case; <c>Authorization</c> too, with the emulator's own tokens.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The body, read as UTF-8, without foreign credentials; empty where there is none.</summary>
    public string Body { get; }

    /// <summary>The access token that it was sent with; <see langword="null"/> where there is none.</summary>
    public string? AccessToken =>
        Headers.TryGetValue("Authorization", out var value) && value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? value.Substring("Bearer ".Length)
            : null;

    /// <summary>The <c>MS-RequestId</c> that it was sent with; <see langword="null"/> where there is none.</summary>
    public string? RequestId => Headers.TryGetValue("MS-RequestId", out var value) ? value : null;

    /// <summary>
    /// Whether it has changed something. A refused write has not, nor has a retry that was answered with the first answer; a write whose answer was lost has.
    /// </summary>
    public bool IsWritePerformed { get; internal set; }

    /// <summary>The status that it was answered with; 0 while it is not answered, or where the connection was broken instead.</summary>
    public int StatusCode { get; internal set; }

    /// <inheritdoc />
    public override string ToString() => Method + " " + PathAndQuery;
}
