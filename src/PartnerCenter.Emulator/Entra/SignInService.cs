using System;
using PartnerCenter.Emulator.Transport;

namespace PartnerCenter.Emulator.Entra;

/// <summary>
/// The sign-in service: knows tenants and clouds, and passes requests on to its endpoints.
/// </summary>
internal sealed class SignInService
{
    private readonly EmulatorOptions options;
    private readonly TokenEndpoint token;
    private readonly AuthorizeEndpoint authorize;
    private readonly DeviceCodeEndpoint deviceCode;
    private readonly DiscoveryEndpoints discovery;
    private readonly ManagedIdentityEndpoint identity;

    public SignInService(EmulatorOptions options, AccessTokens tokens)
    {
        this.options = options;
        Grants = new Grants();
        token = new TokenEndpoint(options, tokens, Grants);
        authorize = new AuthorizeEndpoint(options, Grants);
        deviceCode = new DeviceCodeEndpoint(options, Grants);
        discovery = new DiscoveryEndpoints(options);
        identity = new ManagedIdentityEndpoint(options, tokens);
    }

    public Grants Grants { get; }

    /// <summary>What a path asks for.</summary>
    public static EmulatorRoute OperationOf(string[] segments)
    {
        if (ManagedIdentityEndpoint.IsAt(segments))
        {
            return EmulatorRoute.ManagedIdentity;
        }

        if (segments.Length == 4 && Is(segments[1], "oauth2") && Is(segments[2], "v2.0"))
        {
            return segments[3].ToLowerInvariant() switch
            {
                "token" => EmulatorRoute.Token,
                "authorize" => EmulatorRoute.Authorize,
                "devicecode" => EmulatorRoute.DeviceCode,
                _ => EmulatorRoute.Unknown,
            };
        }

        return (segments.Length == 3 && Is(segments[1], "discovery") && Is(segments[2], "instance"))
            || (segments.Length == 4 && Is(segments[1], "v2.0") && Is(segments[2], ".well-known") && Is(segments[3], "openid-configuration"))
            ? EmulatorRoute.Discovery
            : EmulatorRoute.Unknown;
    }

    public string IssueRefreshToken(string scope, bool mfa) => token.IssueRefreshToken(scope, mfa);

    public EmulatorResponse Answer(EmulatorRequest request, EmulatorRoute operation, string[] segments)
    {
        if (operation == EmulatorRoute.ManagedIdentity)
        {
            return identity.Answer(request, segments);
        }

        var correlationId = request.Header("client-request-id") is { } sent && Guid.TryParse(sent, out _) ? sent : Guid.NewGuid().ToString("D");
        var response = Dispatch(request, operation, segments, correlationId);
        return response
            .With("Cache-Control", "no-store, no-cache")
            .With("client-request-id", correlationId)
            .With("x-ms-request-id", Guid.NewGuid().ToString("D"));
    }

    private EmulatorResponse Dispatch(EmulatorRequest request, EmulatorRoute operation, string[] segments, string correlationId)
    {
        var expected = operation is EmulatorRoute.Token or EmulatorRoute.DeviceCode ? "POST" : "GET";
        if (request.Method != expected)
        {
            return new EmulatorResponse(405).With("Allow", expected);
        }

        if (operation == EmulatorRoute.Discovery && segments.Length == 3)
        {
            return discovery.Instance(request);
        }

        var tenant = Uri.UnescapeDataString(segments[0]);
        var cloud = Cloud.ByLoginHost(request.Host);
        if (!KnowsTenant(tenant) || (cloud is not null && options.Environment is { } home && home != cloud.Environment))
        {
            return EntraError.TenantNotFound(tenant).ToResponse(correlationId, options.Clock.GetUtcNow());
        }

        var (response, error) = operation switch
        {
            EmulatorRoute.Token => token.Answer(request, tenant, cloud),
            EmulatorRoute.Authorize => authorize.Answer(request, tenant, cloud),
            EmulatorRoute.DeviceCode => deviceCode.Answer(request, tenant, cloud),
            _ => (discovery.OpenId(request), null),
        };
        return response ?? error!.ToResponse(correlationId, options.Clock.GetUtcNow());
    }

    private bool KnowsTenant(string tenant) =>
        Is(tenant, options.TenantId) || Is(tenant, options.TenantDomain) || Is(tenant, "organizations") || Is(tenant, "common");

    private static bool Is(string text, string other) => text.Equals(other, StringComparison.OrdinalIgnoreCase);
}
