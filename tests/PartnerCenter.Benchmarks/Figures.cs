using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Tasks;
using PartnerCenter.Emulator;
using PartnerCenter.Tests.Shared;

namespace PartnerCenter.Benchmarks;

/// <summary>
/// Measures the figures, each as a ratio, with the two sides taking turns so that a machine that slows down slows both.
/// </summary>
/// <remarks>
/// Both sides of a rate are warmed up by five whole passes, for the just-in-time compiler takes its time on either, and both send the same headers. The import
/// and the first
/// sign-in are cold, as they are for a user.
/// </remarks>
internal sealed class Figures(EmulatorServer server, double scale)
{
    private const int Turns = 3;
    private const int WarmUpTurns = 5;

    // When the runtime collects, and when it compiles again, differs from run to run.
    private const int MemoryTurns = 7;
    private const double MegaByte = 1024 * 1024;

    /// <summary>The figures in the order of the table.</summary>
    public IEnumerable<(string Key, Func<Task<IReadOnlyList<Figure>>> Measure)> All =>
    [
        ("latency", LatencyAsync),
        ("rate", RateAsync),
        ("client", ClientAsync),
        ("rest", RestMethodAsync),
        ("memory", MemoryAsync),
        ("connections", ConnectionsAsync),
        ("import", ImportAsync),
        ("connect", ConnectAsync),
        ("throttled", ThrottledAsync),
        ("one-throttled", OneThrottledAsync),
        ("unreachable", UnreachableAsync),
    ];

    private (string Name, object Value)[] Account =>
    [
        ("Address", server.Address.AbsoluteUri), ("Tenant", EmulatorDefaults.TenantId), ("Application", EmulatorDefaults.ApplicationId),
    ];

    private (string Name, object Value)[] ModuleAndAccount => [("Module", RepositoryPaths.Module), .. Account];

    private int Scaled(int count) => Math.Max(200, (int)(count * scale));

