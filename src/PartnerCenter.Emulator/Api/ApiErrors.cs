using System.Globalization;
using System.Text;
using PartnerCenter.Emulator.Transport;

namespace PartnerCenter.Emulator.Api;

/// <summary>
/// The service's refusals.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/error-codes">Partner Center REST error codes</see>.
/// </remarks>
internal sealed class ApiErrors
{
    private readonly EmulatorOptions _options;

    public ApiErrors(EmulatorOptions options) => _options = options;

    public EmulatorResponse BadRequest(string description) => Error(400, 800002, description);

    public EmulatorResponse BadProperty(string description) => Error(400, 3000, description);

    public EmulatorResponse BadCustomerId(string id) => Error(400, 900118, "The customer id '" + id + "' is not valid.");

    public EmulatorResponse NoToken() => Error(401, 800001, "The request has no valid access token.").With("WWW-Authenticate", "Bearer");

    public EmulatorResponse ExpiredToken() =>
        Error(401, 800001, "The access token has expired.")
            .With("WWW-Authenticate", "Bearer error=\"invalid_token\", error_description=\"The token has expired.\"");

    /// <summary>Without a body, as gateways do it: not every 401 has a code.</summary>
    public static EmulatorResponse RevokedToken() =>
        new EmulatorResponse(401).With("WWW-Authenticate", "Bearer error=\"invalid_token\", error_description=\"The token has been revoked.\"");

    public EmulatorResponse WrongAudience() =>
        Error(401, 800001, "The access token is not for this service.")
            .With("WWW-Authenticate", "Bearer error=\"invalid_token\", error_description=\"The audience is invalid.\"");

    public EmulatorResponse RetiredAudience() => Error(401, 900420, "Tokens for the audience https://graph.windows.net are no longer accepted.");

    public EmulatorResponse MfaRequired() => Error(401, 900421, "Multi-factor authentication is required for app + user access.");

    public EmulatorResponse AppOnlyNotSupported() => Error(403, 900329, "This operation needs app + user credentials.");

    public EmulatorResponse OtherTenant() => Error(403, 900308, "The caller has no privilege in this partner tenant.");

    public EmulatorResponse NoRelationship() => Error(403, 20002, "The partner has no relationship with this customer.");

    public EmulatorResponse CustomerNotFound(string id) => Error(404, 1000, "The customer '" + id + "' was not found.");

    public static EmulatorResponse Throttled(int seconds)
    {
        var wait = seconds.ToString(CultureInfo.InvariantCulture);
        return ThrottledBody(wait).With("Retry-After", wait);
    }

    public static EmulatorResponse ThrottledBody(string wait) =>
        EmulatorResponse.Json(
            429, Encoding.ASCII.GetBytes("{ \"statusCode\": 429, \"message\": \"Rate limit is exceeded. Try again in " + wait + " seconds.\" }"));

    public EmulatorResponse Error(int status, int code, string description) => EmulatorResponse.Json(status, JsonBuffer.Write(json =>
    {
        json.WriteStartObject();
        if (_options.ErrorCodesAsNumbers)
        {
            json.WriteNumber("code", code);
        }
        else
        {
            json.WriteString("code", code.ToString(CultureInfo.InvariantCulture));
        }

        json.WriteString("description", description);
        json.WriteStartArray("data");
        json.WriteEndArray();
        json.WriteString("source", "PartnerCenterEmulator");
        json.WriteEndObject();
    }));
}
