using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text.RegularExpressions;

namespace PartnerCenter.Emulator.Entra;

/// <summary>
/// Removes from what is recorded of a request every credential that does not belong to this emulator. Whoever sends a production secret here by mistake must not find it in a log.
/// </summary>
/// <remarks>
/// Of a sign-in request only the parameters are kept that are known to be harmless, and values that are the emulator's own: a list of what is secret would always lack one.
/// </remarks>
internal sealed class CredentialRedactor
{
    /// <summary>What stands in the place of a removed value.</summary>
    public const string Removed = "[not kept]";

    private const string Bearer = "Bearer ";

    private static readonly HashSet<string> HarmlessParameters = new(StringComparer.OrdinalIgnoreCase)
    {
        "api-version", "authorization_endpoint", "bypass_cache", "claims", "client-request-id", "client_assertion_type", "client_id", "client_info", "code_challenge",
        "code_challenge_method", "code_verifier", "domain_hint", "grant_type", "haschrome", "login_hint", "mi_res_id", "msi_res_id", "nonce", "object_id", "prompt", "redirect_uri",
        "requested_token_use", "resource", "response_mode", "response_type", "return-client-request-id", "scope", "state", "token_type", "username",
    };

    private static readonly string[] SecretWords = ["authorization", "token", "secret", "password", "assertion", "cookie", "key", "identity-header", "signature"];

    // A JSON Web Token, or the beginning of one.
    private static readonly Regex Token = new(@"\beyJ[\w-]{8,}\.[\w-]*(\.[\w-]*)*", RegexOptions.CultureInvariant);

    // A property of a JSON object whose name sounds like a secret: its name, and its value.
    private static readonly Regex SecretProperty = new(
        "(\"[^\"]*(?:token|secret|password|assertion)[^\"]*\"\\s*:\\s*\")((?:[^\"\\\\]|\\\\.)*)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    private readonly EmulatorOptions options;
    private readonly AccessTokens tokens;
    private readonly Grants grants;
    private readonly ClientAuthentication clients;

    public CredentialRedactor(EmulatorOptions options, AccessTokens tokens, Grants grants)
    {
        this.options = options;
        this.tokens = tokens;
        this.grants = grants;
        clients = new ClientAuthentication(options, tokens);
    }

    /// <summary>Any text, without the tokens in it.</summary>
    public string Text(string text) => Token.Replace(text, match => IsOwn(match.Value) ? match.Value : Removed);

    /// <summary>A header's value.</summary>
    public string Header(string name, string value)
    {
        if (!SoundsSecret(name) || IsOwn(value))
        {
            return Text(value);
        }

        return value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? IsOwn(value.Substring(Bearer.Length)) ? value : Bearer + Removed
            : Removed;
    }

    /// <summary>The query of a request to the API, with its question mark.</summary>
    public string ApiQuery(string query) => Parameters(query, name => !SoundsSecret(name));

    /// <summary>The body of a request to the API: JSON, if nobody has mistaken it for the sign-in service.</summary>
    public string ApiBody(string body)
    {
        var isForm = body.Length > 0 && "{[\"".IndexOf(body.TrimStart().FirstOrDefault()) < 0 && body.IndexOf('=') >= 0;
        return isForm ? Form(body) : Text(SecretProperty.Replace(body, match => match.Groups[1].Value + (IsOwn(match.Groups[2].Value) ? match.Groups[2].Value : Removed)));
    }

    /// <summary>The query of a request to the sign-in service, with its question mark, or its body.</summary>
    public string Form(string form) => Parameters(form, name => HarmlessParameters.Contains(name) || name.StartsWith("x-client-", StringComparison.OrdinalIgnoreCase));

    private static bool SoundsSecret(string name) =>
        Array.Exists(SecretWords, word => name.Has(word, StringComparison.OrdinalIgnoreCase)) && !name.Equals(Api.Paging.TokenHeader, StringComparison.OrdinalIgnoreCase);

    private string Parameters(string text, Func<string, bool> isHarmless)
    {
        if (text.Length == 0)
        {
            return text;
        }

        var start = text[0] == '?' ? "?" : string.Empty;
        return start + string.Join("&", text.Substring(start.Length).Split('&').Select(pair => Parameter(pair, isHarmless)));
    }

    private string Parameter(string pair, Func<string, bool> isHarmless)
    {
        var equals = pair.IndexOf('=');
        var name = WebUtility.UrlDecode(equals < 0 ? pair : pair.Substring(0, equals));
        var value = equals < 0 ? string.Empty : WebUtility.UrlDecode(pair.Substring(equals + 1));
        if (isHarmless(name))
        {
            return Text(pair);
        }

        // A name that nobody knows can be the secret itself, where the body is no form.
        return equals > 0 && Regex.IsMatch(name, "^[a-z_]{1,40}$") ? name + "=" + (IsOwn(value) ? pair.Substring(equals + 1) : Removed) : Removed;
    }

    private bool IsOwn(string value) =>
        value.Length == 0
        || value == options.ApplicationSecret
        || value == EmulatorDefaults.IdentityHeader
        || IsOwnToken(value)
        || grants.FindRefreshToken(value) is not null
        || grants.FindCode(value) is not null
        || grants.FindDeviceCode(value) is not null
        || clients.Knows(value);

    private bool IsOwnToken(string value)
    {
        if (tokens.Read(value) is not null)
        {
            return true;
        }

        using var claims = tokens.ReadClaims(value);
        return claims is not null;
    }
}
