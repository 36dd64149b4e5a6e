using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using System.Text;
using PartnerCenter.Emulator.Transport;

namespace PartnerCenter.Emulator.Entra;

/// <summary>
/// <c>GET /{tenant}/oauth2/v2.0/authorize</c>: what a browser opens. The emulated user agrees at once.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow">Authorization code flow</see>.
/// </remarks>
internal sealed class AuthorizeEndpoint(EmulatorOptions options, Grants grants)
{
    private static readonly string[] NativeRedirects = ["urn:ietf:wg:oauth:2.0:oob", "https://login.microsoftonline.com/common/oauth2/nativeclient"];

    public (EmulatorResponse? Response, EntraError? Error) Answer(EmulatorRequest request, string tenant, Cloud? cloud)
    {
        var query = request.Query;
        query.TryGetValue("client_id", out var clientId);
        if (!string.Equals(clientId, options.ApplicationId, StringComparison.OrdinalIgnoreCase))
        {
            return (null, EntraError.ApplicationNotFound(clientId ?? string.Empty, tenant));
        }

        query.TryGetValue("redirect_uri", out var redirect);
        if (redirect is null || !IsRegistered(redirect))
        {
            return (null, EntraError.RedirectMismatch(redirect ?? string.Empty));
        }

        query.TryGetValue("state", out var state);
        query.TryGetValue("response_mode", out var mode);
        query.TryGetValue("response_type", out var type);
        if (type != "code")
        {
            var unsupported = "AADSTS700054: response_type '" + type + "' is not enabled for the application.";
            return (Send(redirect, mode, [Pair("error", "unsupported_response_type"), Pair("error_description", unsupported), Pair("state", state)]), null);
        }

        query.TryGetValue("scope", out var scope);
        var (_, error) = Scopes.Read(scope, tenant, cloud);
        if (options.TokenError == EmulatedTokenError.UserDeclined)
        {
            error = EntraError.UserDeclined();
        }

        if (error is not null)
        {
            var timestamp = options.Clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            var description = error.Description(Guid.NewGuid().ToString("D"), Guid.NewGuid().ToString("D"), timestamp);
            return (Send(redirect, mode, [Pair("error", error.Error), Pair("error_description", description), Pair("state", state)]), null);
        }

        query.TryGetValue("code_challenge", out var challenge);
        query.TryGetValue("code_challenge_method", out var method);
        query.TryGetValue("nonce", out var nonce);
        var code = grants.Add(new AuthorizationCode
        {
            RedirectUri = redirect,
            Challenge = challenge,
            ChallengeMethod = method,
            Nonce = nonce,
            HasMfa = options.UserHasMfa,
            Expires = options.Clock.GetUtcNow().AddMinutes(10),
        });
        query.TryGetValue("client_info", out var clientInfo);
        KeyValuePair<string, string?>[] values =
        [
            Pair("code", code), Pair("client_info", clientInfo == "1" ? ClientInfo() : null), Pair("state", state),
            Pair("session_state", Guid.NewGuid().ToString("D")),
            ];
        return (Send(redirect, mode, values), null);
    }

    private string ClientInfo() => Base64Url.Encode("{\"uid\":\"" + EmulatorDefaults.UserObjectId + "\",\"utid\":\"" + options.TenantId + "\"}");

    private static KeyValuePair<string, string?> Pair(string name, string? value) => new(name, value);

    private static EmulatorResponse Send(string redirect, string? mode, KeyValuePair<string, string?>[] values)
    {
        if (mode == "form_post")
        {
            var html = new StringBuilder("<html><head><title>Working...</title></head><body><form method=\"POST\" name=\"hiddenform\" action=\"")
                .Append(WebUtility.HtmlEncode(redirect)).Append("\">");
            foreach (var value in values)
            {
                if (value.Value is not null)
                {
                    html.Append("<input type=\"hidden\" name=\"")
                        .Append(value.Key)
                        .Append("\" value=\"")
                        .Append(WebUtility.HtmlEncode(value.Value))
                        .Append("\" />");
                }
            }

            html.Append("</form><script language=\"javascript\">document.forms[0].submit();</script></body></html>");
            return EmulatorResponse.Text(200, "text/html; charset=utf-8", html.ToString());
        }

        var location = new StringBuilder(redirect);
        var separator = mode == "fragment" ? '#' : new Uri(redirect).Query.Length > 0 ? '&' : '?';
        foreach (var value in values)
        {
            if (value.Value is not null)
            {
                location.Append(separator).Append(value.Key).Append('=').Append(Uri.EscapeDataString(value.Value));
                separator = '&';
            }
        }

        return new EmulatorResponse(302).With("Location", location.ToString());
    }

    // Where a native application may be called back: this machine, its own scheme, or the address that stands for neither.
    private bool IsRegistered(string redirect)
    {
        if (Array.IndexOf(NativeRedirects, redirect) >= 0)
        {
            return true;
        }

        return Uri.TryCreate(redirect, UriKind.Absolute, out var address)
            && ((address.Scheme == "http" && EmulatorRequest.IsLoopback(address.Host))
                || address.Scheme.Equals("msal" + options.ApplicationId, StringComparison.OrdinalIgnoreCase));
    }
}
