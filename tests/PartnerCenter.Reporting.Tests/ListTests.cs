using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit;

namespace PartnerCenter.Reporting.Tests;

/// <summary>
/// Search, sorting and paging, as a user meets them.
/// </summary>
public sealed class ListTests(ReportFixture reports)
{
    [Theory]
    [InlineData("maplewood")]
    [InlineData("MAPLEWOOD")]
    [InlineData("wood maple")]
    [InlineData("denied domain")]
    [InlineData("ecole")]
    [InlineData("government community")]
    public async Task Search_shows_what_holds_all_words(string text)
    {
        await using var open = await reports.OpenAsync(reports.Report);
        await open.Search.FillAsync(text);
        var rows = await open.Rows("all-list").AllTextContentsAsync();
        Assert.InRange(rows.Count, 1, 50);
        Assert.All(rows, row => Assert.All(text.Split(' '), word => Assert.Contains(word, Fold(row), StringComparison.OrdinalIgnoreCase)));

        // None is missing: all of them, counted in the data.
        var expected = await open.Page.EvaluateAsync<int>(
            """
            text => JSON.parse(document.getElementById('report-data').textContent).qualifications.filter(item => {
                const all = (Object.values(item).join(' ') + ' ' + item.qualification.replace(/([a-z])([A-Z])/g, '$1 $2'))
                    .normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
                return text.toLowerCase().split(' ').every(word => all.includes(word));
            }).length
            """,
            text);
        await Assertions.Expect(open.Status("all-list")).ToHaveTextAsync($"1 to {Math.Min(50, expected)} of {expected} found among 432");
    }

    [Fact]
    public async Task Search_for_nobody_says_so_and_clearing_shows_all_again()
    {
        await using var open = await reports.OpenAsync(reports.Report);
        await open.Search.FillAsync("nobody is called like this");
        await Assertions.Expect(open.Rows("all-list")).ToHaveCountAsync(0);
        await Assertions.Expect(open.Status("all-list")).ToHaveTextAsync("No results found");
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();
        await Assertions.Expect(open.Rows("all-list")).ToHaveCountAsync(50);
        await Assertions.Expect(open.Status("all-list")).ToHaveTextAsync("1 to 50 of 432");
        await Assertions.Expect(open.Search).ToHaveValueAsync(string.Empty);
    }

