using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using PartnerCenter.Emulator;
using PartnerCenter.Tests.Shared;

namespace PartnerCenter.Stress.Soak;

/// <summary>
/// A hundred thousand customers in one pipeline, in a real PowerShell, with 5 % faults: none is lost, and the memory stays where it is.
/// </summary>
internal static class SoakSuite
{
    private const int Customers = 100_000;
    private const int Few = 1_000;
    private const int Turns = 3;

    // The ids of the customers, of which each is listed once, and up to 4,096 results that wait behind a slow customer with the state of their requests.
    private const double MaxMegabytes = 30;

    // Without throttling, each of which makes everyone wait for a second, and without answers slower than the attempt's minute: it would take days.
    private const string Kinds = "Error500,BadGateway502Html,Unavailable503,GatewayTimeout504,ResetBeforeHeaders,ResetMidBody,TruncatedBody,PageFails";

    public static async Task<bool> RunAsync(double scale, int seed)
    {
        var many = Math.Max(2 * Few, (int)(Customers * scale));
        using var server = await EmulatorServer.StartAsync(many).ConfigureAwait(false);
        var few = new List<JsonElement>();
        for (var turn = 0; turn < Turns; turn++)
        {
            few.Add(await ReadAsync(Few).ConfigureAwait(false));
        }

        await server.ResetAsync().ConfigureAwait(false);
        var answer = await ReadAsync(many).ConfigureAwait(false);
        var statistics = await server.StatisticsAsync().ConfigureAwait(false);
        int customers = answer.GetProperty("customers").GetInt32(), errors = answer.GetProperty("errors").GetInt32();
        var seconds = answer.GetProperty("seconds").GetDouble();
        var (peak, before) = (Megabytes(answer), few.Select(Megabytes).Order().ElementAt(Turns / 2));
        var complete = customers + errors == many;
        var small = peak - before <= MaxMegabytes;
        Console.WriteLine($"seed {seed}, {many:N0} customers, 5 % of {Kinds}");
        Console.WriteLine(
            $"customers with objects {customers:N0}, errors {errors:N0} {(complete ? "(none lost)" : "(FAILED: " + (many - customers - errors) + " are missing) " + answer.GetProperty("first"))}");
        Console.WriteLine(
            $"requests {statistics.GetProperty("apiRequests").GetInt64():N0}, faults {statistics.GetProperty("faultsInjected").GetInt64():N0}, "
            + $"retries {statistics.GetProperty("retries").GetInt64():N0}, {seconds:0.0} s, {many / seconds:N0} customers/s");
        Console.WriteLine(
            $"peak working set {peak:0.0} MB, at {Few:N0} customers {before:0.0} MB: {peak - before:0.0} MB more, ≤ {MaxMegabytes:0} MB {(small ? "ok" : "FAILED")}");
        return complete && small;

        Task<JsonElement> ReadAsync(int count) => PowerShellScript.RunAsync(
            "Read-Soak.ps1",
            ("Module", RepositoryPaths.Module),
            ("Address", server.Address.AbsoluteUri),
            ("Tenant", EmulatorDefaults.TenantId),
            ("Application", EmulatorDefaults.ApplicationId),
            ("Count", count),
            ("Faults", JsonSerializer.Serialize(new { rate = 0.05, seed, kinds = Kinds, revokeTokensAt = new[] { many / 3, many / 3 * 2 } })));
    }

    private static double Megabytes(JsonElement answer) => answer.GetProperty("peak").GetDouble() / (1024 * 1024);
}
