namespace PartnerCenter.Reporting;

/// <summary>
/// The columns of a report's lists. In the page, they have the same names in lower case.
/// </summary>
internal enum ReportColumn
{
    /// <summary>The customer's name, domain, and ID.</summary>
    Customer,

    /// <summary>The qualification.</summary>
    Qualification,

    /// <summary>The vetting status.</summary>
    Status,

    /// <summary>When it was requested.</summary>
    Date,

    /// <summary>How long it has been in review.</summary>
    Wait,

    /// <summary>Why it was denied.</summary>
    Reason,

    /// <summary>The change since the earlier report.</summary>
    Kind,

    /// <summary>The status in the earlier report.</summary>
    Before,

    /// <summary>The current status.</summary>
    After,
}
