namespace PartnerCenter.Qualifications;

/// <summary>
/// What happened to a customer or a qualification between an earlier and a later time.
/// </summary>
public enum DifferenceKind
{
    /// <summary>The customer wasn't among the earlier qualifications.</summary>
    CustomerAdded = 0,

    /// <summary>An earlier customer has an additional qualification.</summary>
    QualificationAdded = 1,

    /// <summary>The vetting status has changed.</summary>
    StatusChanged = 2,

    /// <summary>A customer that is still there no longer has the qualification.</summary>
    QualificationRemoved = 3,

    /// <summary>The customer is only among the earlier qualifications.</summary>
    CustomerRemoved = 4,
}
