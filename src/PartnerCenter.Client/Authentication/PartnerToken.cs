using System;
using Microsoft.Identity.Client;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// An access token and what it says of itself. The token leaves only as the header of a request.
/// </summary>
internal sealed class PartnerToken
{
    private const string Scheme = "Bearer ";

    private PartnerToken(string value, DateTimeOffset? expiresOn, TokenClaims claims, AuthenticationKind authentication)
    {
        Header = Scheme + value;
        ExpiresOn = expiresOn;
        Claims = claims;
        Authentication = authentication;
    }

    /// <summary>The header's value, made once: putting it together for each request would copy the token each time.</summary>
    public string Header { get; }

    /// <summary>The token itself, to look for it in text that must not hold it.</summary>
    public string Value => Header.Substring(Scheme.Length);

    /// <summary>Whether the service has taken the token in any call. Set by many threads, only ever to true.</summary>
    public bool WasAccepted { get; set; }

    public DateTimeOffset? ExpiresOn { get; }

    public TokenClaims Claims { get; }

    public AuthenticationKind Authentication { get; }

    public string? TenantId => Claims.TenantId;

    public string? ApplicationId => Claims.ApplicationId;

    public string? User => Authentication == AuthenticationKind.AppUser ? Claims.User : null;

    /// <summary>Null where the question does not arise (app only) or cannot be answered (not a JWT, or one without the claim).</summary>
    public bool? HasMfa => Authentication == AuthenticationKind.AppOnly ? null : Claims.HasMfa;

    /// <summary>The token that MSAL obtained.</summary>
    /// <exception cref="PartnerCenterException">There is none in its answer.</exception>
    public static PartnerToken Create(AuthenticationResult result, AuthenticationKind authentication) => string.IsNullOrEmpty(result.AccessToken)
        ? throw SignInErrors.WithoutToken()
        : Create(result.AccessToken, result.ExpiresOn, authentication);

    public static PartnerToken Create(string value, DateTimeOffset? expiresOn, AuthenticationKind? authentication = null)
    {
        var claims = TokenClaims.Read(value);

        // A token that cannot be read is taken for a user's, so that nothing is refused here that the service would accept.
        return new PartnerToken(
            value, expiresOn ?? claims.ExpiresOn, claims, authentication ?? (claims.IsAppOnly ? AuthenticationKind.AppOnly : AuthenticationKind.AppUser));
    }

    // Not even by accident in a log.
    public override string ToString() => "(access token)";
}
