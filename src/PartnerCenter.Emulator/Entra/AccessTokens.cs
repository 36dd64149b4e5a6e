using System;
using System.Collections.Concurrent;
using System.Globalization;
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

    private readonly EmulatorOptions options;
    private readonly byte[] key = Compat.RandomBytes(32);
    private readonly string header = Compat.Base64Url(Header);
    private readonly ConcurrentDictionary<string, TokenFacts> known = new(StringComparer.Ordinal);
    private int generation;

    public AccessTokens(EmulatorOptions options) => this.options = options;

    public int Generation => Volatile.Read(ref generation);

    /// <summary>The clock's seconds since 1970.</summary>
    public long Now => options.Clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Makes everything issued so far worthless.</summary>
    public void RevokeAll() => Interlocked.Increment(ref generation);

    public string Issue(EmulatedToken spec)
    {
        var cloud = Cloud.Of(spec.Environment ?? options.Environment ?? PartnerEnvironment.Global);
        var audience = spec.Audience ?? cloud.Audience;
        var tenant = spec.TenantId ?? options.TenantId;
        var application = spec.ApplicationId ?? options.ApplicationId;
        var user = spec.UserPrincipalName ?? options.UserPrincipalName;
        var now = Now;
        var lifetime = (long)(spec.Lifetime ?? options.AccessTokenLifetime).TotalSeconds;

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
            json.WriteString("aud", options.ApplicationId);
            json.WriteString("iss", "https://login.microsoftonline.com/" + options.TenantId + "/v2.0");
            json.WriteNumber("iat", now);
            json.WriteNumber("nbf", now);
            json.WriteNumber("exp", now + 3600);
            json.WriteString("name", "Partner Administrator");
            if (nonce is not null)
            {
                json.WriteString("nonce", nonce);
            }

            json.WriteString("oid", EmulatorDefaults.UserObjectId);
            json.WriteString("preferred_username", options.UserPrincipalName);
            json.WriteString("sub", EmulatorDefaults.UserObjectId);
            json.WriteString("tid", options.TenantId);
            json.WriteString("ver", "2.0");
            json.WriteEndObject();
        }));
    }

    public string Sign(byte[] claims)
    {
        var signed = header + "." + Compat.Base64Url(claims);
        return signed + "." + Compat.Base64Url(Compat.HmacSha256(key, Encoding.ASCII.GetBytes(signed)));
    }

    /// <summary>What a token says; <see langword="null"/> where this emulator has not issued it.</summary>
    public TokenFacts? Read(string token)
    {
        if (known.TryGetValue(token, out var facts))
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
            if (known.Count >= RememberedTokens)
            {
                known.Clear();
            }

            known[token] = facts;
        }

        return facts;
    }

    /// <summary>The claims of a token that this emulator has signed; <see langword="null"/> for any other text.</summary>
    public JsonDocument? ReadClaims(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || Compat.FromBase64Url(parts[1]) is not { } claims || Compat.FromBase64Url(parts[2]) is not { } signature)
        {
            return null;
        }

        var expected = Compat.HmacSha256(key, Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]));
        return Compat.FixedTimeEquals(expected, signature) ? JsonDocument.Parse(claims) : null;
    }

    private static TokenFacts? Facts(JsonElement claims)
    {
        if (!claims.TryGetProperty("uti", out var id) || Compat.FromBase64Url(id.GetString() ?? string.Empty) is not { Length: 16 } bytes)
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

    private static string Text(JsonElement claims, string name) => claims.TryGetProperty(name, out var value) ? value.GetString() ?? string.Empty : string.Empty;

    // The token's own id says of which generation it is, so that revoking needs no list of what was issued.
    private string TokenId()
    {
        var bytes = Compat.RandomBytes(16);
        BitConverter.GetBytes(Generation).CopyTo(bytes, 0);
        return Compat.Base64Url(bytes);
    }
}
