namespace PartnerCenter.Reporting;

/// <summary>
/// The columns of a report's lists. In the page they bear the same names in lower case.
/// </summary>
internal enum ReportColumn
{
    /// <summary>The customer's name, domain and id.</summary>
    Customer,

    /// <summary>The qualification.</summary>
    Qualification,

    /// <summary>The status of its vetting.</summary>
    Status,

    /// <summary>When it was requested.</summary>
    Date,

    /// <summary>For how long it has been in review.</summary>
    Wait,

    /// <summary>Why it was denied.</summary>
    Reason,

    /// <summary>What happened to it since the earlier report.</summary>
    Kind,

    /// <summary>The status in the earlier report.</summary>
    Before,

    /// <summary>The status now.</summary>
    After,
}
