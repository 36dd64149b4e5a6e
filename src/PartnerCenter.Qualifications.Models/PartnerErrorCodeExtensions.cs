namespace PartnerCenter.Qualifications;

/// <summary>
/// Properties that an error's code determines.
/// </summary>
internal static class PartnerErrorCodeExtensions
{
    /// <summary>
    /// Whether the failure would affect every customer, because it concerns the connection, the sign-in, or the endpoint, and not a customer.
    /// </summary>
    public static bool AffectsEveryCustomer(this PartnerErrorCode error) => error is PartnerErrorCode.NotConnected or PartnerErrorCode.SignInFailed
        or PartnerErrorCode.SignInExpired or PartnerErrorCode.MfaRequired or PartnerErrorCode.InvalidAudience or PartnerErrorCode.AppOnlyNotSupported
        or PartnerErrorCode.TokenCacheFailed or PartnerErrorCode.EndpointRetired;
}
