using System;
using System.Collections.Generic;
using System.Linq;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Reporting;

/// <summary>
/// How customers' qualifications stood at one time: what a report shows, and what a later one is compared with.
/// </summary>
internal sealed class QualificationSnapshot(IReadOnlyList<CustomerQualification> qualifications)
{
    /// <summary>The report's title; null where nobody gave one.</summary>
    public string? Title { get; init; }

    /// <summary>The time that ages are counted to, in UTC; null where it is not known.</summary>
    public DateTimeOffset? Generated { get; init; }

    /// <summary>Whether an emulator made up at least one of the qualifications.</summary>
    public bool IsEmulated
    {
        get => field || Qualifications.Any(item => item.IsEmulated);
        init;
    }

    /// <summary>How many customers are missing because they could not be read, as far as that is known.</summary>
    public int MissingCustomers { get; init; }

    /// <summary>Whether a list of customers broke off, so that others may be missing.</summary>
    public bool MayBeIncomplete { get; init; }

    /// <summary>All qualifications, in the order of the input.</summary>
    public IReadOnlyList<CustomerQualification> Qualifications { get; } = qualifications;
}
