using System;
using System.Linq;
using System.Threading.Tasks;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace PartnerCenter.Reporting.Tests;

/// <summary>
/// What axe-core finds, with all its rules.
/// </summary>
public sealed class AccessibilityTests(ReportFixture reports)
{
    public static TheoryData<ColorScheme, int, string> Views { get; } = new(
        from scheme in new[] { ColorScheme.Light, ColorScheme.Dark }
        from width in new[] { 1280, 360 }
        from report in new[] { nameof(ReportFixture.Report), nameof(ReportFixture.Empty), nameof(ReportFixture.Hostile) }
        select (scheme, width, report));

    [Theory]
    [MemberData(nameof(Views))]
    public async Task Axe_finds_nothing(ColorScheme scheme, int width, string report)
    {
        var path = report switch { nameof(ReportFixture.Report) => reports.Report, nameof(ReportFixture.Empty) => reports.Empty, _ => reports.Hostile };
        await using var open = await reports.OpenAsync(path, width, scheme: scheme);
        await AssertAccessibleAsync(open);
    }

    [Fact]
    public async Task Axe_finds_nothing_after_searching_sorting_and_paging()
    {
        await using var open = await reports.OpenAsync(reports.Report);
        await open.Header("all-list", "Status").GetByRole(AriaRole.Button).ClickAsync();
        await open.Page.Locator("#waiting-list-pager").GetByText("Next").ClickAsync();
        await open.Search.FillAsync("school");
        await AssertAccessibleAsync(open);
        await open.Search.FillAsync("nobody is called like this");
        await AssertAccessibleAsync(open);
    }

    [Fact]
    public async Task Landmarks_headings_and_tables_have_names()
    {
        await using var open = await reports.OpenAsync(reports.Report);
        foreach (var landmark in new[] { AriaRole.Banner, AriaRole.Main, AriaRole.Contentinfo, AriaRole.Navigation, AriaRole.Search })
        {
            await Assertions.Expect(open.Page.GetByRole(landmark)).ToHaveCountAsync(1);
        }

        await Assertions.Expect(open.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Customers' qualifications");
        Assert.Equal(
            ["Overview", "What changed", "Longest in review", "Denied qualifications and reasons", "All qualifications"],
            await open.Page.GetByRole(AriaRole.Heading, new() { Level = 2 }).AllTextContentsAsync());
        foreach (var table in new[] { "By status", "By qualification", "Changes", "Age of what is in review", "All customers and their qualifications" })
        {
            await Assertions.Expect(open.Page.GetByRole(AriaRole.Table, new() { Name = table, Exact = true })).ToHaveCountAsync(1);
        }

        await Assertions.Expect(open.Page.GetByRole(AriaRole.Img, new() { Name = "By status. Approved: 160" })).ToHaveCountAsync(1);
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Img, new() { Name = "Education. Approved: 96" })).ToHaveCountAsync(1);
    }

    private static async Task AssertAccessibleAsync(OpenReport open)
    {
        var result = await open.Page.RunAxe();
        Assert.True(result.Passes.Length > 20, "axe-core has looked at next to nothing.");
        Assert.True(result.Violations.Length == 0, string.Join(Environment.NewLine, result.Violations.Select(Describe)));
    }

    private static string Describe(AxeResultItem violation) =>
        $"{violation.Id}: {violation.Help}: {string.Join("; ", violation.Nodes.Take(3).Select(node => node.Html))}";
}
