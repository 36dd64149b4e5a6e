using System;
using System.Collections.Generic;
using System.Text.Json;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// What an access token says of itself. The service alone decides whether that is true; here it only gives earlier and clearer messages.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference">Access token claims reference</see>.
/// </remarks>
internal sealed class TokenClaims
{
    private static readonly TokenClaims Unreadable = new();

    /// <summary>Whether the token is a JWT that could be read.</summary>
    public bool IsReadable { get; private init; }

    public IReadOnlyList<string> Audiences { get; private init; } = [];

    public DateTimeOffset? ExpiresOn { get; private init; }

    public string? TenantId { get; private init; }

    public string? ApplicationId { get; private init; }

    public string? User { get; private init; }

    public IReadOnlyList<string> AuthenticationMethods { get; private init; } = [];

    public bool IsAppOnly { get; private init; }

    /// <summary>Whether an emulator issued the token: it names a key that nobody else has.</summary>
    public bool IsEmulated { get; private init; }

    /// <summary>Whether the user gave a second factor; null where the token does not tell, as one of the second version (<c>ver</c> 2.0) need not.</summary>
    public bool? HasMfa { get; private init; }

    public static TokenClaims Read(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3)
        {
            return Unreadable;
        }

        try
        {
            using var claims = Decode(parts[1]);
            return Read(claims.RootElement, NamesKeyOfEmulator(parts[0]));
        }
        catch (Exception exception) when (IsMalformed(exception))
        {
            return Unreadable;
        }
    }

    private static bool NamesKeyOfEmulator(string header)
    {
        try
        {
            using var document = Decode(header);
            return Text(document.RootElement, "kid") == EmulatedCustomers.TokenKeyId;
        }
        catch (Exception exception) when (IsMalformed(exception))
        {
            return false;
        }
    }

    private static bool IsMalformed(Exception exception) =>
        exception is FormatException or JsonException or InvalidOperationException or ArgumentOutOfRangeException;

    private static JsonDocument Decode(string part)
    {
        var base64 = part.Replace('-', '+').Replace('_', '/');
        return JsonDocument.Parse(Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '=')));
    }

    private static TokenClaims Read(JsonElement claims, bool isEmulated)
    {
        var hasScope = claims.TryGetProperty("scp", out _);
        var methods = Texts(claims, "amr");
        return new TokenClaims
        {
            IsReadable = true,
            Audiences = Texts(claims, "aud"),
            ExpiresOn = claims.TryGetProperty("exp", out var expiry) && expiry.ValueKind == JsonValueKind.Number && expiry.TryGetInt64(out var seconds)
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null,
            TenantId = Text(claims, "tid"),
            ApplicationId = Text(claims, "appid") ?? Text(claims, "azp"),
            User = Text(claims, "upn") ?? Text(claims, "unique_name") ?? Text(claims, "preferred_username"),
            AuthenticationMethods = methods,
            HasMfa = methods.Count == 0 ? null : methods.Contains("mfa"),
            IsEmulated = isEmulated,
            IsAppOnly = Text(claims, "idtyp") == "app" || (!hasScope && Text(claims, "upn") is null && Text(claims, "unique_name") is null),
        };
    }

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static List<string> Texts(JsonElement claims, string name)
    {
        var texts = new List<string>();
        if (claims.TryGetProperty(name, out var value))
        {
            if (value.ValueKind == JsonValueKind.String)
            {
                texts.Add(value.GetString()!);
            }
            else if (value.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in value.EnumerateArray())
                {
                    if (item.ValueKind == JsonValueKind.String)
                    {
                        texts.Add(item.GetString()!);
                    }
                }
            }
        }

        return texts;
    }
}
