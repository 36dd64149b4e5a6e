using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit;

namespace PartnerCenter.Reporting.Tests;

/// <summary>
/// 10,000 customers open within a second and stay usable. Each time is the best of a few runs: what the report costs, not what else the machine does.
/// </summary>
public sealed class SpeedTests(ReportFixture reports)
{
    private const int Runs = 5;

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

    [Fact]
    public async Task Ten_thousand_customers_open_within_a_second()
    {
        var whole = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            // A new context has no cache. The clock is the test's own: it runs from the order to open the file until the rows are painted and the search
            // answers.
            await using var open = await reports.OpenAsync("about:blank");
            var clock = Stopwatch.StartNew();
            await open.Page.GotoAsync(new Uri(reports.Large).AbsoluteUri, new() { WaitUntil = WaitUntilState.Load });
            await open.Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))");
            whole.Add(clock.Elapsed.TotalMilliseconds);
            await Assertions.Expect(open.Rows("all-list")).ToHaveCountAsync(50);
            await Assertions.Expect(open.Search).ToBeEditableAsync();
            Assert.Matches(@"^1 to 50 of 10,\d{3}$", await open.Status("all-list").TextContentAsync());
            var load = await open.Page.EvaluateAsync<double>("() => performance.getEntriesByType('navigation')[0].loadEventEnd");
            Report($"run {run + 1}: opened and painted after {whole[^1]:0} ms, load event after {load:0} ms");
        }

        Assert.InRange(whole.Min(), 1, 1000);
    }

    [Theory]
    [InlineData("first letter, right after opening", "#search", "blur", "s", 200)]
    [InlineData("two words", "#search", "blur", "riverdale school", 200)]
    [InlineData("nothing found", "#search", "blur", "nobody is called like this", 200)]
    [InlineData("sorting by name", "#all-list thead button", "click", null, 500)]
    public async Task Ten_thousand_customers_stay_usable(string what, string selector, string method, string? text, int most)
    {
        var times = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            await using var open = await reports.OpenAsync(reports.Large);
            times.Add(await open.Page.EvaluateAsync<double>(Measure, new { selector, method, text }));
            await Assertions.Expect(open.Status("all-list")).Not.ToHaveTextAsync(text is null ? string.Empty : "1 to 50 of 10,000");
        }

        Report($"{what}: {string.Join(", ", times.Select(time => time.ToString("0", CultureInfo.InvariantCulture)))} ms");
        Assert.InRange(times.Min(), 0.1, most);
    }

    private static void Report(FormattableString text) => TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(text));
}
