using System;
using System.Collections.Generic;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Reports;

/// <summary>
/// How customers' qualifications stood at one time: what a report shows, and what a later one is compared with.
/// </summary>
internal sealed class QualificationSnapshot(IReadOnlyList<CustomerQualification> qualifications)
{
    /// <summary>The report's title; null where nobody gave one.</summary>
    public string? Title { get; init; }

    /// <summary>The time that ages are counted to, in UTC; null where it is not known.</summary>
    public DateTimeOffset? Generated { get; init; }

    /// <summary>All qualifications, in the order of the input.</summary>
    public IReadOnlyList<CustomerQualification> Qualifications { get; } = qualifications;
}
