namespace PartnerCenter.Qualifications;

/// <summary>
/// What went wrong, in one stable word: the first part of an error's <c>FullyQualifiedErrorId</c>.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/error-codes">Partner Center REST error codes</see>.
/// </remarks>
public enum PartnerErrorCode
{
    /// <summary>No connection: <c>Connect-PcAccount</c> was not called, or the connection was closed.</summary>
    NotConnected,

    /// <summary>A customer id that is not a GUID.</summary>
    InvalidCustomerId,

    /// <summary>The partner has no customer with this id.</summary>
    CustomerNotFound,

    /// <summary>The service refused: a missing role, a missing relationship with the customer, or a Conditional Access policy.</summary>
    AccessDenied,

    /// <summary>The operation needs a signed-in user, and the connection is app only.</summary>
    AppOnlyNotSupported,

    /// <summary>The token was obtained without multi-factor authentication.</summary>
    MfaRequired,

    /// <summary>The token is for another service than Partner Center.</summary>
    InvalidAudience,

    /// <summary>The sign-in is no longer valid and could not be renewed.</summary>
    SignInExpired,

    /// <summary>The sign-in failed.</summary>
    SignInFailed,

    /// <summary>The service throttled the partner for longer than a call may take.</summary>
    TooManyRequests,

    /// <summary>The service could not be reached or failed by itself, in every attempt.</summary>
    ServiceUnavailable,

    /// <summary>The service did not answer within the time limit, in any attempt.</summary>
    RequestTimeout,

    /// <summary>The service answered something that cannot be understood.</summary>
    InvalidResponse,

    /// <summary>The service refused the request as invalid.</summary>
    InvalidRequest,

    /// <summary>The request contradicts the current state.</summary>
    Conflict,

    /// <summary>The service does not allow this qualification for this customer.</summary>
    QualificationNotAllowed,

    /// <summary>The validation code has no creates left.</summary>
    ValidationCodeExhausted,

    /// <summary>The customer already has a qualification that excludes the requested one.</summary>
    QualificationConflict,

    /// <summary>It is not known whether a write was performed: its answer was lost, and the state read afterwards does not tell.</summary>
    OutcomeUnknown,

    /// <summary>The pipeline ended before the results of some writes could be emitted; the error names their customers.</summary>
    UnreportedWrites,

    /// <summary>The vetting was not decided within the time that the caller gave, or the customer could not be read in that time.</summary>
    VettingTimeout,

    /// <summary>The token cache on disk could not be read, written or emptied.</summary>
    TokenCacheFailed,

    /// <summary>The service does not know what was asked for, and does not say that it is the customer.</summary>
    NotFound,

    /// <summary>The service no longer offers the endpoint.</summary>
    EndpointRetired,
}
