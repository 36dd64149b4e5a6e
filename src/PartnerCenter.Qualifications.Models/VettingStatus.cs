namespace PartnerCenter.Qualifications;

/// <summary>
/// The status of the service's vetting of a requested qualification.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/get-customer-qualification-asynchronous">Get a customer's qualifications</see>.
/// </remarks>
public enum VettingStatus
{
    /// <summary>A value that this version of the module doesn't know. The raw property contains the service's value.</summary>
    Unknown = -1,

    /// <summary>The service sent no status: there's no qualification, or it isn't vetted.</summary>
    None = 0,

    /// <summary>Requested and not decided yet. The decision takes days.</summary>
    InReview = 1,

    /// <summary>Granted.</summary>
    Approved = 2,

    /// <summary>Denied. The reason is available.</summary>
    Denied = 3,
}
