namespace PartnerCenter.Emulator.Api;

/// <summary>
/// What the API has for a request's method and path.
/// </summary>
/// <param name="Route">The route, or <see langword="null"/> if there is none.</param>
/// <param name="CustomerId">The customer's ID in the path, decoded, or <see langword="null"/> if the route is not about a customer.</param>
/// <param name="Allowed">The methods of the path, if it has other methods only.</param>
internal readonly record struct ApiMatch(ApiRoute? Route, string? CustomerId, string? Allowed)
{
    public EmulatorRoute Name => Route?.Name ?? EmulatorRoute.Unknown;
}
