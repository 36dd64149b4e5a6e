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
    private readonly IHttpRequestFeature _request;
    private readonly int _queryStart;
    private readonly string _target;

    public KestrelRequest(IHttpRequestFeature request)
    {
        _request = request;

        // The target as it came over the wire: what a client has escaped, or failed to escape, must be seen.
        _target = request.RawTarget.StartsWith('/') ? request.RawTarget : request.Path + request.QueryString;
        _queryStart = _target.IndexOf('?', StringComparison.Ordinal);
    }

    public override string Method => _request.Method;

    public override string Scheme => _request.Scheme;

    public override string Authority => _request.Headers.Host.ToString();

    public override string Host
    {
        get
        {
            var authority = Authority;
            var colon = authority.LastIndexOf(':');
            return colon > authority.LastIndexOf(']') ? authority[..colon] : authority;
        }
    }

    public override string RawPath => _queryStart < 0 ? _target : _target[.._queryStart];

    public override string RawQuery => _queryStart < 0 ? string.Empty : _target[_queryStart..];

    public override string? Header(string name) => _request.Headers.TryGetValue(name, out var values) ? values.ToString() : null;

    public override IEnumerable<KeyValuePair<string, string>> Headers()
    {
        foreach (var header in _request.Headers)
        {
            yield return new KeyValuePair<string, string>(header.Key, header.Value.ToString());
        }
    }
}
