using System;

namespace PartnerCenter.Qualifications;

/// <summary>
/// How many customers have a qualification with the same vetting status.
/// </summary>
public sealed class QualificationSummary
{
    /// <summary>The qualification. <see cref="Qualification.None"/> for the customers that have none.</summary>
    public Qualification Qualification { get; init; }

    /// <summary>The status of the vetting.</summary>
    public VettingStatus VettingStatus { get; init; }

    /// <summary>The number of customers. A customer counts once, even if it has the qualification several times with this status.</summary>
    public int Count { get; init; }

    /// <summary>The longest time in review. Null if the status isn't <see cref="VettingStatus.InReview"/>, or if no start is known.</summary>
    public TimeSpan? LongestInReview { get; init; }

    /// <summary>The service's own value if <see cref="Qualification"/> is <see cref="Qualification.Unknown"/>, otherwise null.</summary>
    public string? RawQualification { get; init; }

    /// <summary>The service's own value if <see cref="VettingStatus"/> is <see cref="VettingStatus.Unknown"/>, otherwise null.</summary>
    public string? RawVettingStatus { get; init; }

    /// <summary>Returns the qualification, the status, and the number, such as <c>Education (InReview): 3</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        var item = new CustomerQualification
        {
            CustomerId = string.Empty,
            Qualification = Qualification,
            RawQualification = RawQualification,
            VettingStatus = VettingStatus,
            RawVettingStatus = RawVettingStatus,
        };
        return FormattableString.Invariant($"{item}: {Count}");
    }
}
