namespace PartnerCenter.Reporting;

/// <summary>
/// A qualification's status as a reader of a report understands it. The names are those in the page's script.
/// </summary>
internal enum ReportStatus
{
    /// <summary>Granted.</summary>
    Approved,

    /// <summary>Not decided yet.</summary>
    InReview,

    /// <summary>Refused.</summary>
    Denied,

    /// <summary>A qualification without a status: one that is not vetted, or that the older endpoint told.</summary>
    NoStatus,

    /// <summary>A status that this version does not know.</summary>
    Unknown,

    /// <summary>The customer has no qualification.</summary>
    None,
}
