using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using PartnerCenter.Emulator;
using PartnerCenter.Tests.Shared;

namespace PartnerCenter.Stress.Chaos;

/// <summary>
/// Every kind of fault, one after the other, over the emulator's host; prints what was tried and survived.
/// </summary>
internal static class ChaosSuite
{
    private const int Customers = 10_000;

    // The waits of the cmdlets are those of real time, so that they get fewer customers, and less throttling.
    private const int CustomersPerCmdletCustomer = 5;

    private static readonly (string Key, string Name, object Faults, bool Writes)[] Cmdlets =
    [
        ("cmdlet-500", "cmdlet: 500", new { rate = 0.2, kinds = "Error500" }, false),
        ("cmdlet-reset-body", "cmdlet: a reset in the middle of the body", new { rate = 0.2, kinds = "ResetMidBody" }, false),
        ("cmdlet-429", "cmdlet: 429 with seconds, 0.5 %", new { rate = 0.005, kinds = "Throttle429Seconds" }, false),
        ("cmdlet-revoked", "cmdlet: tokens revoked, and resets", new { rate = 0.2, kinds = "ResetBeforeHeaders", includeTokenRequests = true, revokeTokensAt = new[] { 60, 200, 500 } }, false),
        ("cmdlet-mixed", "cmdlet: everything without 429", new { rate = 0.2, kinds = "Error500,BadGateway502Html,Unavailable503,GatewayTimeout504,ResetBeforeHeaders,ResetMidBody,TruncatedBody,PageFails,NameResolutionFailure" }, false),
        ("cmdlet-writes", "cmdlet, writing: lost answers and resets", new { rate = 0.2, kinds = "LostAnswer,ResetBeforeHeaders,ResetMidBody,TruncatedBody" }, true),
    ];

    public static async Task<bool> RunAsync(string? only, double scale, int seed)
    {
        var keys = only?.Split(',');
        List<string> known = [.. ChaosKind.All.Select(kind => kind.Key), .. Cmdlets.Select(cmdlet => cmdlet.Key)];
        if (keys?.Except(known).Any() == true)
        {
            Console.Error.WriteLine("There are: " + string.Join(", ", known));
            return false;
        }

        var customers = Math.Max(200, (int)(Customers * scale));
        using var server = await EmulatorServer.StartAsync(customers * 4).ConfigureAwait(false);
        await server.SetAsync(new { tokenLifetime = "1440m" }).ConfigureAwait(false);
        var run = new ChaosRun(new HostChaosServer(server), customers, seed);
        Console.WriteLine($"seed {seed}");
        Console.WriteLine(ChaosResult.Header);
        var failed = new List<string>();
        foreach (var kind in ChaosKind.All.Where(kind => keys is null || keys.Contains(kind.Key)))
        {
            var result = await run.TryAsync(kind).ConfigureAwait(false);
            if (kind.Limit is { } limit && customers >= Customers && result.Time > limit * (customers / (double)Customers))
            {
                result = result with { Complaints = [.. result.Complaints, $"It may take {limit.TotalSeconds:0} s."] };
            }

            Console.WriteLine(result);
            if (!result.Holds)
            {
                failed.Add(kind.Key);
            }
        }

        foreach (var (key, name, faults, writes) in Cmdlets.Where(cmdlet => keys is null || keys.Contains(cmdlet.Key)))
        {
            var result = await TryCmdletAsync(server, name, faults, writes, customers / CustomersPerCmdletCustomer, seed).ConfigureAwait(false);
            Console.WriteLine(result);
            if (!result.Holds)
            {
                failed.Add(key);
            }
        }

        if (failed.Count > 0)
        {
            Console.WriteLine($"again: chaos --only {string.Join(',', failed)} --seed {seed} --scale {scale}");
        }

        return failed.Count == 0;
    }

    // Two runs of a cmdlet write to different customers: those at the end get what they did not have before.
    private static async Task<ChaosResult> TryCmdletAsync(EmulatorServer server, string name, object faults, bool writes, int customers, int seed)
    {
        Environment.SetEnvironmentVariable("PARTNERCENTER_REFRESH_TOKEN", await new HostChaosServer(server).IssueRefreshTokenAsync().ConfigureAwait(false));
        var plan = JsonSerializer.SerializeToNode(faults)!;
        plan["seed"] = seed;
        var answer = await PowerShellScript.RunAsync(
            "Survive-Faults.ps1",
            ("Module", RepositoryPaths.Module),
            ("Address", server.Address.AbsoluteUri),
            ("Application", EmulatorDefaults.ApplicationId),
            ("Count", customers),
            ("Faults", plan.ToJsonString()),
            ("Write", writes ? 1 : 0)).ConfigureAwait(false);
        var complaints = new List<string>();
        if (!answer.GetProperty("inOrder").GetBoolean())
        {
            complaints.Add($"{Number("expected")} customers went in, {Number("answered")} came out, or in another order; {answer.GetProperty("first")}");
        }

        if (Number("underWay") != 0)
        {
            complaints.Add($"{Number("underWay")} requests are still under way.");
        }

        // All of the requests above one for each customer, and for each page, are retries that a fault has brought about.
        if (Number("retries") > Number("faults") + (3 * 32))
        {
            complaints.Add($"{Number("retries")} retries for {Number("faults")} faults.");
        }

        if (writes ? Number("writes") > customers || Number("writes") < customers - Number("errors") : Number("writes") != 0)
        {
            complaints.Add($"{Number("writes")} writes.");
        }

        return new ChaosResult(
            name, customers, Number("requests"), Number("faults"), Number("retries"), (int)Number("errors"),
            TimeSpan.FromSeconds(answer.GetProperty("seconds").GetDouble()), complaints);

        long Number(string property) => answer.GetProperty(property).GetInt64();
    }
}
