using System;
using PartnerCenter.Emulator.Transport;

namespace PartnerCenter.Emulator.Entra;

/// <summary>
/// <c>GET /common/discovery/instance</c> and <c>GET /{tenant}/v2.0/.well-known/openid-configuration</c>.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc">OpenID Connect on the Microsoft identity platform</see>.
/// </remarks>
internal sealed class DiscoveryEndpoints
{
    private readonly EmulatorOptions _options;

    public DiscoveryEndpoints(EmulatorOptions options) => _options = options;

    public EmulatorResponse Instance(EmulatorRequest request)
    {
        request.Query.TryGetValue("authorization_endpoint", out var endpoint);
        var host = Uri.TryCreate(endpoint, UriKind.Absolute, out var address) ? address.Authority : request.Authority;
        var cloud = Cloud.ByLoginHost(host);
        string[] aliases = cloud is null ? [host] : cloud.LoginHosts;
        return EmulatorResponse.Json(200, JsonBuffer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString(
                "tenant_discovery_endpoint", request.Scheme + "://" + request.Authority + "/" + _options.TenantId + "/v2.0/.well-known/openid-configuration");
            json.WriteString("api-version", "1.1");
            json.WriteStartArray("metadata");
            json.WriteStartObject();
            json.WriteString("preferred_network", aliases[0]);
            json.WriteString("preferred_cache", aliases.Length > 1 && cloud == Cloud.Global ? aliases[1] : aliases[0]);
            json.WriteStartArray("aliases");
            foreach (var alias in aliases)
            {
                json.WriteStringValue(alias);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }));
    }

    public EmulatorResponse OpenId(EmulatorRequest request)
    {
        var authority = request.Scheme + "://" + request.Authority + "/" + _options.TenantId;
        return EmulatorResponse.Json(200, JsonBuffer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("token_endpoint", authority + "/oauth2/v2.0/token");
            json.WriteString("issuer", authority + "/v2.0");
            json.WriteString("authorization_endpoint", authority + "/oauth2/v2.0/authorize");
            json.WriteString("device_authorization_endpoint", authority + "/oauth2/v2.0/devicecode");
            json.WriteStartArray("token_endpoint_auth_methods_supported");
            json.WriteStringValue("client_secret_post");
            json.WriteStringValue("private_key_jwt");
            json.WriteEndArray();
            json.WriteStartArray("response_modes_supported");
            json.WriteStringValue("query");
            json.WriteStringValue("fragment");
            json.WriteStringValue("form_post");
            json.WriteEndArray();
            json.WriteStartArray("response_types_supported");
            json.WriteStringValue("code");
            json.WriteEndArray();
            json.WriteStartArray("scopes_supported");
            json.WriteStringValue("openid");
            json.WriteStringValue("profile");
            json.WriteStringValue("offline_access");
            json.WriteEndArray();
            json.WriteEndObject();
        }));
    }
}
