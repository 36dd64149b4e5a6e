namespace PartnerCenter.Qualifications;

/// <summary>
/// A stable code of a failure, which is the first part of an error's <c>FullyQualifiedErrorId</c>.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/error-codes">Partner Center REST error codes</see>.
/// </remarks>
public enum PartnerErrorCode
{
    /// <summary>There's no connection: <c>Connect-PcAccount</c> wasn't called, or the connection was closed.</summary>
    NotConnected,

    /// <summary>The customer ID isn't a GUID.</summary>
    InvalidCustomerId,

    /// <summary>The partner has no customer with this ID.</summary>
    CustomerNotFound,

    /// <summary>The service denied access: a missing role, a missing relationship with the customer, or a Conditional Access policy.</summary>
    AccessDenied,

    /// <summary>The operation requires a signed-in user, and the connection is app only.</summary>
    AppOnlyNotSupported,

    /// <summary>The token was obtained without multi-factor authentication.</summary>
    MfaRequired,

    /// <summary>The token is for a service other than Partner Center.</summary>
    InvalidAudience,

    /// <summary>The sign-in is no longer valid and could not be renewed.</summary>
    SignInExpired,

    /// <summary>The sign-in failed.</summary>
    SignInFailed,

    /// <summary>The service throttled the partner for longer than the time limit of a call.</summary>
    TooManyRequests,

    /// <summary>The service couldn't be reached or failed, in every attempt.</summary>
    ServiceUnavailable,

    /// <summary>The service didn't respond within the time limit, in any attempt.</summary>
    RequestTimeout,

    /// <summary>The response of the service couldn't be processed.</summary>
    InvalidResponse,

    /// <summary>The service rejected the request as invalid.</summary>
    InvalidRequest,

    /// <summary>The request conflicts with the current state.</summary>
    Conflict,

    /// <summary>The service doesn't allow this qualification for this customer.</summary>
    QualificationNotAllowed,

    /// <summary>The validation code has no remaining creates.</summary>
    ValidationCodeExhausted,

    /// <summary>The customer already has a qualification that excludes the requested one.</summary>
    QualificationConflict,

    /// <summary>It's unknown whether a write was performed: its response was lost, and reading the state afterwards doesn't show it.</summary>
    OutcomeUnknown,

    /// <summary>The pipeline ended before the results of some writes could be emitted. The error names their customers.</summary>
    UnreportedWrites,

    /// <summary>The vetting wasn't decided within the specified time, or the customer couldn't be read in that time.</summary>
    VettingTimeout,

    /// <summary>The token cache on disk couldn't be read, written, or cleared.</summary>
    TokenCacheFailed,

    /// <summary>The service can't find the requested resource, and doesn't say that it's the customer.</summary>
    NotFound,

    /// <summary>The service no longer offers the endpoint.</summary>
    EndpointRetired,
}
