using System;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit;

namespace PartnerCenter.Reporting.Tests;

/// <summary>
/// A report asks nobody for anything, and nothing that customers are called runs in it.
/// </summary>
public sealed class SafetyTests(ReportFixture reports)
{
    private static readonly string[] Lists = ["changes-list", "waiting-list", "denied-list", "all-list"];

    [Fact]
    public async Task Nothing_is_asked_of_the_network()
    {
        await using var open = await reports.OpenAsync(reports.Report);
        await UseEverythingAsync(open);
        open.AssertQuiet();
    }

    [Fact]
    public async Task The_policy_stops_whatever_is_not_the_reports_own()
    {
        await using var open = await reports.OpenAsync(reports.Report);
        var stopped = await open.Page.EvaluateAsync<string[]>(
            """
            async () => {
                const stopped = [];
                document.addEventListener('securitypolicyviolation', event => stopped.push(event.effectiveDirective));
                const script = document.createElement('script');
                script.textContent = 'window.ran = true';
                const image = document.createElement('img');
                image.src = 'https://attack.invalid/image.png';
                document.body.append(script, image);
                await fetch('https://attack.invalid/').catch(() => { });
                await new Promise(done => setTimeout(done, 100));
                return window.ran ? ['ran'] : stopped.sort();
            }
            """);
        Assert.Equal(["connect-src", "img-src", "script-src-elem"], stopped);
    }

    [Fact]
    public async Task Names_are_shown_as_text_and_nothing_in_them_runs()
    {
        await using var open = await reports.OpenAsync(reports.Hostile);
        await AssertHarmlessAsync(open);
        await UseEverythingAsync(open);
        await AssertHarmlessAsync(open);
        open.AssertQuiet();
    }

    [Theory]
    [InlineData(nameof(ReportFixture.Report))]
    [InlineData(nameof(ReportFixture.Hostile))]
    [InlineData(nameof(ReportFixture.Mixed))]
    public async Task Rows_that_the_script_draws_are_those_of_the_page(string report)
    {
        await using var open = await reports.OpenAsync(
            report switch { nameof(ReportFixture.Report) => reports.Report, nameof(ReportFixture.Hostile) => reports.Hostile, _ => reports.Mixed });
        var written = await RowsAsync(open);
        await open.StartPrintingAsync();
        await open.EndPrintingAsync();
        var drawn = await RowsAsync(open);
        for (var i = 0; i < Lists.Length; i++)
        {
            Assert.True(written[i].Length > 500);
            Assert.Equal(written[i].Replace("</tr>\n", "</tr>"), drawn[i]);
        }
    }

    private static async Task<string[]> RowsAsync(OpenReport open) =>
        await Task.WhenAll(Lists.Select(list => open.Page.Locator($"#{list} tbody").EvaluateAsync<string>("body => body.innerHTML.trim()")));

    private static async Task AssertHarmlessAsync(OpenReport open)
    {
        Assert.Null(await open.Page.EvaluateAsync<int?>("() => window.ran ?? null"));
        Assert.Equal(
            0, await open.Page.Locator("main script, main img, main style, main b, main svg[onload], main [onfocus], main a[href^=http]").CountAsync());
        Assert.Equal(2, await open.Page.Locator("script").CountAsync());
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("</title><script>window.ran = 9</script>");
        var names = await open.Names("denied-list").AllTextContentsAsync();
        Assert.Contains("</script><script>window.ran = 2</script>", names);
    }

    private static async Task UseEverythingAsync(OpenReport open)
    {
        // Every header by a script, because a click with the mouse takes a few tenths of a second; with the mouse, one of each list and every tile.
        await open.Page.Locator("thead button").EvaluateAllAsync<object>("buttons => buttons.forEach(button => { button.click(); button.click(); })");
        foreach (var list in Lists)
        {
            await open.Page.Locator($"#{list} thead button").First.ClickAsync();
        }

        foreach (var tile in await open.Page.Locator(".tiles a").AllAsync())
        {
            await tile.ClickAsync();
        }

        await open.Search.FillAsync("a");
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();
        await open.StartPrintingAsync();
        await open.EndPrintingAsync();
        await open.Header("denied-list", "Requested").GetByRole(AriaRole.Button).ClickAsync();
        await open.Header("denied-list", "Customer").GetByRole(AriaRole.Button).ClickAsync();
        if (await open.Page.Locator("#denied-list-pager button:visible").CountAsync() > 0)
        {
            await open.Page.Locator("#denied-list-pager").GetByText("Next").ClickAsync();
            await open.Page.Locator("#denied-list-pager").GetByText("Previous").ClickAsync();
        }
    }
}
