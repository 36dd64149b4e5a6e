using PartnerCenter.Qualifications;

namespace PartnerCenter.Reporting;

/// <summary>
/// One difference between two reports.
/// </summary>
internal sealed class QualificationDifference(DifferenceKind kind, CustomerQualification? before, CustomerQualification? after)
{
    public DifferenceKind Kind { get; } = kind;

    /// <summary>The qualification in the earlier report; null where it was not there.</summary>
    public CustomerQualification? Before { get; } = before;

    /// <summary>The qualification now; null where it is gone.</summary>
    public CustomerQualification? After { get; } = after;

    /// <summary>The newer of the two: it names the customer as it is called today.</summary>
    public CustomerQualification Latest => After ?? Before!;
}
