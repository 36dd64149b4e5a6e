using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Emulator.Entra;

/// <summary>
/// Issues tokens and knows its own again. They are signed with a key that lives as long as the emulator.
/// </summary>
internal sealed class AccessTokens
{
    private const int RememberedTokens = 4096;
    private const string Header = $$"""{"typ":"JWT","alg":"HS256","kid":"{{EmulatedCustomers.TokenKeyId}}"}""";

    private readonly EmulatorOptions _options;
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly string _header = Base64Url.Encode(Header);
    private readonly ConcurrentDictionary<string, TokenFacts> _known = new(StringComparer.Ordinal);
    private int _generation;

    public AccessTokens(EmulatorOptions options) => _options = options;

    public int Generation => Volatile.Read(ref _generation);

    /// <summary>The clock's seconds since 1970.</summary>
    public long Now => _options.Clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Makes everything issued so far worthless.</summary>
    public void RevokeAll() => Interlocked.Increment(ref _generation);

    public string Issue(EmulatedToken spec)
    {
        var cloud = Cloud.Of(spec.Environment ?? _options.Environment ?? PartnerEnvironment.Global);
        var audience = spec.Audience ?? cloud.Audience;
        var tenant = spec.TenantId ?? _options.TenantId;
        var application = spec.ApplicationId ?? _options.ApplicationId;
        var user = spec.UserPrincipalName ?? _options.UserPrincipalName;
        var now = Now;
        var lifetime = (long)(spec.Lifetime ?? _options.AccessTokenLifetime).TotalSeconds;

        // A token that has expired was once good: its time of issue lies before its end.
        var issued = lifetime > 0 ? now : now + lifetime - 3600;
        return Sign(JsonBuffer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("aud", audience);
            json.WriteString("iss", cloud.IssuerBase + tenant + "/");
            json.WriteNumber("iat", issued);
            json.WriteNumber("nbf", issued);
            json.WriteNumber("exp", now + lifetime);
            if (!spec.AppOnly)
            {
                json.WriteString("acr", "1");
                json.WriteStartArray("amr");
                json.WriteStringValue("pwd");
                if (spec.HasMfa)
                {
                    json.WriteStringValue("mfa");
                }

                json.WriteEndArray();
            }

            json.WriteString("appid", application);
            json.WriteString("appidacr", spec.ClientAuthentication.ToString(CultureInfo.InvariantCulture));
            if (spec.AppOnly)
            {
                json.WriteString("idtyp", "app");
                json.WriteString("oid", application);
                json.WriteStartArray("roles");
                json.WriteStringValue("user_impersonation");
                json.WriteEndArray();
                json.WriteString("sub", application);
            }
            else
            {
                json.WriteString("idtyp", "user");
                json.WriteString("name", "Partner Administrator");
                json.WriteString("oid", EmulatorDefaults.UserObjectId);
                json.WriteString("scp", "user_impersonation");
                json.WriteString("sub", EmulatorDefaults.UserObjectId);
                json.WriteString("unique_name", user);
                json.WriteString("upn", user);
            }

            json.WriteString("tid", tenant);
            json.WriteString("uti", TokenId());
            json.WriteString("ver", "1.0");
            json.WriteEndObject();
        }));
    }

    public string IssueIdToken(string? nonce)
    {
        var now = Now;
        return Sign(JsonBuffer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("aud", _options.ApplicationId);
            json.WriteString("iss", "https://login.microsoftonline.com/" + _options.TenantId + "/v2.0");
            json.WriteNumber("iat", now);
            json.WriteNumber("nbf", now);
            json.WriteNumber("exp", now + 3600);
            json.WriteString("name", "Partner Administrator");
            if (nonce is not null)
            {
                json.WriteString("nonce", nonce);
            }

            json.WriteString("oid", EmulatorDefaults.UserObjectId);
            json.WriteString("preferred_username", _options.UserPrincipalName);
            json.WriteString("sub", EmulatorDefaults.UserObjectId);
            json.WriteString("tid", _options.TenantId);
            json.WriteString("ver", "2.0");
            json.WriteEndObject();
        }));
    }

    public string Sign(byte[] claims)
    {
        var signed = _header + "." + Base64Url.Encode(claims);
        return signed + "." + Base64Url.Encode(HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(signed)));
    }

    /// <summary>What a token says; <see langword="null"/> where this emulator has not issued it.</summary>
    public TokenFacts? Read(string token)
    {
        if (_known.TryGetValue(token, out var facts))
        {
            return facts;
        }

        var claims = ReadClaims(token);
        if (claims is null)
        {
            return null;
        }

        using (claims)
        {
            facts = Facts(claims.RootElement);
        }

        if (facts is not null)
        {
            if (_known.Count >= RememberedTokens)
            {
                _known.Clear();
            }

            _known[token] = facts;
        }

        return facts;
    }

    /// <summary>The claims of a token that this emulator has signed; <see langword="null"/> for any other text.</summary>
    public JsonDocument? ReadClaims(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || Base64Url.Decode(parts[1]) is not { } claims || Base64Url.Decode(parts[2]) is not { } signature)
        {
            return null;
        }

        var expected = HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]));
        return CryptographicOperations.FixedTimeEquals(expected, signature) ? JsonDocument.Parse(claims) : null;
    }

    private static TokenFacts? Facts(JsonElement claims)
    {
        if (!claims.TryGetProperty("uti", out var id) || Base64Url.Decode(id.GetString() ?? string.Empty) is not { Length: 16 } bytes)
        {
            return null;
        }

        var issuer = Text(claims, "iss");
        var cloud = Array.Find(Cloud.All, c => issuer.StartsWith(c.IssuerBase, StringComparison.Ordinal)) ?? Cloud.Global;
        var mfa = false;
        if (claims.TryGetProperty("amr", out var methods))
        {
            foreach (var method in methods.EnumerateArray())
            {
                mfa |= method.ValueEquals("mfa");
            }
        }

        return new TokenFacts(
            Text(claims, "aud"),
            Text(claims, "tid"),
            cloud.Environment,
            Text(claims, "idtyp") == "app",
            mfa,
            Text(claims, "upn"),
            Text(claims, "appid"),
            claims.GetProperty("exp").GetInt64(),
            BitConverter.ToInt32(bytes, 0));
    }

    private static string Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) ? value.GetString() ?? string.Empty : string.Empty;

    // The token's own id says of which generation it is, so that revoking needs no list of what was issued.
    private string TokenId()
    {
        var bytes = RandomNumberGenerator.GetBytes(16);
        BitConverter.GetBytes(Generation).CopyTo(bytes, 0);
        return Base64Url.Encode(bytes);
    }
}
