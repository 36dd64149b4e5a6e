using System;
using System.Collections.Generic;
using Microsoft.AspNetCore.Http.Features;
using PartnerCenter.Emulator.Transport;

namespace PartnerCenter.Emulator.Host;

/// <summary>
/// A request of the web server's, read in place.
/// </summary>
internal sealed class KestrelRequest : EmulatorRequest
{
    private readonly IHttpRequestFeature request;
    private readonly int queryStart;
    private readonly string target;

    public KestrelRequest(IHttpRequestFeature request)
    {
        this.request = request;

        // The target as it came over the wire: what a client has escaped, or failed to escape, must be seen.
        target = request.RawTarget.StartsWith('/') ? request.RawTarget : request.Path + request.QueryString;
        queryStart = target.IndexOf('?', StringComparison.Ordinal);
    }

    public override string Method => request.Method;

    public override string Scheme => request.Scheme;

    public override string Authority => request.Headers.Host.ToString();

    public override string Host
    {
        get
        {
            var authority = Authority;
            var colon = authority.LastIndexOf(':');
            return colon > authority.LastIndexOf(']') ? authority[..colon] : authority;
        }
    }

    public override string RawPath => queryStart < 0 ? target : target[..queryStart];

    public override string RawQuery => queryStart < 0 ? string.Empty : target[queryStart..];

    public override string? Header(string name) => request.Headers.TryGetValue(name, out var values) ? values.ToString() : null;

    public override IEnumerable<KeyValuePair<string, string>> Headers()
    {
        foreach (var header in request.Headers)
        {
            yield return new KeyValuePair<string, string>(header.Key, header.Value.ToString());
        }
    }
}
