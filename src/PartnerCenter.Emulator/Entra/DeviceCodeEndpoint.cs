using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;
using PartnerCenter.Emulator.Transport;

namespace PartnerCenter.Emulator.Entra;

/// <summary>
/// <c>POST /{tenant}/oauth2/v2.0/devicecode</c>.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code">Device authorization grant</see>.
/// </remarks>
internal sealed class DeviceCodeEndpoint(EmulatorOptions options, Grants grants)
{
    private const string VerificationAddress = "https://microsoft.com/devicelogin";

    // No letters that are taken for digits.
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    public (EmulatorResponse? Response, EntraError? Error) Answer(EmulatorRequest request, string tenant, Cloud? cloud)
    {
        // MSAL sends the values in the query, the documents show them in the body.
        var form = UrlValues.Parse(Encoding.UTF8.GetString(request.Body));
        var clientId = Value(form, request.Query, "client_id");
        if (clientId is null)
        {
            return (null, EntraError.ParameterMissing("client_id"));
        }

        if (!clientId.Equals(options.ApplicationId, StringComparison.OrdinalIgnoreCase))
        {
            return (null, EntraError.ApplicationNotFound(clientId, tenant));
        }

        if (!options.AllowPublicClient)
        {
            return (null, EntraError.CredentialMissing());
        }

        var scope = Value(form, request.Query, "scope");
        var (_, error) = Scopes.Read(scope, tenant, cloud);
        if (error is not null)
        {
            return (null, error);
        }

        var deviceCode = grants.Add(new DeviceCode { Scope = scope!, Expires = options.Clock.GetUtcNow() + options.DeviceCodeLifetime });
        var userCode = UserCode();
        return (EmulatorResponse.Json(200, JsonBuffer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("user_code", userCode);
            json.WriteString("device_code", deviceCode);
            json.WriteString("verification_uri", VerificationAddress);
            json.WriteNumber("expires_in", (long)options.DeviceCodeLifetime.TotalSeconds);
            json.WriteNumber("interval", (long)options.DeviceCodeInterval.TotalSeconds);
            json.WriteString(
                "message", "To sign in, use a web browser to open the page " + VerificationAddress + " and enter the code " + userCode + " to authenticate.");
            json.WriteEndObject();
        })), null);
    }

    private static string? Value(Dictionary<string, string> form, Dictionary<string, string> query, string name) =>
        form.TryGetValue(name, out var value) || query.TryGetValue(name, out value) ? value : null;

    private static string UserCode()
    {
        var code = new StringBuilder(9);
        foreach (var b in RandomNumberGenerator.GetBytes(9))
        {
            code.Append(Alphabet[b % Alphabet.Length]);
        }

        return code.ToString();
    }
}
