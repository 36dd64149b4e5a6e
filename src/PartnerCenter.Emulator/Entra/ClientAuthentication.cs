using System;
using System.Collections.Generic;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace PartnerCenter.Emulator.Entra;

/// <summary>
/// Who asks for a token: the application's secret, its signed assertion, an assertion of another identity provider that it trusts, or nothing at all.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/entra/identity-platform/certificate-credentials">Application authentication certificate credentials</see>,
/// <see href="https://learn.microsoft.com/entra/workload-id/workload-identity-federation">Workload identity federation</see>.
/// </remarks>
internal sealed class ClientAuthentication(EmulatorOptions options, AccessTokens tokens)
{
    public const string FederationAudience = "api://AzureADTokenExchange";

    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private const int AllowedSkewSeconds = 300;

    /// <summary>Judges the form's credential.</summary>
    /// <returns>How the application proved itself (0 not at all, 1 secret, 2 assertion), or the error to answer with.</returns>
    public (int Level, EntraError? Error) Judge(Dictionary<string, string> form, string tenant, string tokenEndpoint)
    {
        if (!form.TryGetValue("client_id", out var clientId) || clientId.Length == 0)
        {
            return (0, EntraError.ParameterMissing("client_id"));
        }

        if (!clientId.Equals(options.ApplicationId, StringComparison.OrdinalIgnoreCase))
        {
            return (0, EntraError.ApplicationNotFound(clientId, tenant));
        }

        if (form.TryGetValue("client_assertion", out var assertion))
        {
            if (!form.TryGetValue("client_assertion_type", out var type) || type != AssertionType)
            {
                return (0, EntraError.ParameterMissing("client_assertion_type"));
            }

            var error = JudgeAssertion(assertion, tokenEndpoint);
            return (error is null ? 2 : 0, error);
        }

        if (form.TryGetValue("client_secret", out var secret))
        {
            return secret == options.ApplicationSecret ? (1, null) : (0, EntraError.InvalidSecret(options.ApplicationId));
        }

        return (0, null);
    }

