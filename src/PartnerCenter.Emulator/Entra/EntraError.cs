using System;
using System.Globalization;
using PartnerCenter.Emulator.Transport;

namespace PartnerCenter.Emulator.Entra;

/// <summary>
/// A refusal of the sign-in service, in the form that it has there.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/entra/identity-platform/reference-error-codes">Microsoft Entra authentication and authorization error codes</see>.
/// </remarks>
internal sealed class EntraError
{
    private const string ClaimsChallenge = """{"access_token":{"capolids":{"essential":true,"values":["5d2b6c1e-8a4f-4b7d-9c30-1f6e0a2d7b93"]}}}""";

    private EntraError(int status, string error, int code, string text, string? subError = null, bool challenge = false)
    {
        Status = status;
        Error = error;
        Code = code;
        Text = text;
        SubError = subError;
        Challenge = challenge;
    }

    public int Status { get; }

    public string Error { get; }

    public int Code { get; }

    public string Text { get; }

    public string? SubError { get; }

    public bool Challenge { get; }

    public static EntraError InvalidSecret(string application) =>
        new(401, "invalid_client", 7000215, "Invalid client secret provided. "
            + "Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '"
                + application
                + "'.");

    public static EntraError ExpiredSecret(string application) =>
        new(401, "invalid_client", 7000222, "The provided client secret keys for app '" + application + "' are expired. "
            + "Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.");

    public static EntraError CredentialMissing() =>
        new(401, "invalid_client", 7000218, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.");

    public static EntraError TenantNotFound(string tenant) =>
        new(400, "invalid_request", 90002, "Tenant '" + tenant + "' not found. "
            + "Check to make sure you have the correct tenant ID and are signing into the correct cloud. "
            + "Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.");

    public static EntraError TenantMissing() =>
        new(400, "invalid_request", 50059, "No tenant-identifying information found in either the request or implied by any provided credentials.");

    public static EntraError ApplicationNotFound(string application, string tenant) =>
        new(400, "unauthorized_client", 700016, "Application with identifier '" + application + "' was not found in the directory '" + tenant + "'. "
            + "This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. "
            + "You may have sent your authentication request to the wrong tenant.");

    public static EntraError ResourceNotFound(string resource, string tenant) =>
        new(400, "invalid_resource", 500011, "The resource principal named " + resource + " was not found in the tenant named " + tenant + ". "
            + "This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. "
            + "You might have sent your authentication request to the wrong tenant.");

    public static EntraError InvalidScope(string scope) =>
        new(400, "invalid_scope", 70011, "The provided request must include a 'scope' input parameter. "
            + "The provided value for the input parameter 'scope' is not valid. The scope " + scope + " is not valid.");

    public static EntraError ScopeNotDefault(string scope) =>
        new(400, "invalid_scope", 1002012, "The provided value for scope " + scope + " is not valid. "
            + "Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).");

    public static EntraError ParameterMissing(string name) =>
        new(400, "invalid_request", 900144, "The request body must contain the following parameter: '" + name + "'.");

    public static EntraError GrantNotSupported(string grant) =>
        new(400, "unsupported_grant_type", 70003, "The app requested an unsupported grant type '" + grant + "'.");

    public static EntraError ConsentRequired(string application) =>
        new(
            400, "invalid_grant", 65001,
            "The user or administrator has not consented to use the application with ID '" + application + "' named 'Partner Center Emulator'. "
            + "Send an interactive authorization request for this user and resource.", "consent_required");

    public static EntraError MfaRequired() =>
        new(
            400, "invalid_grant", 50076,
            "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access 'fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd'.",
            "basic_action", challenge: true);

    public static EntraError ConditionalAccess() =>
        new(400, "invalid_grant", 53003, "Access has been blocked by Conditional Access policies. "
            + "The access policy does not allow token issuance.", "message_only", challenge: true);

    public static EntraError AuthorizationPending() =>
        new(400, "authorization_pending", 70016, "OAuth 2.0 device flow error. Authorization is pending. Continue polling.");

    public static EntraError AuthorizationDeclined() => new(400, "authorization_declined", 70000, "The end user denied the authorization request.");

    public static EntraError DeviceCodeExpired() =>
        new(400, "expired_token", 70020, "The provided value for the input parameter 'device_code' is not valid. "
            + "This device code has expired.");

    public static EntraError DeviceCodeUnknown() => new(400, "bad_verification_code", 70018, "The verification code is invalid or has already been used.");

    public static EntraError RefreshTokenExpired(DateTimeOffset issued) =>
        new(400, "invalid_grant", 700082, "The refresh token has expired due to inactivity. "
            + "The token was issued on "
                + issued.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture)
                + " and was inactive for 90.00:00:00.");

