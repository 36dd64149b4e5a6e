using System;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace PartnerCenter.Emulator.Tests;

/// <summary>
/// Client assertions made by hand, so that they can be wrong.
/// </summary>
internal static class Assertions
{
    public static string Sign(X509Certificate2 signer, X509Certificate2 named, string audience, DateTimeOffset expires)
    {
        var header = JsonSerializer.Serialize(new { alg = "RS256", typ = "JWT", x5t = Base64Url.EncodeToString(named.GetCertHash()) });
        var claims = JsonSerializer.Serialize(new
        {
            aud = audience,
            iss = EmulatorDefaults.ApplicationId,
            sub = EmulatorDefaults.ApplicationId,
            jti = Guid.NewGuid(),
            nbf = expires.AddMinutes(-10).ToUnixTimeSeconds(),
            exp = expires.ToUnixTimeSeconds(),
        });
        var signed = Encode(header) + "." + Encode(claims);
        using var key = signer.GetRSAPrivateKey()!;
        return signed + "." + Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    public static string Unsigned(string issuer, string subject, string audience) =>
        Encode("""{"alg":"RS256","typ":"JWT"}""")
            + "."
            + Encode(JsonSerializer.Serialize(new { iss = issuer, sub = subject, aud = audience, jti = Guid.NewGuid() }))
            + "."
            + Encode("signature");

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