    [Fact]
    public async Task Filters_and_search_hold_together()
    {
        await using var open = await reports.OpenAsync(reports.Report);
        await open.Page.GetByLabel("Status", new() { Exact = true }).SelectOptionAsync("In review");
        await Assertions.Expect(open.Status("all-list")).ToHaveTextAsync("1 to 32 of 32 found among 432");
        await open.Page.GetByLabel("Qualification", new() { Exact = true }).SelectOptionAsync("Nonprofit");
        await Assertions.Expect(open.Status("all-list")).ToHaveTextAsync("No results found");
        await open.Page.GetByLabel("Qualification", new() { Exact = true }).SelectOptionAsync("Education");
        await open.Search.FillAsync("lakeside");
        var rows = await open.Rows("all-list").AllTextContentsAsync();
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Matches("(?i)lakeside.*Education.*In review", row));
    }

    [Theory]
    [InlineData("Approved", "1 to 50 of 160 found among 432")]
    [InlineData("No status", "1 to 50 of 64 found among 432")]
    [InlineData("No qualification", "1 to 50 of 144 found among 432")]
    [InlineData("Customers", "1 to 50 of 432")]
    public async Task Tile_leads_to_its_rows(string tile, string expected)
    {
        await using var open = await reports.OpenAsync(reports.Report);
        await open.Search.FillAsync("school");
        await open.Page.Locator("#glance").GetByRole(AriaRole.Link, new() { Name = tile }).ClickAsync();
        await Assertions.Expect(open.Status("all-list")).ToHaveTextAsync(expected);
        await Assertions.Expect(open.Search).ToHaveValueAsync(string.Empty);
        await Assertions.Expect(open.Page.Locator("#all-title")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Sorting_by_name_orders_all_rows_both_ways()
    {
        await using var open = await reports.OpenAsync(reports.Report);
        var header = open.Header("all-list", "Customer");
        await Assertions.Expect(header).Not.ToHaveAttributeAsync("aria-sort", new System.Text.RegularExpressions.Regex(".*"));
        await header.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(header).ToHaveAttributeAsync("aria-sort", "ascending");
        var first = await open.Names("all-list").AllTextContentsAsync();
        var expected = await open.Page.EvaluateAsync<string[]>(
            """
            () => JSON.parse(document.getElementById('report-data').textContent).qualifications
                .map(item => item.customerName || item.customerId).sort(new Intl.Collator('en', { numeric: true }).compare)
            """);
        Assert.Equal(expected.Take(50), first);
        Assert.NotEqual(expected.Reverse().Take(50), first);
        await header.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(header).ToHaveAttributeAsync("aria-sort", "descending");
        Assert.Equal(expected.Reverse().Take(50), await open.Names("all-list").AllTextContentsAsync());
    }

    // Each column in both directions, from the order in which the list opens. What has no value stands at the end in both.
    [Theory]
    [InlineData(
        "all-list", "1 2 3 4 5 6 7 8 9 10 11",
        "Customer", "4 5 6 2 1 8 3 10 7 11 9", "9 11 7 10 3 8 1 2 6 5 4",
        "Qualification", "1 3 8 9 11 2 10 7 6 4 5", "5 4 6 7 2 10 1 3 8 9 11",
        "Status", "2 1 8 9 10 3 4 11 5 7 6", "6 7 5 3 4 11 1 8 9 10 2",
        "Requested", "1 2 11 3 7 9 10 4 5 6 8", "10 9 7 3 11 2 1 4 5 6 8",
        "Reason", "4 3 1 2 5 6 7 8 9 10 11", "3 4 1 2 5 6 7 8 9 10 11")]
    [InlineData(
        "waiting-list", "1 9 10 8",
        "Requested", "10 9 1 8", "1 9 10 8",
        "In review for", "10 9 1 8", "1 9 10 8",
        "Customer", "1 8 10 9", "9 10 8 1",
        "Qualification", "1 9 8 10", "10 1 9 8")]
    [InlineData(
        "denied-list", "3 11 4",
        "Requested", "11 3 4", "3 11 4",
        "Reason", "4 3 11", "3 4 11",
        "Customer", "4 3 11", "11 3 4",
        "Qualification", "3 11 4", "4 3 11")]
    [InlineData(
        "changes-list", "1 2 3 5 9 12",
        "Change", "2 5 1 3 9 12", "12 9 1 3 5 2",
        "Before", "1 3 12 9 2 5", "9 12 3 1 2 5",
        "Now", "2 1 3 5 9 12", "5 3 1 2 9 12",
        "Qualification", "1 3 12 2 5 9", "5 9 2 1 3 12",
        "Customer", "5 2 1 3 12 9", "9 12 3 1 2 5")]
    public async Task Each_column_sorts_both_ways(string list, string opened, params string[] columns)
    {
        await using var open = await reports.OpenAsync(reports.Mixed);
        Assert.Equal(opened, await NumbersAsync(open, list));
        for (var i = 0; i < columns.Length; i += 3)
        {
            // From the order in which the list opens, because rows that are equal keep their order.
            await open.Page.ReloadAsync();
            var button = open.Header(list, columns[i]).GetByRole(AriaRole.Button);
            foreach (var expected in columns.AsSpan(i + 1, 2).ToArray())
            {
                await button.ClickAsync();
                Assert.Equal((columns[i], expected), (columns[i], await NumbersAsync(open, list)));
            }
        }
    }

    [Theory]
    [InlineData("ALPHA", "5")]
    [InlineData("c2.example", "2")]
    [InlineData("000000000006", "6")]
    [InlineData("cloud", "2 10")]
    [InlineData("hospital", "7")]
    [InlineData("maybe", "7")]
    [InlineData("no status", "5")]
    [InlineData("  review   ecole ", "")]
    [InlineData("denied ecole", "3")]
    [InlineData("a reason", "3 4")]
    [InlineData("b reason", "3")]
    [InlineData("example", "1 2 3 5 6 7 8 9 10 11")]
    public async Task Search_looks_at_all_that_a_row_shows(string text, string expected)
    {
        await using var open = await reports.OpenAsync(reports.Mixed);
        await open.Search.FillAsync(text);
        Assert.Equal(expected, await NumbersAsync(open, "all-list"));
        var count = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        await Assertions.Expect(open.Status("all-list")).ToHaveTextAsync(count == 0 ? "No results found" : $"1 to {count} of {count} found among 11");
    }

    [Fact]
    public async Task Each_filter_shows_its_rows()
    {
        await using var open = await reports.OpenAsync(reports.Mixed);
        foreach (var (select, option, expected) in ((string, string, string)[])
        [
            ("Status", "Approved", "2"), ("Status", "In review", "1 8 9 10"), ("Status", "Denied", "3 4 11"), ("Status", "No status", "5"),
            ("Status", "Unknown", "7"), ("Status", "No qualification", "6"), ("Status", "Any", "1 2 3 4 5 6 7 8 9 10 11"),
            ("Qualification", "Education", "1 3 8 9 11"), ("Qualification", "Government Community Cloud", "2 10"), ("Qualification", "Nonprofit", "4"),
            ("Qualification", "State Owned Entity", "5"), ("Qualification", "Unknown", "7"), ("Qualification", "None", "6"),
        ])
        {
            await open.Page.GetByLabel(select, new() { Exact = true }).SelectOptionAsync(option);
            Assert.Equal((option, expected), (option, await NumbersAsync(open, "all-list")));
        }

        // The order that was chosen stays.
        await open.Header("all-list", "Customer").GetByRole(AriaRole.Button).ClickAsync();
        await open.Page.GetByLabel("Qualification", new() { Exact = true }).SelectOptionAsync("Education");
        Assert.Equal("1 8 3 11 9", await NumbersAsync(open, "all-list"));
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();
        await Assertions.Expect(open.Rows("all-list")).ToHaveCountAsync(11);
        Assert.Equal("4 5 6 2 1 8 3 10 7 11 9", await NumbersAsync(open, "all-list"));
    }

    [Fact]
    public async Task Short_lists_have_no_buttons_and_the_time_is_also_the_readers_own()
    {
        await using var open = await reports.OpenAsync(reports.Mixed);
        await Assertions.Expect(open.Page.Locator(".pager button:visible")).ToHaveCountAsync(0);
        await Assertions.Expect(open.Status("all-list")).ToHaveTextAsync("1 to 11 of 11");
        await Assertions.Expect(open.Status("changes-list")).ToHaveTextAsync("1 to 6 of 6");
        await Assertions.Expect(open.Page.Locator("#no-script")).ToBeHiddenAsync();
        await Assertions.Expect(open.Page.Locator(".made"))
            .ToHaveTextAsync("As of 2026-06-30 12:00 UTC (Tuesday, June 30, 2026 at 2:00 PM local time)");
        await open.Page.EvaluateAsync("() => { window.dispatchEvent(new Event('beforeprint')); }");
        await Assertions.Expect(open.Page.Locator("#all-list-cut")).ToHaveTextAsync(string.Empty);
    }

    [Fact]
    public async Task Sorting_by_date_keeps_what_has_none_at_the_end_and_moves_the_mark()
    {
        await using var open = await reports.OpenAsync(reports.Report);
        await open.Page.GetByLabel("Qualification", new() { Exact = true }).SelectOptionAsync("Nonprofit");
        await open.Header("all-list", "Status").GetByRole(AriaRole.Button).ClickAsync();
        await open.Header("all-list", "Requested").GetByRole(AriaRole.Button).ClickAsync();
        var dates = await open.Page.Locator("#all-list tbody .date").AllTextContentsAsync();
        Assert.Equal(16, dates.Count);
        Assert.Equal(dates.Order(StringComparer.Ordinal), dates);
        Assert.True(dates.Distinct().Count() > 5);
        await Assertions.Expect(open.Page.Locator("#all-list [aria-sort]")).ToHaveCountAsync(1);
        await open.Page.GetByLabel("Qualification", new() { Exact = true }).SelectOptionAsync(string.Empty);
        await open.Header("all-list", "Requested").GetByRole(AriaRole.Button).ClickAsync();
        dates = await open.Page.Locator("#all-list tbody .date").AllTextContentsAsync();
        Assert.Equal(dates.OrderDescending(StringComparer.Ordinal), dates);
        Assert.DoesNotContain(string.Empty, dates);
    }

    [Fact]
    public async Task Waiting_list_says_that_it_is_ordered_by_date_and_turns_round()
    {
        await using var open = await reports.OpenAsync(reports.Report);
        var header = open.Header("waiting-list", "Requested");
        await Assertions.Expect(header).ToHaveAttributeAsync("aria-sort", "ascending");
        var oldest = await open.Page.Locator("#waiting-list tbody .date").First.TextContentAsync();
        await header.GetByRole(AriaRole.Button).ClickAsync();
        var newest = await open.Page.Locator("#waiting-list tbody .date").First.TextContentAsync();
        Assert.True(string.CompareOrdinal(oldest, newest) < 0);
    }

    [Fact]
    public async Task Pages_follow_one_another_to_the_last()
    {
        await using var open = await reports.OpenAsync(reports.Report);
        var pager = open.Page.Locator("#waiting-list-pager");
        await Assertions.Expect(pager.GetByText("Previous")).ToHaveAttributeAsync("aria-disabled", "true");
        var seen = 0;
        for (var page = 0; page < 3; page++)
        {
            seen += await open.Rows("waiting-list").CountAsync();
            await pager.GetByText("Next").ClickAsync();
        }

        Assert.Equal(30, seen);
        await Assertions.Expect(open.Rows("waiting-list")).ToHaveCountAsync(2);
        await Assertions.Expect(open.Status("waiting-list")).ToHaveTextAsync("31 to 32 of 32");
        await Assertions.Expect(pager.GetByText("Next")).ToHaveAttributeAsync("aria-disabled", "true");
        await pager.GetByText("Next").ClickAsync(new() { Force = true });
        await Assertions.Expect(open.Rows("waiting-list")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Keyboard_alone_is_enough()
    {
        await using var open = await reports.OpenAsync(reports.Report);
        await open.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to the list" })).ToBeFocusedAsync();
        await open.Page.Keyboard.PressAsync("Enter");
        await open.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(open.Search).ToBeFocusedAsync();
        await open.Page.Keyboard.TypeAsync("academy");
        await open.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(open.Status("all-list")).ToContainTextAsync("found among 432");
        var header = open.Header("all-list", "Customer");
        await header.GetByRole(AriaRole.Button).FocusAsync();
        await open.Page.Keyboard.PressAsync("Space");
        await Assertions.Expect(header).ToHaveAttributeAsync("aria-sort", "ascending");
        await Assertions.Expect(header.GetByRole(AriaRole.Button)).ToBeFocusedAsync();
    }

    // The numbers that the fixture gives the customers, in the order of the rows.
    private static async Task<string> NumbersAsync(OpenReport open, string list)
    {
        string[] names = ["Customer 10", "customer 9", "École 1", "00000000-0000-0000-0000-000000000004", "Alpha", "Beta", "Gamma", "Delta", "Zeta", "Eta",
            "Theta", "Omega"];
        var shown = await open.Names(list).AllTextContentsAsync();
        return string.Join(" ", shown.Select(name => Array.IndexOf(names, name) + 1));
    }

    private static string Fold(string text) => string.Concat(text.Normalize(System.Text.NormalizationForm.FormD)
        .Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark));
}
