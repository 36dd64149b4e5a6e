namespace PartnerCenter.Qualifications;

/// <summary>
/// How far the service's vetting of a requested qualification has come.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/get-customer-qualification-asynchronous">Get a customer's qualifications</see>.
/// </remarks>
public enum VettingStatus
{
    /// <summary>A value that this version of the module does not know; the service's own word is kept beside it.</summary>
    Unknown = -1,

    /// <summary>The service gave no status: there is no qualification, or one that is not vetted.</summary>
    None = 0,

    /// <summary>Requested and not decided yet; it takes days.</summary>
    InReview = 1,

    /// <summary>Granted.</summary>
    Approved = 2,

    /// <summary>Refused; the reason says why.</summary>
    Denied = 3,
}
