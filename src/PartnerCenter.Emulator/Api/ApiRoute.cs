using System;
using System.Collections.Generic;
using System.Linq;
using PartnerCenter.Emulator.Transport;

namespace PartnerCenter.Emulator.Api;

/// <summary>
/// A method and a path of the API, and what responds to them.
/// </summary>
/// <param name="Name">The route's name in statistics and recorded requests.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path below the version. <c>{id}</c> stands for a customer's ID.</param>
/// <param name="Respond">Makes the response. The customer in the path exists, and has a relationship with the partner.</param>
/// <param name="NeedsUser">Whether the service refuses a token that an application obtained without a user.</param>
internal sealed record ApiRoute(EmulatorRoute Name, string Method, string Path, Func<ApiCall, EmulatorResponse> Respond, bool NeedsUser)
{
    /// <summary>Stands in a path for a customer's ID.</summary>
    public const string CustomerId = "{id}";

    private readonly string[] _segments = Path.Split('/');

    /// <summary>The fixed parts of the path. They contain nothing secret.</summary>
    public IEnumerable<string> FixedSegments => _segments.Where(segment => segment != CustomerId);

    /// <summary>The place of the customer's ID in the path, or -1.</summary>
    public int CustomerIdIndex { get; } = Array.IndexOf(Path.Split('/'), CustomerId);

    public bool Matches(string[] path)
    {
        if (path.Length != _segments.Length)
        {
            return false;
        }

        for (var i = 0; i < path.Length; i++)
        {
            if (i != CustomerIdIndex && !path[i].Equals(_segments[i], StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }
}
