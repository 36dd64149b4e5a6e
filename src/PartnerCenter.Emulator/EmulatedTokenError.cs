namespace PartnerCenter.Emulator;

/// <summary>
/// A sign-in failure that the emulator's token endpoint can be told to answer with, in Entra's own words.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/entra/identity-platform/reference-error-codes">Microsoft Entra authentication and authorization error codes</see>.
/// </remarks>
public enum EmulatedTokenError
{
    /// <summary>No failure: requests are judged by what they hold.</summary>
    None = 0,

    /// <summary>AADSTS7000215: the client secret is wrong.</summary>
    InvalidClientSecret,

    /// <summary>AADSTS7000222: the client secret has expired.</summary>
    ExpiredClientSecret,

    /// <summary>AADSTS90002: there is no such tenant.</summary>
    TenantNotFound,

    /// <summary>AADSTS65001: nobody has consented to the application.</summary>
    ConsentRequired,

    /// <summary>AADSTS50076: multi-factor authentication is required.</summary>
    MfaRequired,

    /// <summary>AADSTS53003: blocked by Conditional Access.</summary>
    ConditionalAccess,

    /// <summary>AADSTS700016: there is no such application in the tenant.</summary>
    ApplicationNotFound,

    /// <summary>The user declined the device code.</summary>
    DeviceCodeDeclined,

    /// <summary>AADSTS70020: nobody used the device code in time.</summary>
    DeviceCodeExpired,

    /// <summary>AADSTS700082: the refresh token lay unused for too long.</summary>
    RefreshTokenExpired,

    /// <summary>AADSTS50173: the refresh token was revoked, by a change of password for example.</summary>
    RefreshTokenRevoked,

    /// <summary>AADSTS65004: the user declined in the browser; the authorize endpoint sends <c>access_denied</c> to the redirect address.</summary>
    UserDeclined,

    /// <summary>AADSTS90033: a transient fault of the sign-in service, status 503.</summary>
    TemporarilyUnavailable,
}
