namespace PartnerCenter.Reporting;

/// <summary>
/// What happened to a qualification between two reports.
/// </summary>
internal enum DifferenceKind
{
    /// <summary>The customer was not in the earlier report.</summary>
    CustomerAdded,

    /// <summary>A customer that was there before has a qualification more.</summary>
    QualificationAdded,

    /// <summary>The vetting has another status than before.</summary>
    StatusChanged,

    /// <summary>A customer that is still there has the qualification no longer.</summary>
    QualificationRemoved,

    /// <summary>The customer is in the earlier report only.</summary>
    CustomerRemoved,
}
