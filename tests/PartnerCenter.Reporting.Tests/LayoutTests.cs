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
    [InlineData(nameof(ReportFixture.Report))]
    [InlineData(nameof(ReportFixture.Hostile))]
    public async Task Small_screen_needs_no_scrolling_sideways(string report)
    {
        await using var open = await reports.OpenAsync(
            report == nameof(ReportFixture.Report) ? reports.Report : reports.Hostile, new() { ViewportSize = new() { Width = 340, Height = 700 } });
        Assert.Equal(340, await open.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        foreach (var list in await open.Page.Locator(".scroll:has(.list)").AllAsync())
        {
            Assert.Equal(0, await list.EvaluateAsync<int>("list => list.scrollWidth - list.clientWidth"));
        }
    }

    [Fact]
    public async Task Paper_shows_every_section_and_every_row_in_light_colours()
    {
        await using var open = await reports.OpenAsync(reports.Report, new() { ColorScheme = ColorScheme.Dark });
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
        await using var open = await reports.OpenAsync(reports.Report, new() { JavaScriptEnabled = false });
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
        await using var open = await reports.OpenAsync(reports.Report, new() { TimezoneId = "Asia/Tokyo" });
        var generated = await open.Page.EvaluateAsync<string>("() => JSON.parse(document.getElementById('report-data').textContent).generated");
        var time = DateTimeOffset.Parse(generated, System.Globalization.CultureInfo.InvariantCulture);
        var text = await open.Page.Locator(".made").TextContentAsync();
        Assert.StartsWith(FormattableString.Invariant($"As of {time.UtcDateTime:yyyy-MM-dd HH:mm} UTC ("), text, StringComparison.Ordinal);
        var there = time.ToOffset(TimeSpan.FromHours(9));
        Assert.Contains(FormattableString.Invariant($"{there:dddd, MMMM d, yyyy} at {there:h:mm}"), text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("light", ColorScheme.Light, 1280, 1340)]
    [InlineData("dark", ColorScheme.Dark, 1280, 1340)]
    [InlineData("narrow", ColorScheme.Light, 390, 844)]
    public async Task Picture_is_taken(string name, ColorScheme scheme, int width, int height)
    {
        await using var open = await reports.OpenAsync(reports.Report, new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = height } });
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
