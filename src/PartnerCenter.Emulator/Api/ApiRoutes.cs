using System;
using System.Collections.Generic;
using System.Linq;
using PartnerCenter.Emulator.Transport;

namespace PartnerCenter.Emulator.Api;

/// <summary>
/// The routes of the API, in the order in which the endpoints map them.
/// </summary>
internal sealed class ApiRoutes
{
    private const string Version = "v1";

    private readonly List<ApiRoute> _routes = [];

    /// <summary>The fixed parts of all paths.</summary>
    public IEnumerable<string> FixedSegments => _routes.SelectMany(route => route.FixedSegments);

    /// <summary>Adds a route. If a request matches two paths, the first one counts.</summary>
    public void Map(EmulatorRoute name, string method, string path, Func<ApiCall, EmulatorResponse> respond, bool needsUser = false) =>
        _routes.Add(new ApiRoute(name, method, path, respond, needsUser));

    public ApiMatch Find(string method, string[] segments)
    {
        if (segments.Length == 0 || !segments[0].Equals(Version, StringComparison.OrdinalIgnoreCase))
        {
            return default;
        }

        var path = new string[segments.Length - 1];
        for (var i = 0; i < path.Length; i++)
        {
            path[i] = Uri.UnescapeDataString(segments[i + 1]);
        }

        if (_routes.Find(route => route.Matches(path)) is not { } first)
        {
            return default;
        }

        var methods = _routes.FindAll(route => route.Path == first.Path);
        if (methods.Find(route => route.Method == method) is not { } match)
        {
            return new ApiMatch(null, null, string.Join(", ", methods.Select(route => route.Method)));
        }

        return new ApiMatch(match, match.CustomerIdIndex < 0 ? null : path[match.CustomerIdIndex], null);
    }
}
