using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;
using PartnerCenter.Qualifications.Tests;
using Xunit;

namespace PartnerCenter.Reporting.Tests;

/// <summary>
/// Screens of all sizes, paper, no scripts, and the picture of it all.
/// </summary>
public sealed class LayoutTests(ReportFixture reports)
{
    private static readonly string[] Sections = ["glance", "changes", "waiting", "denied", "all"];

    [Theory]
    [InlineData(nameof(ReportFixture.Report), 340)]
    [InlineData(nameof(ReportFixture.Report), 390)]
    [InlineData(nameof(ReportFixture.Hostile), 340)]
    [InlineData(nameof(ReportFixture.Hostile), 390)]
    public async Task Small_screen_needs_no_scrolling_sideways(string report, int width)
    {
        await using var open = await reports.OpenAsync(
            report == nameof(ReportFixture.Report) ? reports.Report : reports.Hostile, width, height: 700);
        Assert.Equal(width, await open.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        var tables = await open.Page.Locator(".scroll, .missing").AllAsync();
        Assert.True(tables.Count >= 4);
        foreach (var table in tables)
        {
            Assert.Equal(0, await table.EvaluateAsync<int>("table => table.scrollWidth - table.clientWidth"));
        }
    }

    [Fact]
    public async Task Small_screen_shows_each_number_of_the_table_by_qualification_with_its_status()
    {
        await using var open = await reports.OpenAsync(reports.Report, width: 390, height: 844);
        var rows = open.Page.GetByRole(AriaRole.Region, new() { Name = "By qualification" }).Locator("tbody tr");
        foreach (var (name, status) in new[] { ("Education", "Approved"), ("State Owned Entity", "No status") })
        {
            var row = rows.Filter(new() { HasText = name });
            await Assertions.Expect(row.Locator(".absent").First).ToBeHiddenAsync();
            var cell = row.Locator($"[data-label='{status}']");
            await Assertions.Expect(cell).ToBeVisibleAsync();
            Assert.Equal($"\"{status}\"", await cell.EvaluateAsync<string>("cell => getComputedStyle(cell, '::before').content"));
            await AssertInsideAsync(cell, 390);
            await AssertInsideAsync(row.Locator(".total"), 390);
        }

        var none = rows.Filter(new() { HasText = "No qualification" });
        await Assertions.Expect(none.Locator(".total")).ToHaveTextAsync("144");
        await AssertInsideAsync(none.Locator(".total"), 390);
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1280)]
    public async Task Long_domains_and_unknown_words_wrap(int width)
    {
        await using var open = await reports.OpenAsync(reports.Hostile, width);
        var texts = await open.Page.Locator("#all-list .sub:not(.id), #all-list td.qualification, #all-list .badge").AllAsync();
        var wide = 0;
        foreach (var text in texts)
        {
            var box = await text.BoundingBoxAsync();
            Assert.InRange(box!.X + box.Width, 1, width);
            wide += box.Height > 60 ? 1 : 0;
        }

        Assert.True(wide >= 3, "A domain, a qualification, and a status of 300 characters need several lines.");
    }

