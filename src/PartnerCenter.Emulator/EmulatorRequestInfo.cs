using System;
using PartnerCenter.Emulator.Transport;

namespace PartnerCenter.Emulator;

/// <summary>
/// A request, as predicates and hooks of a test see it.
/// </summary>
public sealed class EmulatorRequestInfo
{
    private readonly EmulatorRequest _request;

    internal EmulatorRequestInfo(EmulatorRequest request, EmulatorRoute operation, bool isApi, long ordinal)
    {
        _request = request;
        Operation = operation;
        IsApiRequest = isApi;
        Ordinal = ordinal;
    }

    /// <summary>What it asks for.</summary>
    public EmulatorRoute Operation { get; }

    /// <summary>Which request this is among all that the emulator got, from 1.</summary>
    public long Ordinal { get; }

    /// <summary>How often the same was asked for, this time included; counted while there is a fault plan or hook, otherwise 0.</summary>
    public int Attempt { get; internal set; }

    /// <summary>The method, upper case.</summary>
    public string Method => _request.Method;

    /// <summary>The host that it was sent to.</summary>
    public string Host => _request.Host;

    /// <summary>The path, without the query, as it was sent.</summary>
    public string Path => _request.RawPath;

    /// <summary>The query, as it was sent, with its question mark; empty where there is none.</summary>
    public string Query => _request.RawQuery;

    /// <summary>Whether it goes to the API, not to the sign-in service.</summary>
    public bool IsApiRequest { get; }

    /// <summary>The value of a request header; <see langword="null"/> where it was not sent.</summary>
    /// <param name="name">The header's name, in any letter case.</param>
    /// <returns>The value, several joined by a comma.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is <see langword="null"/>.</exception>
    public string? GetHeader(string name) => _request.Header(name ?? throw new ArgumentNullException(nameof(name)));

    /// <summary>Whether the path is <paramref name="path"/>, or lies beneath it. Letter case does not matter, whole segments do.</summary>
    /// <param name="path">A path such as <c>/v1/customers</c>.</param>
    /// <returns>Whether it is.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is <see langword="null"/>.</exception>
    public bool IsUnder(string path) => IsUnder(Path, path ?? throw new ArgumentNullException(nameof(path)));

    internal static bool IsUnder(string requested, string path)
    {
        var prefix = path.TrimEnd('/');
        return requested.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && (requested.Length == prefix.Length || requested[prefix.Length] == '/');
    }
}
