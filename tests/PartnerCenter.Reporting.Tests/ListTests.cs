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

    private static string Fold(string text) => string.Concat(text.Normalize(System.Text.NormalizationForm.FormD)
        .Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark));
}
