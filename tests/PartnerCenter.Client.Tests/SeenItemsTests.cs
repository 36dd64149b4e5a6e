using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using PartnerCenter.Client.Pipeline;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// Which items of a list count as the same one, and for how long one can still be added to.
/// </summary>
public sealed class SeenItemsTests
{
    // Half of the ids are GUIDs, half are not.
    private static string Id(int number) => number % 2 == 0
        ? $"5aa9d8cf-1f1c-4b6e-9a0c-{number:D12}"
        : "odd " + number.ToString(CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("5aa9d8cf-1f1c-4b6e-9a0c-000000000001", "5AA9D8CF-1F1C-4B6E-9A0C-000000000001", false)]
    [InlineData("5aa9d8cf-1f1c-4b6e-9a0c-000000000001", "5aa9d8cf1f1c4b6e9a0c000000000001", false)]
    [InlineData("5aa9d8cf-1f1c-4b6e-9a0c-000000000001", "5aa9d8cf-1f1c-4b6e-9a0c-000000000002", true)]
    [InlineData("Contoso", "CONTOSO", false)]
    [InlineData("Contoso", "Contoso ", true)]
    public void An_id_counts_once_however_it_is_written(string first, string second, bool isNew)
    {
        foreach (var merge in (Action<string, string>?[])[null, (_, _) => { }])
        {
            var seen = new SeenItems<string>(id => id, merge);
            Assert.True(seen.Add(first));
            Assert.Equal(isNew, seen.Add(second));
            Assert.False(seen.Add(first));
            Assert.False(seen.Add(second));
        }
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(1000, true)]
    [InlineData(1001, true)]
    [InlineData(2000, true)]
    [InlineData(2001, false)]
    [InlineData(3001, false)]
    public void An_item_is_added_to_where_it_came_not_long_before(int count, bool isMerged)
    {
        var merged = new List<(string First, string Again)>();
        var seen = new SeenItems<string>(item => item.Split('|')[0], (first, again) => merged.Add((first, again)));
        for (var number = 0; number < count; number++)
        {
            Assert.True(seen.Add(Id(number) + "|first"));
        }

        Assert.Empty(merged);
        Assert.False(seen.Add(Id(0).ToUpperInvariant() + "|again"));
        Assert.Equal(isMerged ? [(Id(0) + "|first", Id(0).ToUpperInvariant() + "|again")] : [], merged);

        // The last thousand are always there.
        merged.Clear();
        foreach (var number in Enumerable.Range(Math.Max(0, count - 1000), Math.Min(count, 1000)))
        {
            Assert.False(seen.Add(Id(number) + "|again"));
        }

        Assert.Equal(Math.Min(count, 1000), merged.Count);
        Assert.All(merged, pair => Assert.Equal(pair.First.Replace("first", "again"), pair.Again));
    }
#if !NETFRAMEWORK

    [Theory]
    [InlineData(1_000_000, true)]
    [InlineData(1_000_001, false)]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    [InlineData(null, false)]
    public void Room_is_made_for_as_many_as_the_service_says_within_reason(int? total, bool expected)
    {
        var seen = new SeenItems<string>(id => id, null);
        Assert.Equal(expected, Allocated(() => seen.Presize(total)) > 1_000_000);
    }

    [Fact]
    public void Room_is_made_before_the_first_item_only()
    {
        var seen = new SeenItems<string>(id => id, null);
        seen.Add(Id(0));
        Assert.InRange(Allocated(() => seen.Presize(1_000_000)), 0, 1_000_000);
    }

    private static long Allocated(Action act)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        act();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
#endif
}