    public static EntraError RefreshTokenRevoked() =>
        new(400, "invalid_grant", 50173, "The provided grant has expired due to it being revoked, a fresh auth token is needed. "
            + "The user might have changed or reset their password.", "bad_token");

    public static EntraError RefreshTokenUnknown() => new(400, "invalid_grant", 9002313, "Invalid request. Request is malformed or invalid.", "bad_token");

    public static EntraError CodeUnknown() => new(400, "invalid_grant", 9002313, "Invalid request. Request is malformed or invalid.");

    public static EntraError CodeRedeemed() =>
        new(
            400,
            "invalid_grant",
            54005,
            "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.");

    public static EntraError CodeExpired() =>
        new(400, "invalid_grant", 70008, "The provided authorization code or refresh token has expired due to inactivity. "
            + "Send a new interactive authorization request for this user and resource.");

    public static EntraError VerifierMismatch() =>
        new(400, "invalid_grant", 501481, "The Code_Verifier does not match the code_challenge supplied in the authorization request.");

    public static EntraError RedirectMismatch(string redirect) =>
        new(
            400, "invalid_request", 50011,
            "The redirect URI '" + redirect + "' specified in the request does not match the redirect URIs configured for the application.");

    public static EntraError AssertionMalformed(string detail) => new(401, "invalid_client", 50027, "JWT token is invalid or malformed. " + detail);

    public static EntraError CertificateNotRegistered(string application) =>
        new(401, "invalid_client", 700027, "The certificate with identifier used to sign the client assertion is not registered on application. "
            + "[Reason - The key was not found. "
            + "Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '" + application + "'.]");

    public static EntraError AssertionSignature(string application) =>
        new(
            401, "invalid_client", 700027,
            "The certificate with identifier used to sign the client assertion is registered on application, but the signature is invalid. "
            + "[Reason - Client assertion contains an invalid signature for app Id '" + application + "'.]");

    public static EntraError AssertionAudience(string audience) =>
        new(401, "invalid_client", 700023, "Client assertion audience claim does not match Realm issuer. "
            + "The audience was '" + audience + "'.");

    public static EntraError AssertionIssuer() =>
        new(401, "invalid_client", 700021, "Client assertion application identifier doesn't match 'client_id' parameter.");

    public static EntraError AssertionTime() =>
        new(401, "invalid_client", 700024, "Client assertion is not within its valid time range. "
            + "Ensure its expiration time is after the time of issuance.");

    public static EntraError FederationMismatch() =>
        new(401, "invalid_client", 700213, "No matching federated identity record found for presented assertion subject. "
            + "Check your federated identity credential Subject, Audience and Issuer against the presented assertion.");

    public static EntraError Transient() => new(503, "temporarily_unavailable", 90033, "A transient error has occurred. Please try again.");

    public static EntraError UserDeclined() => new(400, "access_denied", 65004, "User declined to consent to access the app.");

    /// <summary>The text with the ids and the time that the service puts behind it.</summary>
    public string Description(string correlationId, string traceId, string timestamp) =>
        "AADSTS"
            + Code.ToString(CultureInfo.InvariantCulture)
            + ": "
            + Text
            + " Trace ID: "
            + traceId
            + " Correlation ID: "
            + correlationId
            + " Timestamp: "
            + timestamp;

    public EmulatorResponse ToResponse(string correlationId, DateTimeOffset now)
    {
        var traceId = Guid.NewGuid().ToString("D");
        var timestamp = now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return EmulatorResponse.Json(Status, JsonBuffer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("error", Error);
            json.WriteString("error_description", Description(correlationId, traceId, timestamp));
            json.WriteStartArray("error_codes");
            json.WriteNumberValue(Code);
            json.WriteEndArray();
            json.WriteString("timestamp", timestamp);
            json.WriteString("trace_id", traceId);
            json.WriteString("correlation_id", correlationId);
            json.WriteString("error_uri", "https://login.microsoftonline.com/error?code=" + Code.ToString(CultureInfo.InvariantCulture));
            if (SubError is not null)
            {
                json.WriteString("suberror", SubError);
            }

            if (Challenge)
            {
                json.WriteString("claims", ClaimsChallenge);
            }

            json.WriteEndObject();
        }));
    }
}