    [Fact]
    public async Task Missing_customers_are_named()
    {
        await using var open = await reports.OpenAsync(reports.Hostile);
        var missing = open.Page.GetByRole(AriaRole.Region, new() { Name = "Customers that could not be read" });
        Assert.Equal(
            ["</script><script>window.ran = 7</script> 00000000-0000-0000-0000-000000000099", "00000000-0000-0000-0000-000000000098"],
            await missing.GetByRole(AriaRole.Listitem).AllTextContentsAsync());
        Assert.Equal(0, await open.Page.Locator("header script, header img, header style").CountAsync());
        await open.StartPrintingAsync();
        await Assertions.Expect(missing).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Paper_shows_every_section_and_every_row_in_light_colours()
    {
        await using var open = await reports.OpenAsync(reports.Report, scheme: ColorScheme.Dark);
        await open.StartPrintingAsync();
        foreach (var section in Sections)
        {
            await Assertions.Expect(open.Page.Locator($"#{section}")).ToBeVisibleAsync();
        }

        foreach (var hidden in new[] { "nav", ".tools", ".pager >> nth=0", ".skip" })
        {
            await Assertions.Expect(open.Page.Locator(hidden)).ToBeHiddenAsync();
        }

        await Assertions.Expect(open.Rows("waiting-list")).ToHaveCountAsync(32);
        await Assertions.Expect(open.Rows("denied-list")).ToHaveCountAsync(32);
        await Assertions.Expect(open.Rows("all-list")).ToHaveCountAsync(432);
        Assert.Equal("rgb(255, 255, 255)", await open.Page.Locator(".card").First.EvaluateAsync<string>("card => getComputedStyle(card).backgroundColor"));
        await open.EndPrintingAsync();
        await Assertions.Expect(open.Rows("all-list")).ToHaveCountAsync(50);
    }

    [Fact]
    public async Task Paper_has_the_rows_that_were_searched_for()
    {
        await using var open = await reports.OpenAsync(reports.Report);
        await open.Search.FillAsync("university");
        var found = await open.Rows("all-list").CountAsync();
        Assert.InRange(found, 1, 49);
        await open.StartPrintingAsync();
        await Assertions.Expect(open.Rows("all-list")).ToHaveCountAsync(found);
    }

    [Fact]
    public async Task Paper_of_a_large_report_says_what_it_leaves_out()
    {
        await using var open = await reports.OpenAsync(reports.Large);
        await open.StartPrintingAsync();
        await Assertions.Expect(open.Rows("all-list")).ToHaveCountAsync(2000);
        await Assertions.Expect(open.Page.Locator("#all-list-cut")).ToBeVisibleAsync();
        await Assertions.Expect(open.Page.Locator("#all-list-cut"))
            .ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^The first 2,000 of 10,\d{3} rows\.$"));
    }

    [Fact]
    public async Task Without_scripts_it_can_still_be_read()
    {
        await using var open = await reports.OpenInNewContextAsync(reports.Report, new() { JavaScriptEnabled = false });
        foreach (var section in Sections)
        {
            await Assertions.Expect(open.Page.Locator($"#{section}")).ToBeVisibleAsync();
        }

        await Assertions.Expect(open.Page.GetByText("Without scripts, each list shows only its first rows")).ToBeVisibleAsync();
        await Assertions.Expect(open.Search).ToBeHiddenAsync();
        await Assertions.Expect(open.Page.Locator("#all-list-pager")).ToBeHiddenAsync();
        await Assertions.Expect(open.Rows("all-list")).ToHaveCountAsync(50);
    }

    [Fact]
    public async Task With_scripts_nothing_is_said_of_them()
    {
        await using var open = await reports.OpenAsync(reports.Report);
        await Assertions.Expect(open.Page.GetByText("Without scripts")).ToBeHiddenAsync();
        await Assertions.Expect(open.Search).ToBeVisibleAsync();
        await Assertions.Expect(open.Page.Locator("#all-list-pager")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Time_is_told_in_UTC_and_as_it_is_where_the_reader_is()
    {
        await using var open = await reports.OpenInNewContextAsync(reports.Report, new() { TimezoneId = "Asia/Tokyo" });
        var generated = await open.Page.EvaluateAsync<string>("() => JSON.parse(document.getElementById('report-data').textContent).generated");
        var time = DateTimeOffset.Parse(generated, System.Globalization.CultureInfo.InvariantCulture);
        var text = await open.Page.Locator(".made").TextContentAsync();
        Assert.StartsWith(FormattableString.Invariant($"As of {time.UtcDateTime:yyyy-MM-dd HH:mm} UTC ("), text, StringComparison.Ordinal);
        var there = time.ToOffset(TimeSpan.FromHours(9));
        Assert.Contains(FormattableString.Invariant($"{there:dddd, MMMM d, yyyy} at {there:h:mm}"), text, StringComparison.Ordinal);
    }

    private static async Task AssertInsideAsync(ILocator locator, int width)
    {
        await Assertions.Expect(locator).ToBeVisibleAsync();
        var box = await locator.BoundingBoxAsync();
        Assert.InRange(box!.X, 0, width);
        Assert.InRange(box.X + box.Width, 1, width);
    }

    [Theory]
    [InlineData("light", ColorScheme.Light, 1280, 1340)]
    [InlineData("dark", ColorScheme.Dark, 1280, 1340)]
    [InlineData("narrow", ColorScheme.Light, 390, 844)]
    public async Task Picture_is_taken(string name, ColorScheme scheme, int width, int height)
    {
        await using var open = await reports.OpenAsync(reports.Report, width, height, scheme);
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "screenshots")).FullName;
        var path = Path.Combine(folder, $"report-{name}.png");
        var bytes = await open.Page.ScreenshotAsync(new() { Path = path });
        Assert.InRange(bytes.Length, 20_000, 300_000);
        var background = await open.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");
        Assert.Equal(scheme == ColorScheme.Dark ? "rgb(14, 18, 23)" : "rgb(245, 246, 248)", background);
        if (name == "light" && Environment.GetEnvironmentVariable("PARTNERCENTER_UPDATE_SCREENSHOT") == "1")
        {
            var images = Directory.CreateDirectory(Path.Combine(PowerShellEngine.Root, "docs", "images")).FullName;
            await File.WriteAllBytesAsync(Path.Combine(images, "report.png"), bytes, TestContext.Current.CancellationToken);
        }
    }
}
