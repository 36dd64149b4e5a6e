using System;
using System.Collections.Generic;
using System.Linq;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Reporting;

/// <summary>
/// Finds what changed between an earlier and a later time.
/// </summary>
internal static class QualificationComparison
{
    /// <summary>
    /// Compares by customer and qualification. Changes come first, in the order of the later report, followed by removals. What couldn't be read isn't removed.
    /// </summary>
    public static List<QualificationDifference> Compare(QualificationSnapshot earlier, QualificationSnapshot later)
    {
        var incomplete = new HashSet<string>(later.Missing.Concat(later.PartlyRead).Select(customer => customer.CustomerId), StringComparer.OrdinalIgnoreCase);
        return Compare(earlier.Qualifications, later.Qualifications, incomplete, later.HasUnknownMissing);
    }

    /// <summary>Compares two lists. Nothing of the incomplete customers counts as removed, and no customer does if others can be missing, too.</summary>
    public static List<QualificationDifference> Compare(
        IReadOnlyList<CustomerQualification> earlier, IReadOnlyList<CustomerQualification> later, ISet<string>? incomplete = null, bool othersMissing = false)
    {
        var customersBefore = Customers(earlier);
        var customersAfter = Customers(later);
        var before = earlier.GroupBy(Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.ToList(), StringComparer.OrdinalIgnoreCase);
        var pairs = Pair(before, later);
        var differences = new List<QualificationDifference>();
        foreach (var item in later)
        {
            if (pairs.TryGetValue(item, out var old))
            {
                if (old.VettingStatus != item.VettingStatus || !SameWord(old, item))
                {
                    differences.Add(Make(DifferenceKind.StatusChanged, old, item));
                }
            }
            else if (!customersBefore.Contains(item.CustomerId))
            {
                differences.Add(Make(DifferenceKind.CustomerAdded, null, item));
            }
            else if (item.Qualification != Qualification.None)
            {
                differences.Add(Make(DifferenceKind.QualificationAdded, null, item));
            }
        }

        // In the order of the earlier report, because a dictionary has no defined order.
        var gone = new HashSet<CustomerQualification>();
        foreach (var same in before.Values)
        {
            gone.UnionWith(same);
        }

        foreach (var item in earlier)
        {
            if (!gone.Contains(item) || incomplete?.Contains(item.CustomerId) == true)
            {
                continue;
            }

            if (!customersAfter.Contains(item.CustomerId))
            {
                if (!othersMissing)
                {
                    differences.Add(Make(DifferenceKind.CustomerRemoved, item, null));
                }
            }
            else if (item.Qualification != Qualification.None)
            {
                differences.Add(Make(DifferenceKind.QualificationRemoved, item, null));
            }
        }

        return differences;
    }

    // A customer can have two requests for the same qualification. First, those belong together whose vetting started at the same time. The others belong
    // together in their order.
    private static Dictionary<CustomerQualification, CustomerQualification> Pair(
        Dictionary<string, List<CustomerQualification>> before, IReadOnlyList<CustomerQualification> later)
    {
        var pairs = new Dictionary<CustomerQualification, CustomerQualification>();
        foreach (var isSame in new Func<CustomerQualification, CustomerQualification, bool>[] { SameStart, (_, _) => true })
        {
            foreach (var item in later)
            {
                if (!pairs.ContainsKey(item) && before.TryGetValue(Key(item), out var candidates)
                    && candidates.FindIndex(old => isSame(old, item)) is >= 0 and var index)
                {
                    pairs.Add(item, candidates[index]);
                    candidates.RemoveAt(index);
                }
            }
        }

        return pairs;
    }

    private static bool SameStart(CustomerQualification one, CustomerQualification other) => one.VettingCreatedDate == other.VettingCreatedDate;

    private static QualificationDifference Make(DifferenceKind kind, CustomerQualification? old, CustomerQualification? current) =>
        new() { Kind = kind, OldValue = old, NewValue = current };

    private static HashSet<string> Customers(IReadOnlyList<CustomerQualification> qualifications)
    {
        var customers = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in qualifications)
        {
            customers.Add(item.CustomerId);
        }

        return customers;
    }

    /// <summary>The customer and the qualification, in any letter case.</summary>
    public static string Key(CustomerQualification item) =>
        item.CustomerId + "/" + (item.Qualification == Qualification.Unknown ? item.RawQualification : item.Qualification.ToString());

    private static bool SameWord(CustomerQualification one, CustomerQualification other) =>
        one.VettingStatus != VettingStatus.Unknown || string.Equals(one.RawVettingStatus, other.RawVettingStatus, StringComparison.OrdinalIgnoreCase);
}
