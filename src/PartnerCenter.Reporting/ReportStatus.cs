namespace PartnerCenter.Reporting;

/// <summary>
/// The status of a qualification as shown in a report. The names are those in the page's script.
/// </summary>
internal enum ReportStatus
{
    /// <summary>Granted.</summary>
    Approved,

    /// <summary>Not decided yet.</summary>
    InReview,

    /// <summary>Denied.</summary>
    Denied,

    /// <summary>A qualification without a status: it isn't vetted, or it came from the older endpoint.</summary>
    NoStatus,

    /// <summary>A status that this version doesn't know.</summary>
    Unknown,

    /// <summary>The customer has no qualification.</summary>
    None,
}
