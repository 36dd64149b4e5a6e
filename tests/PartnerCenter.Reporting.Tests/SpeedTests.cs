using System;
using System.Diagnostics;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit;

namespace PartnerCenter.Reporting.Tests;

/// <summary>
/// 10,000 customers open soon and stay usable. Each time is the best of as many runs as it takes to be good enough: what the report costs, not what else the
/// machine does.
/// </summary>
public sealed class SpeedTests(ReportFixture reports)
{
    private const int Runs = 10;

    /// <summary>From the change to the frame that shows it.</summary>
    private const string Measure =
        """
        async (act) => {
            const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
            await frame();
            const start = performance.now();
            document.querySelector(act.selector)[act.method]?.();
            if (act.text !== null) {
                const search = document.getElementById('search');
                search.value = act.text;
                search.dispatchEvent(new Event('input', { bubbles: true }));
            }
            await frame();
            return performance.now() - start;
        }
        """;

    // About a second on two processors, of which the browser needs a fourth to a half for any report. The speed of machines differs, so that a limit in milliseconds
    // would measure the machine.
    [Fact]
    public async Task Ten_thousand_customers_open_in_six_times_the_time_of_none()
    {
        // The first run of each costs more.
        await OpenAsync(reports.Empty);
        await OpenAsync(reports.Large);
        var (whole, empty) = (double.MaxValue, double.MaxValue);
        for (var run = 0; run < Runs && (run < 3 || whole > 6 * empty); run++)
        {
            empty = Math.Min(empty, await OpenAsync(reports.Empty));
            whole = Math.Min(whole, await OpenAsync(reports.Large));
            Report($"the best of {run + 1}: {whole:0} ms, and without customers {empty:0} ms");
        }

        Assert.InRange(whole, empty, 6 * empty);
    }

    [Theory]
    [InlineData("first letter, right after opening", "#search", "blur", "s", 200)]
    [InlineData("two words", "#search", "blur", "riverdale school", 200)]
    [InlineData("nothing found", "#search", "blur", "nobody is called like this", 200)]
    [InlineData("sorting by name", "#all-list thead button", "click", null, 500)]
    public async Task Ten_thousand_customers_stay_usable(string what, string selector, string method, string? text, int most)
    {
        var best = double.MaxValue;
        for (var run = 0; run < Runs && best > most; run++)
        {
            await using var open = await reports.OpenAsync(reports.Large);
            best = Math.Min(best, await open.Page.EvaluateAsync<double>(Measure, new { selector, method, text }));
            await Assertions.Expect(open.Status("all-list")).Not.ToHaveTextAsync(text is null ? string.Empty : "1 to 50 of 10,000");
            Report($"{what}, the best of {run + 1}: {best:0} ms");
        }

        Assert.InRange(best, 0.1, most);
    }

    // The clock is the test's own: it runs from the order to open the file until the rows are painted and the search answers.
    private async Task<double> OpenAsync(string path)
    {
        // A new context has no cache.
        await using var open = await reports.OpenInNewContextAsync("about:blank");
        var clock = Stopwatch.StartNew();
        await open.Page.GotoAsync(new Uri(path).AbsoluteUri, new() { WaitUntil = WaitUntilState.Load });
        await open.Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))");
        var elapsed = clock.Elapsed.TotalMilliseconds;
        if (path == reports.Large)
        {
            await Assertions.Expect(open.Rows("all-list")).ToHaveCountAsync(50);
            await Assertions.Expect(open.Search).ToBeEditableAsync();
            Assert.Matches(@"^1 to 50 of 10,\d{3}$", await open.Status("all-list").TextContentAsync());
        }

        return elapsed;
    }

    private static void Report(FormattableString text) => TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(text));
}
