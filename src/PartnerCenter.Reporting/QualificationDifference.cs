using PartnerCenter.Qualifications;

namespace PartnerCenter.Reporting;

/// <summary>
/// One difference between two reports.
/// </summary>
internal sealed class QualificationDifference(DifferenceKind kind, CustomerQualification? before, CustomerQualification? after)
{
    public DifferenceKind Kind { get; } = kind;

    /// <summary>The qualification in the earlier report, or null if it wasn't there.</summary>
    public CustomerQualification? Before { get; } = before;

    /// <summary>The current qualification, or null if it was removed.</summary>
    public CustomerQualification? After { get; } = after;

    /// <summary>The newer of the two, which contains the current name of the customer.</summary>
    public CustomerQualification Latest => After ?? Before!;
}
