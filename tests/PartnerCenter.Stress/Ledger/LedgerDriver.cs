using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Emulator;
using PartnerCenter.Tests.Shared;

namespace PartnerCenter.Stress.Ledger;

/// <summary>
/// Runs pipelines in a real PowerShell of its own, several at a time.
/// </summary>
internal sealed class LedgerDriver : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    // A pipeline hangs when the server receives nothing from it for this long. The whole time says nothing: a busy machine makes every pipeline slow.
    private static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan PipelineLimit = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly TcpClient _connection;
    private readonly StreamWriter _orders;
    private readonly SemaphoreSlim _ordersGate = new(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<LedgerOutcome>> _waiting = new();
    private int _id;

    private LedgerDriver(Process process, TcpClient connection)
    {
        _process = process;
        _connection = connection;
        _orders = new StreamWriter(connection.GetStream()) { AutoFlush = true };
        _ = Task.Run(ReadAsync);
    }

    public static async Task<LedgerDriver> StartAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var process = PowerShellScript.Start(
            "Write-Ledger.ps1", ("Module", RepositoryPaths.Module), ("Port", ((IPEndPoint)listener.LocalEndpoint).Port),
            ("Application", EmulatorDefaults.ApplicationId));
        using var limit = new CancellationTokenSource(StartLimit);
        try
        {
            var accept = listener.AcceptTcpClientAsync(limit.Token).AsTask();
            var exit = process.WaitForExitAsync(limit.Token);
            if (await Task.WhenAny(accept, exit).ConfigureAwait(false) == accept)
            {
                return new LedgerDriver(process, await accept.ConfigureAwait(false));
            }
        }
        catch (OperationCanceledException)
        {
            // Told below, with what it said.
        }

        process.Kill(entireProcessTree: true);
        throw new InvalidOperationException(
            "The PowerShell did not start: " + await process.StandardOutput.ReadToEndAsync(CancellationToken.None).ConfigureAwait(false));
    }

    /// <summary>Runs the scenario's pipeline against the server.</summary>
    public async Task<LedgerOutcome> RunAsync(LedgerScenario scenario, LedgerServer server)
    {
        var id = Interlocked.Increment(ref _id);
        var file = Path.Combine(Path.GetTempPath(), $"ledger-{Environment.ProcessId}-{scenario.Seed}-{id}.csv");
        await File.WriteAllTextAsync(file, scenario.Csv).ConfigureAwait(false);
        var outcome = new TaskCompletionSource<LedgerOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = outcome;
        if (scenario.Ending == LedgerEnding.CtrlC)
        {
            server.WriteReceived = writers =>
            {
                if (writers == Math.Max(1, scenario.EndsAfter))
                {
                    _ = OrderAsync(new { stop = id });
                }
            };
        }

        try
        {
            await OrderAsync(new
            {
                id,
                file,
                command = scenario.Command,
                address = server.Address.AbsoluteUri,
                refresh = scenario.HasRefreshToken,
                token = scenario.HasRefreshToken ? server.RefreshToken : server.AccessToken,
            }).ConfigureAwait(false);

            // Before the first write, too.
            if (scenario.Ending == LedgerEnding.CtrlC && scenario.EndsAfter == 0)
            {
                await OrderAsync(new { stop = id }).ConfigureAwait(false);
            }

            if (!await EndsAsync(outcome.Task, server).ConfigureAwait(false))
            {
                await OrderAsync(new { hang = id }).ConfigureAwait(false);
            }

            return await outcome.Task.WaitAsync(StartLimit).ConfigureAwait(false);
        }
        finally
        {
            _waiting.TryRemove(id, out _);
            File.Delete(file);
        }
    }

    private static async Task<bool> EndsAsync(Task outcome, LedgerServer server)
    {
        var total = Stopwatch.StartNew();
        var idle = Stopwatch.StartNew();
        var received = server.RequestCount;
        while (await Task.WhenAny(outcome, Task.Delay(ProgressInterval)).ConfigureAwait(false) != outcome)
        {
            if (server.RequestCount != received)
            {
                received = server.RequestCount;
                idle.Restart();
            }
            else if (idle.Elapsed > IdleLimit)
            {
                return false;
            }

            if (total.Elapsed > PipelineLimit)
            {
                return false;
            }
        }

        return true;
    }

    public void Dispose()
    {
        _orders.Dispose();
        _connection.Dispose();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _ordersGate.Dispose();
    }

    private async Task OrderAsync(object order)
    {
        await _ordersGate.WaitAsync().ConfigureAwait(false);
        try
        {
            await _orders.WriteLineAsync(JsonSerializer.Serialize(order)).ConfigureAwait(false);
        }
        finally
        {
            _ordersGate.Release();
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            using var reader = new StreamReader(_connection.GetStream(), leaveOpen: true);
            while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
            {
                var answer = JsonNode.Parse(line)!;
                if (_waiting.TryRemove(answer["id"]!.GetValue<int>(), out var outcome))
                {
                    outcome.SetResult(Read(answer));
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException or InvalidOperationException or JsonException)
        {
            Fail(e.Message);
            return;
        }

        Fail("its connection was closed.");

        void Fail(string reason)
        {
            foreach (var waiting in _waiting.Values)
            {
                waiting.TrySetException(new InvalidOperationException("The PowerShell did not answer: " + reason));
            }
        }
    }

    private static LedgerOutcome Read(JsonNode answer) => new()
    {
        Events = [.. answer["events"]!.AsArray().Select(item => ReadEvent(item!.GetValue<string>()))],
        Thrown = answer["thrown"] is { } thrown ? ReadReport(thrown) : null,
        Unreported = [.. answer["unreported"]!.AsArray().Select(item => ReadReport(item!))],
        UnreportedIsInVariables = answer["inVariables"]!.GetValue<bool>(),
        IsStopped = answer["stopped"]!.GetValue<bool>(),
        IsHanging = answer["hanging"]!.GetValue<bool>(),
        Time = TimeSpan.FromSeconds(answer["seconds"]!.GetValue<double>()),
    };

    private static LedgerEvent ReadEvent(string text)
    {
        var parts = text.Split('|');
        return parts.Length == 2 ? new LedgerEvent(parts[0], parts[1], null) : new LedgerEvent(parts[0], null, parts[2]);
    }

    private static LedgerReport ReadReport(JsonNode report)
    {
        return new LedgerReport(
            report["errorId"]!.GetValue<string>(), report["customerId"]?.GetValue<string>(), report["message"]!.GetValue<string>(), Names("written"),
            Names("unknown"));

        string[] Names(string property) => [.. report[property]!.AsArray().Where(item => item is not null).Select(item => item!.GetValue<string>())];
    }
}
