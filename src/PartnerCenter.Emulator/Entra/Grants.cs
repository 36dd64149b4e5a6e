using System;
using System.Collections.Generic;
using System.Security.Cryptography;

namespace PartnerCenter.Emulator.Entra;

/// <summary>An authorization code that was given out.</summary>
internal sealed class AuthorizationCode
{
    public string RedirectUri { get; set; } = string.Empty;

    public string? Challenge { get; set; }

    public string? ChallengeMethod { get; set; }

    public string? Nonce { get; set; }

    public bool HasMfa { get; set; }

    public DateTimeOffset Expires { get; set; }

    public bool Redeemed { get; set; }
}

/// <summary>A device code that was given out.</summary>
internal sealed class DeviceCode
{
    public string Scope { get; set; } = string.Empty;

    public DateTimeOffset Expires { get; set; }

    public int Polls { get; set; }

    public bool Redeemed { get; set; }
}

/// <summary>A refresh token that was given out.</summary>
internal sealed class RefreshToken
{
    public string Scope { get; set; } = string.Empty;

    public bool HasMfa { get; set; }

    public DateTimeOffset Issued { get; set; }

    public DateTimeOffset LastUsed { get; set; }

    public bool Revoked { get; set; }

    public bool Used { get; set; }
}

/// <summary>
/// Codes and refresh tokens between their issue and their redemption.
/// </summary>
internal sealed class Grants
{
    private readonly Dictionary<string, AuthorizationCode> _codes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DeviceCode> _deviceCodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RefreshToken> _refreshTokens = new(StringComparer.Ordinal);

    /// <summary>Held by whoever reads or changes what is kept here.</summary>
    public object Gate { get; } = new();

    public string Add(AuthorizationCode code) => Add(_codes, code, "0.ARoA");

    public string Add(DeviceCode code) => Add(_deviceCodes, code, "DAQAB");

    public string Add(RefreshToken token) => Add(_refreshTokens, token, "1.ARoA");

    public AuthorizationCode? FindCode(string value) => Find(_codes, value);

    public DeviceCode? FindDeviceCode(string value) => Find(_deviceCodes, value);

    public RefreshToken? FindRefreshToken(string value) => Find(_refreshTokens, value);

    public void RevokeRefreshTokens()
    {
        lock (Gate)
        {
            foreach (var token in _refreshTokens.Values)
            {
                token.Revoked = true;
            }
        }
    }

    private string Add<T>(Dictionary<string, T> map, T item, string prefix)
    {
        var value = prefix + Base64Url.Encode(RandomNumberGenerator.GetBytes(48));
        lock (Gate)
        {
            map.Add(value, item);
        }

        return value;
    }

    private T? Find<T>(Dictionary<string, T> map, string value)
        where T : class
    {
        lock (Gate)
        {
            return map.TryGetValue(value, out var item) ? item : null;
        }
    }
}
