using System;
using System.Globalization;
using PartnerCenter.Emulator.Transport;

namespace PartnerCenter.Emulator.Entra;

/// <summary>
/// A machine's managed identity: <c>/msi/token</c> as App Service and Azure Automation have it, <c>/metadata/identity/oauth2/token</c> as virtual machines do.
/// </summary>
/// <remarks>
/// Point <c>IDENTITY_ENDPOINT</c> to <c>/msi/token</c> and set <c>IDENTITY_HEADER</c> to <see cref="EmulatorDefaults.IdentityHeader"/>.
/// <see href="https://learn.microsoft.com/azure/app-service/overview-managed-identity">Managed identities for App Service</see>,
/// <see href="https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token">for virtual machines</see>,
/// <see href="https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity">as federated credential</see>.
/// </remarks>
internal sealed class ManagedIdentityEndpoint(EmulatorOptions options, AccessTokens tokens)
{
    public const string MetadataHost = "169.254.169.254";

    private const string SystemAssigned = "0b9e6c34-71d5-4a28-b06f-5e83d2c4f719";
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    public static bool IsAt(string[] segments) =>
        (segments.Length == 2 && Is(segments[0], "msi") && Is(segments[1], "token"))
        || (segments.Length == 4 && Is(segments[0], "metadata") && Is(segments[1], "identity") && Is(segments[2], "oauth2") && Is(segments[3], "token"));

    public EmulatorResponse Answer(EmulatorRequest request, string[] segments)
    {
        if (request.Method != "GET")
        {
            return new EmulatorResponse(405).With("Allow", "GET");
        }

        var isMetadata = segments.Length == 4;
        if (isMetadata)
        {
            if (!string.Equals(request.Header("Metadata"), "true", StringComparison.OrdinalIgnoreCase))
            {
                return Refuse(400, "invalid_request", "Required metadata header not specified");
            }
        }
        else if (request.Header("X-IDENTITY-HEADER") != EmulatorDefaults.IdentityHeader)
        {
            return Refuse(401, "unauthorized", "The header X-IDENTITY-HEADER is missing or wrong.");
        }

        if (!request.Query.TryGetValue("api-version", out _))
        {
            return Refuse(400, "invalid_request", "Required query variable 'api-version' is missing");
        }

        if (!request.Query.TryGetValue("resource", out var resource) || resource.Length == 0)
        {
            return Refuse(400, "invalid_resource", "AADSTS50001: The application named  was not found in the tenant.");
        }

        request.Query.TryGetValue("client_id", out var clientId);
        if (clientId is null ? !options.HasSystemAssignedIdentity : !options.UserAssignedIdentities.Contains(clientId))
        {
            return Refuse(400, "invalid_request", "Identity not found");
        }

        return Respond(resource.TrimEnd('/'), clientId ?? SystemAssigned);
    }

    private EmulatorResponse Respond(string resource, string identity)
    {
        var now = tokens.Now;
        var expires = now + (long)Lifetime.TotalSeconds;
        var token = tokens.Sign(JsonBuffer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("aud", resource);
            json.WriteString("iss", "https://login.microsoftonline.com/" + options.TenantId + "/v2.0");
            json.WriteNumber("iat", now);
            json.WriteNumber("nbf", now);
            json.WriteNumber("exp", expires);
            json.WriteString("appid", identity);
            json.WriteString("idtyp", "app");
            json.WriteString("oid", identity);
            json.WriteString("sub", identity);
            json.WriteString("tid", options.TenantId);
            json.WriteEndObject();
        }));
        return EmulatorResponse.Json(200, JsonBuffer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("access_token", token);
            json.WriteString("client_id", identity);
            json.WriteString("expires_in", (expires - now).ToString(CultureInfo.InvariantCulture));
            json.WriteString("expires_on", expires.ToString(CultureInfo.InvariantCulture));
            json.WriteString("not_before", now.ToString(CultureInfo.InvariantCulture));
            json.WriteString("resource", resource);
            json.WriteString("token_type", "Bearer");
            json.WriteEndObject();
        }));
    }

    private static EmulatorResponse Refuse(int status, string error, string description) => EmulatorResponse.Json(status, JsonBuffer.Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("statusCode", status);
        json.WriteString("message", description);
        json.WriteString("error", error);
        json.WriteString("error_description", description);
        json.WriteEndObject();
    }));

    private static bool Is(string text, string other) => text.Equals(other, StringComparison.OrdinalIgnoreCase);
}
