namespace PartnerCenter.Qualifications;

/// <summary>
/// What follows from an error's code.
/// </summary>
internal static class PartnerErrorCodeExtensions
{
    /// <summary>Whether the failure would hit every customer: it is about the connection, the sign-in or the endpoint, and not about a customer.</summary>
    public static bool AffectsEveryCustomer(this PartnerErrorCode error) => error is PartnerErrorCode.NotConnected or PartnerErrorCode.SignInFailed
        or PartnerErrorCode.SignInExpired or PartnerErrorCode.MfaRequired or PartnerErrorCode.InvalidAudience or PartnerErrorCode.AppOnlyNotSupported
        or PartnerErrorCode.TokenCacheFailed or PartnerErrorCode.EndpointRetired;
}