    private async Task<IReadOnlyList<Figure>> LatencyAsync()
    {
        const int Limit = 32;
        const double Latency = 0.050;
        var count = Scaled(2_000);
        await server.SetAsync(new { latency = "50ms" }).ConfigureAwait(false);
        try
        {
            var answer = await PowerShellScript.RunAsync(
                "Read-Qualification.ps1", [.. ModuleAndAccount, ("Count", count), ("ThrottleLimit", Limit), ("WarmUp", 200), ("Turns", Turns)])
                    .ConfigureAwait(false);
            var seconds = Median(Seconds(answer));
            var ideal = count * Latency / Limit;
            return
            [
                new(
                    $"{count:N0} customers, 50 ms latency, limit {Limit}, cmdlet: time ÷ ideal", seconds / ideal, string.Empty, 1.05, true,
                    $"{seconds:0.000} s ÷ {ideal:0.000} s"),
            ];
        }
        finally
        {
            await server.SetAsync(new { latency = "0ms" }).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<Figure>> RateAsync()
    {
        const int Limit = 16;
        var count = Scaled(20_000);
        using var loops = await HttpClientBaseline.StartAsync(server.Address).ConfigureAwait(false);
        for (var turn = 0; turn < WarmUpTurns; turn++)
        {
            _ = await loops.BareAsync(count, Limit).ConfigureAwait(false);
        }

        var bare = new List<double>();
        var cmdlet = new List<double>();
        for (var turn = 0; turn < Turns; turn++)
        {
            bare.Add((await loops.BareAsync(count, Limit).ConfigureAwait(false)).PerSecond);
            var answer = await PowerShellScript.RunAsync(
                "Read-Qualification.ps1", [.. ModuleAndAccount, ("Count", count), ("ThrottleLimit", Limit), ("WarmUp", count), ("WarmUpTurns", WarmUpTurns)])
                    .ConfigureAwait(false);
            cmdlet.Add(count / Seconds(answer).Single());
        }

        return
        [
            new(
                $"{count:N0} customers, no latency, limit {Limit}, cmdlet: rate ÷ bare loop's", Median(cmdlet) / Median(bare), string.Empty, 0.65, false,
                $"{Median(cmdlet):N0}/s ÷ {Median(bare):N0}/s"),
        ];
    }

    private async Task<IReadOnlyList<Figure>> ClientAsync()
    {
        const int Limit = 16;
        var count = Scaled(20_000);
        using var loops = await HttpClientBaseline.StartAsync(server.Address).ConfigureAwait(false);
        for (var turn = 0; turn < WarmUpTurns; turn++)
        {
            _ = await loops.BareAsync(count, Limit).ConfigureAwait(false);
            _ = await loops.ClientAsync(count, Limit).ConfigureAwait(false);
        }

        var bare = new List<HttpClientBaseline.Run>();
        var client = new List<HttpClientBaseline.Run>();
        for (var turn = 0; turn < 5; turn++)
        {
            bare.Add(await loops.BareAsync(count, Limit).ConfigureAwait(false));
            client.Add(await loops.ClientAsync(count, Limit).ConfigureAwait(false));
        }

        double bareRate = Median(bare.Select(run => run.PerSecond)), clientRate = Median(client.Select(run => run.PerSecond));
        double bareBytes = Median(bare.Select(run => run.BytesPerCustomer)), clientBytes = Median(client.Select(run => run.BytesPerCustomer));
        return
        [
            new("the client alone, same work: rate ÷ bare loop's", clientRate / bareRate, string.Empty, 0.80, false, $"{clientRate:N0}/s ÷ {bareRate:N0}/s"),
            new("allocated per customer, client alone ÷ bare loop", clientBytes / bareBytes, string.Empty, 1.5, true, $"{clientBytes:N0} B ÷ {bareBytes:N0} B"),
        ];
    }

    private async Task<IReadOnlyList<Figure>> RestMethodAsync()
    {
        // Invoke-RestMethod does not take away the mark that the service's answers begin with. Doing so by hand would only slow the loop.
        await server.SetAsync(new { byteOrderMark = false }).ConfigureAwait(false);
        var rest = await PowerShellScript.RunAsync("Read-RestMethod.ps1", [.. Account, ("Count", Scaled(2_000)), ("ParallelCount", Scaled(1_000))])
            .ConfigureAwait(false);
        await server.SetAsync(new { byteOrderMark = true }).ConfigureAwait(false);
        var count = Scaled(20_000);
        var answer = await PowerShellScript.RunAsync(
            "Read-Qualification.ps1", [.. ModuleAndAccount, ("Count", count), ("WarmUp", count), ("WarmUpTurns", WarmUpTurns), ("Turns", Turns)])
                .ConfigureAwait(false);
        var cmdlet = count / Median(Seconds(answer));
        double loop = rest.GetProperty("loop").GetDouble(), parallel = rest.GetProperty("parallel").GetDouble();
        return
        [
            new("cmdlet's rate ÷ Invoke-RestMethod in a loop, no latency", cmdlet / loop, " ×", 10, false, $"{cmdlet:N0}/s ÷ {loop:N0}/s"),
            new("cmdlet's rate ÷ ForEach-Object -Parallel -ThrottleLimit 16", cmdlet / parallel, " ×", 30, false, $"{cmdlet:N0}/s ÷ {parallel:N0}/s"),
        ];
    }

    private async Task<IReadOnlyList<Figure>> MemoryAsync()
    {
        var few = new List<(double Peak, double Used)>();
        var many = new List<(double Peak, double Used)>();
        var count = Scaled(100_000);
        for (var turn = 0; turn < MemoryTurns; turn++)
        {
            few.Add(await RunAsync(1_000).ConfigureAwait(false));
            many.Add(await RunAsync(count).ConfigureAwait(false));
        }

        double fewPeak = Median(few.Select(run => run.Peak)), manyPeak = Median(many.Select(run => run.Peak));
        double fewUsed = Median(few.Select(run => run.Used)), manyUsed = Median(many.Select(run => run.Used));
        return
        [
            new($"peak working set at {count:N0} customers − at 1,000", manyPeak - fewPeak, " MB", 20, true, $"{manyPeak:0.0} MB − {fewPeak:0.0} MB"),
            new("… and the objects that are still in use afterwards", manyUsed - fewUsed, " MB", 5, true, $"{manyUsed:0.0} MB − {fewUsed:0.0} MB"),
        ];

        async Task<(double Peak, double Used)> RunAsync(int customers)
        {
            var answer = await PowerShellScript.RunAsync("Read-WholePipeline.ps1", [.. ModuleAndAccount, ("Count", customers)]).ConfigureAwait(false);
            return (answer.GetProperty("peak").GetDouble() / MegaByte, answer.GetProperty("used").GetDouble() / MegaByte);
        }
    }

    private async Task<IReadOnlyList<Figure>> ConnectionsAsync()
    {
        if (!server.IsEmulator)
        {
            return [];
        }

        const int Limit = 32;
        var count = Scaled(5_000);
        await server.ResetAsync().ConfigureAwait(false);
        _ = await PowerShellScript.RunAsync("Read-Qualification.ps1", [.. ModuleAndAccount, ("Count", count), ("ThrottleLimit", Limit)]).ConfigureAwait(false);
        var statistics = await server.StatisticsAsync().ConfigureAwait(false);
        return
        [
            new(
                $"TCP connections for {count:N0} customers at limit {Limit}", Number(statistics, "connections"), string.Empty, Limit, true,
                $"{Number(statistics, "requests"):N0} requests, sign-in and listing included"),
        ];
    }

    private static async Task<IReadOnlyList<Figure>> ImportAsync()
    {
        var ours = new List<double>();
        var empty = new List<double>();
        for (var turn = 0; turn < 11; turn++)
        {
            empty.Add(await ImportAsync(RepositoryPaths.EmptyModule).ConfigureAwait(false));
            ours.Add(await ImportAsync(RepositoryPaths.Module).ConfigureAwait(false));
        }

        return
        [
            new(
                "Import-Module ÷ that of an empty binary module", Median(ours) / Median(empty), string.Empty, 1.5, true,
                $"{Median(ours):0.0} ms ÷ {Median(empty):0.0} ms"),
        ];

        static async Task<double> ImportAsync(string module) =>
            (await PowerShellScript.RunAsync("Measure-Import.ps1", ("Module", module)).ConfigureAwait(false)).GetProperty("milliseconds").GetDouble();
    }

    private async Task<IReadOnlyList<Figure>> ConnectAsync()
    {
        var times = new List<double>();
        for (var turn = 0; turn < 7; turn++)
        {
            times.Add((await PowerShellScript.RunAsync("Measure-Connect.ps1", ModuleAndAccount).ConfigureAwait(false)).GetProperty("milliseconds").GetDouble());
        }

        return [new("first Connect-PcAccount -ServicePrincipal, beyond the import", Median(times), " ms", 400, true, $"{times.Min():0} to {times.Max():0} ms")];
    }

    private async Task<IReadOnlyList<Figure>> ThrottledAsync()
    {
        if (!server.IsEmulator)
        {
            return [];
        }

        const int Rate = 200;
        var count = Scaled(4_000);
        await server.SetAsync(new { rateLimit = $"{Rate}/s" }).ConfigureAwait(false);
        try
        {
            await server.ResetAsync().ConfigureAwait(false);
            var answer = await PowerShellScript.RunAsync("Read-Qualification.ps1", [.. ModuleAndAccount, ("Count", count)]).ConfigureAwait(false);
            var statistics = await server.StatisticsAsync().ConfigureAwait(false);
            var seconds = Seconds(answer).Single();
            var throttled = 100 * Number(statistics, "throttledAnswers") / Number(statistics, "apiRequests");
            return
            [
                new(
                    $"server limited to {Rate}/s: time ÷ (n ÷ {Rate})", seconds / (count / (double)Rate), string.Empty, 1.15, true,
                    $"{seconds:0.0} s ÷ {count / Rate} s"),
                new(
                    "… and 429s among the requests", throttled, " %", 3, true,
                    $"{Number(statistics, "throttledAnswers"):N0} of {Number(statistics, "apiRequests"):N0}"),
            ];
        }
        finally
        {
            await server.SetAsync(new { rateLimit = "0/s" }).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<Figure>> OneThrottledAsync()
    {
        if (!server.IsEmulator)
        {
            return [];
        }

        const int Count = 200;
        await server.SetAsync(new { latency = "50ms" }).ConfigureAwait(false);
        try
        {
            var answer = await PowerShellScript.RunAsync("Measure-ThrottledCustomer.ps1", [.. ModuleAndAccount, ("Count", Count), ("Turns", Turns)])
                .ConfigureAwait(false);
            double alone = Median(Seconds(answer, "alone")), beside = Median(Seconds(answer, "beside"));
            return
            [
                new(
                    $"{Count} customers, one always throttled (429, 30 s): the others' time ÷ without it", beside / alone, string.Empty, 1.2, true,
                    $"{beside:0.00} s ÷ {alone:0.00} s"),
            ];
        }
        finally
        {
            await server.SetAsync(new { latency = "0ms" }).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<Figure>> UnreachableAsync()
    {
        const int Count = 3_000;

        // A port that was free a moment ago, on which nobody listens.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var answer = await PowerShellScript.RunAsync(
            "Read-DeadEndpoint.ps1", [.. ModuleAndAccount, ("DeadAddress", $"http://127.0.0.1:{port}/"), ("Count", Count)]).ConfigureAwait(false);
        double seconds = Number(answer, "seconds"), errors = Number(answer, "errors");
        return
        [
            new($"service unreachable after the sign-in, {Count:N0} customers: time until the end", seconds, " s", 90, true, $"{answer.GetProperty("ended")}"),
            new("… and errors", errors, string.Empty, 1, true, $"{errors:N0}"),
        ];
    }

    private static double Number(JsonElement statistics, string name) => statistics.GetProperty(name).GetDouble();

    private static List<double> Seconds(JsonElement answer, string property = "seconds") =>
        [.. answer.GetProperty(property).EnumerateArray().Select(item => item.GetDouble())];

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
