namespace PartnerCenter.Stress.Ledger;

/// <summary>
/// What goes wrong with one request for a customer.
/// </summary>
public enum LedgerFault
{
    /// <summary>Nothing.</summary>
    None = 0,

    // Nothing is performed.
    Throttled,
    ThrottledDate,
    ThrottledBare,
    Error500,
    BadGateway,
    RequestTimeout,
    Unavailable,
    UnavailableWait,
    GatewayTimeout,
    ResetBefore,

    // What was asked for is performed.
    ResetMidBody,
    Truncated,
    LostAnswer,
    PerformedError500,
    PerformedGatewayTimeout,

    // What was asked for is performed, and the answer says so in another way than the documents.
    Accepted,
    NoContent,
    EmptyOk,

    /// <summary>All access tokens are revoked; new ones can be had.</summary>
    TokenRevoked,

    /// <summary>All access tokens are revoked, and the first request for a new one fails.</summary>
    TokenRevokedSignInFails,

    /// <summary>The token is refused, and no new one can be had: the end of the pipeline.</summary>
    SignInExpired,

    /// <summary>A second factor is missing: the end of the pipeline.</summary>
    MfaRequired,
}

/// <summary>The fault of a customer's first requests.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Times">How often; more often than anybody retries: always.</param>
/// <param name="ReadsToo">Whether reading back goes wrong as well.</param>
public sealed record FaultScript(LedgerFault Kind, int Times, bool ReadsToo);
