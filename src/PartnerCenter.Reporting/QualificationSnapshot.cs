using System;
using System.Collections.Generic;
using System.Linq;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Reporting;

/// <summary>
/// Customers' qualifications at one time: the data of a report, and the base for comparing a later one.
/// </summary>
internal sealed class QualificationSnapshot(IReadOnlyList<CustomerQualification> qualifications)
{
    /// <summary>The report's title, or null if none was specified.</summary>
    public string? Title { get; init; }

    /// <summary>The time up to which ages are calculated, in UTC, or null if it's unknown.</summary>
    public DateTimeOffset? Generated { get; init; }

    /// <summary>Whether at least one of the qualifications is emulated.</summary>
    public bool IsEmulated
    {
        get => field || Qualifications.Any(item => item.IsEmulated);
        init;
    }

    /// <summary>The number of customers that are known to be missing because they couldn't be read.</summary>
    public int MissingCustomers { get; init; }

    /// <summary>The missing customers whose ID is known. Empty in a report that was read, because nothing depends on them.</summary>
    public IReadOnlyList<MissingCustomer> Missing { get; init; } = [];

    /// <summary>The customers that are in the snapshot, but of which something couldn't be read. Empty in a report that was read.</summary>
    public IReadOnlyList<MissingCustomer> PartlyRead { get; init; } = [];

    /// <summary>Whether a list of customers was incomplete, so that others can be missing.</summary>
    public bool MayBeIncomplete { get; init; }

    /// <summary>Whether customers can be missing that aren't among <see cref="Missing"/>. A customer without an entry then isn't known to be removed.</summary>
    public bool HasUnknownMissing => MayBeIncomplete || MissingCustomers > Missing.Count;

    /// <summary>All qualifications, in the order of the input, each once.</summary>
    public IReadOnlyList<CustomerQualification> Qualifications { get; } = Distinct(qualifications);

    // A customer that was read twice, as with the rows of a file that has one for each qualification, isn't counted twice. The later value replaces the earlier
    // one. Two requests for the same qualification differ in the start of their vetting, and both stay. A customer that also has a qualification doesn't have
    // none.
    private static List<CustomerQualification> Distinct(IReadOnlyList<CustomerQualification> qualifications)
    {
        var result = new List<CustomerQualification>(qualifications.Count);
        var qualified = new HashSet<string>(
            qualifications.Where(item => item.Qualification != Qualification.None).Select(item => item.CustomerId), StringComparer.OrdinalIgnoreCase);
        var positions = new Dictionary<(string Key, DateTimeOffset? Created), int>(qualifications.Count);
        foreach (var item in qualifications)
        {
            var key = (QualificationComparison.Key(item).ToUpperInvariant(), item.VettingCreatedDate);
            if (item.Qualification == Qualification.None && qualified.Contains(item.CustomerId))
            {
                continue;
            }

            if (positions.TryGetValue(key, out var position))
            {
                item.CustomerName ??= result[position].CustomerName;
                item.Domain ??= result[position].Domain;
                result[position] = item;
            }
            else
            {
                positions.Add(key, result.Count);
                result.Add(item);
            }
        }

        return result;
    }
}
