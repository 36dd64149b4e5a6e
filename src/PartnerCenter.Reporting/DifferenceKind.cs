namespace PartnerCenter.Reporting;

/// <summary>
/// What happened to a qualification between two reports.
/// </summary>
internal enum DifferenceKind
{
    /// <summary>The customer wasn't in the earlier report.</summary>
    CustomerAdded,

    /// <summary>A customer of the earlier report has an additional qualification.</summary>
    QualificationAdded,

    /// <summary>The vetting status has changed.</summary>
    StatusChanged,

    /// <summary>A customer of both reports no longer has the qualification.</summary>
    QualificationRemoved,

    /// <summary>The customer is only in the earlier report.</summary>
    CustomerRemoved,
}
