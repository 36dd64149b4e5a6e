using System;
using System.Collections.Generic;

namespace PartnerCenter.Emulator.Transport;

/// <summary>
/// A request, whatever it came by. The adapters read headers in place, so that a request costs no copy of them.
/// </summary>
internal abstract class EmulatorRequest
{
    /// <summary>The method, upper case.</summary>
    public abstract string Method { get; }

    /// <summary><c>http</c> or <c>https</c>.</summary>
    public abstract string Scheme { get; }

    /// <summary>Host and, where it is not the scheme's own, port.</summary>
    public abstract string Authority { get; }

    /// <summary>The host alone.</summary>
    public abstract string Host { get; }

    /// <summary>The path as it was sent, percent-encoding and all.</summary>
    public abstract string RawPath { get; }

    /// <summary>The query as it was sent, with its question mark; empty where there is none.</summary>
    public abstract string RawQuery { get; }

    /// <summary>The body; empty where there is none.</summary>
    public byte[] Body { get; set; } = [];

    /// <summary>Whether a fault makes the page's link to the next one lead to itself.</summary>
    public bool RepeatPage { get; set; }

    /// <summary>The value of a header; <see langword="null"/> where it was not sent.</summary>
    public abstract string? Header(string name);

    /// <summary>All headers, for the request log.</summary>
    public abstract IEnumerable<KeyValuePair<string, string>> Headers();

    private Dictionary<string, string>? _query;

    /// <summary>The query's values, decoded. A name that occurs twice has its first value.</summary>
    public Dictionary<string, string> Query => _query ??= UrlValues.Parse(RawQuery.Length > 0 ? RawQuery.Substring(1) : RawQuery);

    /// <summary>Whether the host is this machine by name or address.</summary>
    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (System.Net.IPAddress.TryParse(host.Trim('[', ']'), out var address) && System.Net.IPAddress.IsLoopback(address));
}
