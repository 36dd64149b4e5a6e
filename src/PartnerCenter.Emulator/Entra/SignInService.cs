using System;
using PartnerCenter.Emulator.Transport;

namespace PartnerCenter.Emulator.Entra;

/// <summary>
/// The sign-in service: knows tenants and clouds, and passes requests on to its endpoints.
/// </summary>
internal sealed class SignInService
{
    private readonly EmulatorOptions _options;
    private readonly TokenEndpoint _token;
    private readonly AuthorizeEndpoint _authorize;
    private readonly DeviceCodeEndpoint _deviceCode;
    private readonly DiscoveryEndpoints _discovery;
    private readonly ManagedIdentityEndpoint _identity;

    public SignInService(EmulatorOptions options, AccessTokens tokens)
    {
        _options = options;
        Grants = new Grants();
        _token = new TokenEndpoint(options, tokens, Grants);
        _authorize = new AuthorizeEndpoint(options, Grants);
        _deviceCode = new DeviceCodeEndpoint(options, Grants);
        _discovery = new DiscoveryEndpoints(options);
        _identity = new ManagedIdentityEndpoint(options, tokens);
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

    public string IssueRefreshToken(string scope, bool mfa) => _token.IssueRefreshToken(scope, mfa);

    public EmulatorResponse Answer(EmulatorRequest request, EmulatorRoute operation, string[] segments)
    {
        if (operation == EmulatorRoute.ManagedIdentity)
        {
            return _identity.Answer(request, segments);
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
            return _discovery.Instance(request);
        }

        var tenant = Uri.UnescapeDataString(segments[0]);
        var cloud = Cloud.ByLoginHost(request.Host);
        if (!KnowsTenant(tenant) || (cloud is not null && _options.Environment is { } home && home != cloud.Environment))
        {
            return EntraError.TenantNotFound(tenant).ToResponse(correlationId, _options.Clock.GetUtcNow());
        }

        var (response, error) = operation switch
        {
            EmulatorRoute.Token => _token.Answer(request, tenant, cloud),
            EmulatorRoute.Authorize => _authorize.Answer(request, tenant, cloud),
            EmulatorRoute.DeviceCode => _deviceCode.Answer(request, tenant, cloud),
            _ => (_discovery.OpenId(request), null),
        };
        return response ?? error!.ToResponse(correlationId, _options.Clock.GetUtcNow());
    }

    private bool KnowsTenant(string tenant) =>
        Is(tenant, _options.TenantId) || Is(tenant, _options.TenantDomain) || Is(tenant, "organizations") || Is(tenant, "common");

    private static bool Is(string text, string other) => text.Equals(other, StringComparison.OrdinalIgnoreCase);
}