    /// <summary>
    /// Whether an assertion was signed by a registered certificate, or is of an identity provider that is trusted; its times and audience do not matter.
    /// </summary>
    public bool Knows(string assertion)
    {
        var parts = assertion.Split('.');
        if (parts.Length != 3 || Base64Url.Decode(parts[0]) is not { } headerBytes || Base64Url.Decode(parts[2]) is not { } signature)
        {
            return false;
        }

        try
        {
            using var header = JsonDocument.Parse(headerBytes);
            return header.RootElement.ValueKind == JsonValueKind.Object
                && (IsSigned(parts[0] + "." + parts[1], header.RootElement, signature) || options.AcceptFederatedAssertion?.Invoke(assertion) == true);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private EntraError? JudgeAssertion(string assertion, string tokenEndpoint)
    {
        var parts = assertion.Split('.');
        if (parts.Length != 3
            || Base64Url.Decode(parts[0]) is not { } headerBytes
            || Base64Url.Decode(parts[1]) is not { } claimBytes
            || Base64Url.Decode(parts[2]) is not { } signature)
        {
            return EntraError.AssertionMalformed("It does not have three parts.");
        }

        try
        {
            using var header = JsonDocument.Parse(headerBytes);
            using var claims = JsonDocument.Parse(claimBytes);
            if (header.RootElement.ValueKind != JsonValueKind.Object || claims.RootElement.ValueKind != JsonValueKind.Object)
            {
                return EntraError.AssertionMalformed("Header or claims are no JSON objects.");
            }

            var issuer = Text(claims.RootElement, "iss");
            return issuer.Equals(options.ApplicationId, StringComparison.OrdinalIgnoreCase)
                ? JudgeSigned(parts[0] + "." + parts[1], header.RootElement, claims.RootElement, signature, tokenEndpoint)
                : JudgeFederated(assertion, claims.RootElement);
        }
        catch (JsonException)
        {
            return EntraError.AssertionMalformed("Header or claims are no JSON.");
        }
    }

    private EntraError? JudgeSigned(string signed, JsonElement header, JsonElement claims, byte[] signature, string tokenEndpoint)
    {
        if (!Text(claims, "sub").Equals(Text(claims, "iss"), StringComparison.OrdinalIgnoreCase))
        {
            return EntraError.AssertionIssuer();
        }

        if (Text(claims, "jti").Length == 0)
        {
            return EntraError.AssertionMalformed("The claim 'jti' is missing.");
        }

        var audience = Text(claims, "aud");
        if (!AudienceFits(audience, tokenEndpoint))
        {
            return EntraError.AssertionAudience(audience);
        }

        var now = tokens.Now;
        if (Seconds(claims, "exp") is not { } expires || expires <= now - AllowedSkewSeconds || Seconds(claims, "nbf") > now + AllowedSkewSeconds)
        {
            return EntraError.AssertionTime();
        }

        if (FindCertificate(header) is null)
        {
            return EntraError.CertificateNotRegistered(options.ApplicationId);
        }

        return IsSigned(signed, header, signature) ? null : EntraError.AssertionSignature(options.ApplicationId);
    }

    private bool IsSigned(string signed, JsonElement header, byte[] signature)
    {
        RSASignaturePadding? padding = Text(header, "alg") switch
        {
            "PS256" => RSASignaturePadding.Pss,
            "RS256" => RSASignaturePadding.Pkcs1,
            _ => null,
        };
        using var key = FindCertificate(header)?.GetRSAPublicKey();
        return padding is not null && key?.VerifyData(Encoding.ASCII.GetBytes(signed), signature, HashAlgorithmName.SHA256, padding) == true;
    }

    private EntraError? JudgeFederated(string assertion, JsonElement claims)
    {
        using (var own = tokens.ReadClaims(assertion))
        {
            if (own is not null)
            {
                return Text(claims, "aud") != FederationAudience || Seconds(claims, "exp") is not { } expires || expires <= tokens.Now
                    ? EntraError.FederationMismatch()
                    : null;
            }
        }

        return options.AcceptFederatedAssertion?.Invoke(assertion) == true ? null : EntraError.FederationMismatch();
    }

    // By thumbprint, SHA-1 or SHA-256, or by the certificate itself where the client sends its chain.
    private X509Certificate2? FindCertificate(JsonElement header)
    {
        var sha1 = Text(header, "x5t");
        var sha256 = Text(header, "x5t#S256");
        var chain = header.TryGetProperty("x5c", out var x5c)
            ? x5c.ValueKind == JsonValueKind.Array && x5c.GetArrayLength() > 0
                ? x5c[0].GetString()
                : x5c.ValueKind == JsonValueKind.String ? x5c.GetString() : null
            : null;
        foreach (var certificate in options.Certificates)
        {
            if ((sha1.Length > 0 && sha1 == Base64Url.Encode(certificate.GetCertHash()))
                || (sha256.Length > 0 && sha256 == Base64Url.Encode(SHA256.HashData(certificate.RawData)))
                || (chain is not null && chain == Convert.ToBase64String(certificate.RawData)))
            {
                return certificate;
            }
        }

        return null;
    }

    // The token endpoint's address under any of the tenant's names, or the issuer: clients differ.
    private bool AudienceFits(string audience, string tokenEndpoint)
    {
        // A client that takes only https authorities is told https for a loopback address, and signs so.
        if (WithoutScheme(audience).Equals(WithoutScheme(tokenEndpoint), StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (!Uri.TryCreate(audience, UriKind.Absolute, out var address))
        {
            return false;
        }

        var path = address.AbsolutePath.Trim('/').Split('/');
        var tenantFits = path[0].Equals(options.TenantId, StringComparison.OrdinalIgnoreCase)
            || path[0].Equals(options.TenantDomain, StringComparison.OrdinalIgnoreCase);
        return tenantFits && path.Length >= 2 && (Cloud.ByLoginHost(address.Host) is not null || Transport.EmulatorRequest.IsLoopback(address.Host));
    }

    private static string WithoutScheme(string address)
    {
        var colon = address.IndexOf("://", StringComparison.Ordinal);
        return colon < 0 ? address : address.Substring(colon);
    }

    // A number by the standard; MSAL writes it as a string.
    private static long? Seconds(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetInt64(out var number) => number,
            JsonValueKind.String when long.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        };
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? string.Empty : string.Empty;
}
