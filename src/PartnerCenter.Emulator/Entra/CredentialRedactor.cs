using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PartnerCenter.Emulator.Entra;

/// <summary>
/// Removes from what is recorded of a request every credential that does not belong to this emulator. Whoever sends a production secret here by mistake must
/// not find it in a log.
/// </summary>
/// <remarks>
/// Only what is known to be harmless is kept, and what is the emulator's own: a list of what is secret would always lack one.
/// </remarks>
internal sealed class CredentialRedactor
{
    /// <summary>What stands in the place of a removed value.</summary>
    public const string Removed = "[not kept]";

    private const string Bearer = "Bearer ";

    private static readonly HashSet<string> HarmlessParameters = new(StringComparer.OrdinalIgnoreCase)
    {
        "api-version", "authorization_endpoint", "bypass_cache", "claims", "client-request-id", "client_assertion_type", "client_id", "client_info",
        "code_challenge", "code_challenge_method", "code_verifier", "domain_hint", "grant_type", "haschrome", "login_hint", "mi_res_id", "msi_res_id",
        "nonce", "object_id", "prompt", "redirect_uri", "requested_token_use", "resource", "response_mode", "response_type", "return-client-request-id",
        "scope", "state", "token_type", "username",
    };

    private static readonly HashSet<string> HarmlessHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Cache-Control", "client-request-id", "Connection", "Content-Encoding",
        "Content-Length", "Content-Type", "Date", "Expect", "Host", "If-Match", "If-None-Match", "Keep-Alive", "Metadata", "MS-ContinuationToken",
        "MS-Contract-Version", "MS-CorrelationId", "MS-PartnerCenter-Application", "MS-PartnerCenter-Client", "MS-RequestId", "Pragma",
        "return-client-request-id", "SeekOperation", "TE", "traceparent", "Transfer-Encoding", "User-Agent", "ValidateMfa", "X-AnchorMailbox", "X-App-Name",
        "X-App-Ver", "X-Locale", "x-ms-client-request-id", "x-ms-lib-capability", "x-ms-PKeyAuth",
    };

    private static readonly HashSet<string> HarmlessApiParameters = new(StringComparer.OrdinalIgnoreCase)
    {
        "api-version", "endDate", "filter", "seekOperation", "size", "startDate", "type",
    };

    private static readonly HashSet<string> HarmlessProperties = new(StringComparer.OrdinalIgnoreCase)
    {
        "educationSegment", "qualification", "validationCode", "vettingCreatedDate", "vettingReason", "vettingStatus", "website",
    };

    private static readonly string[] SignInSegments =
    [
        ".well-known", "adminconsent", "authorize", "common", "consumers", "devicecode", "discovery", "identity", "instance", "metadata", "oauth2",
        "openid-configuration", "organizations",
    ];

    // A JSON Web Token, or the beginning of one.
    private static readonly Regex Token = new(@"\beyJ[\w-]{8,}\.[\w-]*(\.[\w-]*)*", RegexOptions.CultureInvariant);

    private static readonly Regex Word = new(@"\A[A-Za-z]{1,32}\z", RegexOptions.CultureInvariant);

    // As a tenant is named in a path. A token has capitals.
    private static readonly Regex Domain = new(@"\A([a-z0-9-]{1,63}\.)+[a-z]{2,24}\z", RegexOptions.CultureInvariant);

    // A customer's id that is none, for example, is shorter than what opens anything.
    private const int MinCredentialLength = 8;

    private readonly EmulatorOptions _options;
    private readonly AccessTokens _tokens;
    private readonly Grants _grants;
    private readonly ClientAuthentication _clients;
    private readonly HashSet<string> _knownSegments;

    /// <param name="options">The emulator's options.</param>
    /// <param name="tokens">The emulator's access tokens.</param>
    /// <param name="grants">What the emulator has issued.</param>
    /// <param name="apiSegments">The fixed parts of the API's paths.</param>
    public CredentialRedactor(EmulatorOptions options, AccessTokens tokens, Grants grants, IEnumerable<string> apiSegments)
    {
        _knownSegments = new HashSet<string>(SignInSegments.Concat(apiSegments), StringComparer.OrdinalIgnoreCase);
        _options = options;
        _tokens = tokens;
        _grants = grants;
        _clients = new ClientAuthentication(options, tokens);
    }

    /// <summary>A path, as it was sent.</summary>
    public string Path(string path) => string.Join("/", path.Split('/').Select(Segment));

    /// <summary>One part of a path: a word of the services, a GUID, a domain, or too short for a credential.</summary>
    public string Segment(string segment)
    {
        var decoded = WebUtility.UrlDecode(segment);
        return decoded.Length < MinCredentialLength
            || _knownSegments.Contains(decoded)
            || Guid.TryParse(decoded, out _)
            || Domain.IsMatch(decoded)
            || IsOwn(decoded)
            ? segment
            : Removed;
    }

    /// <summary>A header's value.</summary>
    public string Header(string name, string value)
    {
        if (HarmlessHeaders.Contains(name) || name.StartsWith("x-client-", StringComparison.OrdinalIgnoreCase))
        {
            return Text(value);
        }

        if (value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return IsOwn(value.Substring(Bearer.Length)) ? value : Bearer + Removed;
        }

        return IsOwn(value) ? value : Removed;
    }

    /// <summary>The query of a request to the API, with its question mark.</summary>
    /// <param name="query">The query.</param>
    /// <param name="takesCode">Whether the request takes a validation code, which opens nothing.</param>
    public string ApiQuery(string query, bool takesCode) =>
        Parameters(query, name => HarmlessApiParameters.Contains(name) || (takesCode && name.Equals("code", StringComparison.OrdinalIgnoreCase)));

    /// <summary>The body of a request to the API: JSON, if nobody has mistaken it for the sign-in service.</summary>
    /// <param name="body">The body.</param>
    /// <param name="takesWord">Whether the request takes a qualification as a bare string, or its number.</param>
    public string ApiBody(string body, bool takesWord)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (takesWord
                && (root.ValueKind == JsonValueKind.String
                    ? Word.IsMatch(root.GetString()!)
                    : root.ValueKind == JsonValueKind.Number && root.GetRawText().Length == 1))
            {
                return body;
            }

            return IsHarmless(root, isHarmlessName: false)
                ? body
                : Encoding.UTF8.GetString(JsonBuffer.Write(json => WriteHarmless(json, root, isHarmlessName: false)));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return body.Length == 0 ? body : body.IndexOf('=') > 0 ? Form(body) : Removed;
        }
    }

    /// <summary>The query of a request to the sign-in service, with its question mark, or its body.</summary>
    public string Form(string form) =>
        Parameters(form, name => HarmlessParameters.Contains(name) || name.StartsWith("x-client-", StringComparison.OrdinalIgnoreCase));

    private string Text(string text) => Token.Replace(text, match => IsOwn(match.Value) ? match.Value : Removed);

    private bool IsHarmless(JsonElement value, bool isHarmlessName) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().All(property => IsHarmlessName(property) && IsHarmless(property.Value, IsKnown(property))),
        JsonValueKind.Array => value.EnumerateArray().All(item => IsHarmless(item, isHarmlessName)),
        JsonValueKind.String => IsHarmlessText(value.GetString()!, isHarmlessName),
        JsonValueKind.Number => isHarmlessName,
        _ => true,
    };

    private void WriteHarmless(Utf8JsonWriter json, JsonElement value, bool isHarmlessName)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    json.WritePropertyName(IsHarmlessName(property) ? property.Name : Removed);
                    WriteHarmless(json, property.Value, IsKnown(property));
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    WriteHarmless(json, item, isHarmlessName);
                }

                json.WriteEndArray();
                break;
            case JsonValueKind.String:
                json.WriteStringValue(IsHarmlessText(value.GetString()!, isHarmlessName) ? value.GetString() : Removed);
                break;
            case JsonValueKind.Number when !isHarmlessName:
                json.WriteStringValue(Removed);
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    private static bool IsKnown(JsonProperty property) => HarmlessProperties.Contains(property.Name);

    private static bool IsHarmlessName(JsonProperty property) => Regex.IsMatch(property.Name, @"\A[A-Za-z_-]{0,24}\z");

    private bool IsHarmlessText(string text, bool isHarmlessName) => IsOwn(text) || (isHarmlessName && !Token.IsMatch(text));

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
            // A token may stand in it as it is, or percent-encoded.
            var clean = Text(pair);
            return clean == pair && Token.IsMatch(value) && !IsOwn(value) ? name + "=" + Removed : clean;
        }

        // A name that nobody knows can be the secret itself, where the body is no form.
        return equals > 0 && Regex.IsMatch(name, "^[a-z_]{1,40}$") ? name + "=" + (IsOwn(value) ? pair.Substring(equals + 1) : Removed) : Removed;
    }

    private bool IsOwn(string value) =>
        value.Length == 0
        || value == _options.ApplicationSecret
        || value == EmulatorDefaults.IdentityHeader
        || IsOwnToken(value)
        || _grants.FindRefreshToken(value) is not null
        || _grants.FindCode(value) is not null
        || _grants.FindDeviceCode(value) is not null
        || _clients.Knows(value);

    private bool IsOwnToken(string value)
    {
        if (_tokens.Read(value) is not null)
        {
            return true;
        }

        using var claims = _tokens.ReadClaims(value);
        return claims is not null;
    }
}
