using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Stress.Ledger;

/// <summary>
/// What became of one scenario.
/// </summary>
public sealed record LedgerResult(
    LedgerScenario Scenario, IReadOnlyList<LedgerRequest> Requests, LedgerOutcome? Outcome, IReadOnlyList<LedgerViolation> Violations)
{
    public bool Holds => Violations.Count == 0;

    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"seed {Scenario.Seed}: {Scenario}");
        text.AppendLine(CultureInfo.InvariantCulture, $"received {Requests.Count} requests, performed {Requests.Count(request => request.IsPerformed)}, "
            + $"{Outcome?.Events.Count(happened => happened.IsObject)} objects, {Outcome?.Events.Count(happened => !happened.IsObject)} errors, {Outcome?.Time.TotalSeconds:0.0} s, thrown {Outcome?.Thrown}");
        foreach (var violation in Violations)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {violation.Property}: {violation.Text}");
        }

        text.Append(
            CultureInfo.InvariantCulture,
            $"again: dotnet run -c Release --project tests/PartnerCenter.Stress -- ledger --count 1 --seed {Scenario.Seed} --show");
        return text.ToString();
    }
}

/// <summary>
/// Runs scenarios and holds each against what must be true of it.
/// </summary>
public static class LedgerSuite
{
    public const int DefaultParallelism = 32;
    private const int ShownFailures = 10;
    private const int PipelinesPerProcess = 2_000;

    // Longer than the slowest answer; more of them would mean that something hangs.
    private static readonly TimeSpan CompletionLimit = TimeSpan.FromSeconds(30);

    public static async Task<bool> RunAsync(int count, int seed, int parallelism, bool show)
    {
        var watch = Stopwatch.StartNew();
        var totals = new ConcurrentDictionary<string, (int Pipelines, int Rows, int Writes, int Performed)>();
        var slowest = new List<(double Seconds, int Seed)>();
        var failures = 0;
        for (var done = 0; done < count; done += PipelinesPerProcess)
        {
            await foreach (var result in TryAsync(Enumerable.Range(seed + done, Math.Min(PipelinesPerProcess, count - done)), parallelism)
                .ConfigureAwait(false))
            {
                totals.AddOrUpdate(
                    result.Scenario.Ending.ToString(),
                    _ =>
                        (1, result.Scenario.Rows.Count, result.Requests.Count(
                            request => request.IsWrite), result.Requests.Count(request => request.IsPerformed)),
                    (_, sum) => (
                        sum.Pipelines + 1,
                        sum.Rows + result.Scenario.Rows.Count,
                        sum.Writes + result.Requests.Count(request => request.IsWrite),
                        sum.Performed + result.Requests.Count(request => request.IsPerformed)));
                slowest.Add((result.Outcome?.Time.TotalSeconds ?? 0, result.Scenario.Seed));
                if (!result.Holds && ++failures <= ShownFailures)
                {
                    Console.WriteLine(result);
                    Console.WriteLine();
                }

                if (show)
                {
                    Show(result);
                }
            }
        }

        Console.WriteLine($"{"ending",-20} {"pipelines",9} {"rows",9} {"writes",9} {"performed",9}");
        foreach (var (ending, (pipelines, rows, writes, performed)) in totals.OrderBy(total => total.Key, StringComparer.Ordinal))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ending,-20} {pipelines,9:N0} {rows,9:N0} {writes,9:N0} {performed,9:N0}"));
        }

        Console.WriteLine(
            "slowest: "
                + string.Join(
                    ", ",
                    slowest.OrderDescending().Take(5).Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.Seconds:0.0} s (seed {item.Seed})"))));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{count:N0} pipelines from seed {seed}, {watch.Elapsed.TotalSeconds:0} s: {(failures == 0 ? "all hold" : failures + " FAILED")}"));
        return failures == 0;
    }

    /// <summary>Tries the scenarios of these seeds, several at a time, in one PowerShell.</summary>
    public static async IAsyncEnumerable<LedgerResult> TryAsync(IEnumerable<int> seeds, int parallelism)
    {
        using var driver = await LedgerDriver.StartAsync().ConfigureAwait(false);
        using var places = new SemaphoreSlim(parallelism);
        var tries = seeds.Select(async seed =>
        {
            await places.WaitAsync().ConfigureAwait(false);
            try
            {
                return await TryAsync(driver, LedgerScenario.Create(seed)).ConfigureAwait(false);
            }
            finally
            {
                places.Release();
            }
        }).ToList();
        await foreach (var attempt in Task.WhenEach(tries).ConfigureAwait(false))
        {
            yield return await attempt.ConfigureAwait(false);
        }
    }

    private static async Task<LedgerResult> TryAsync(LedgerDriver driver, LedgerScenario scenario)
    {
        var server = await LedgerServer.StartAsync(scenario).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            LedgerOutcome? outcome = null;
            try
            {
                outcome = await driver.RunAsync(scenario, server).ConfigureAwait(false);
                await server.CompleteAsync(CompletionLimit).ConfigureAwait(false);
            }
            catch (Exception e) when (e is TimeoutException or InvalidOperationException)
            {
                return new LedgerResult(scenario, server.Requests, outcome, [new LedgerViolation(LedgerProperty.Ending, e.Message)]);
            }

            var requests = server.Requests;
            return new LedgerResult(scenario, requests, outcome, LedgerChecker.Check(scenario, requests, outcome));
        }
    }

    private static void Show(LedgerResult result)
    {
        Console.WriteLine(result.Scenario);
        Console.WriteLine(result.Scenario.Csv);
        foreach (var request in result.Requests)
        {
            Console.WriteLine(
                $"{request.Ordinal,5} {request.Method} {request.Path}{request.Query} {request.Body} {request.Fault} {request.Status}{(request.IsPerformed ? " performed" : null)}");
        }

        foreach (var happened in result.Outcome?.Events ?? [])
        {
            Console.WriteLine(happened);
        }

        Console.WriteLine(result.Outcome?.Thrown);
        foreach (var report in result.Outcome?.Unreported ?? [])
        {
            Console.WriteLine($"{report.ErrorId}: written {string.Join(' ', report.Written)}, unknown {string.Join(' ', report.Unknown)}: {report.Message}");
        }
    }
}
