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
        return Compare(earlier.Qualifications, later.Qualifications, incomplete);
    }

    /// <summary>Compares two lists. Nothing of the incomplete customers counts as removed.</summary>
    public static List<QualificationDifference> Compare(
        IReadOnlyList<CustomerQualification> earlier, IReadOnlyList<CustomerQualification> later, ISet<string>? incomplete = null)
    {
        var customersBefore = Customers(earlier);
        var customersAfter = Customers(later);
        var before = new Dictionary<string, Queue<CustomerQualification>>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in earlier)
        {
            var key = Key(item);
            if (!before.TryGetValue(key, out var same))
            {
                before.Add(key, same = new Queue<CustomerQualification>(1));
            }

            same.Enqueue(item);
        }

        var differences = new List<QualificationDifference>();
        foreach (var item in later)
        {
            if (before.TryGetValue(Key(item), out var same) && same.Count > 0)
            {
                var old = same.Dequeue();
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
                differences.Add(Make(DifferenceKind.CustomerRemoved, item, null));
            }
            else if (item.Qualification != Qualification.None)
            {
                differences.Add(Make(DifferenceKind.QualificationRemoved, item, null));
            }
        }

        return differences;
    }

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
