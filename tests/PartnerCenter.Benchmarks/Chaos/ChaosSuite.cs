using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace PartnerCenter.Benchmarks.Chaos;

/// <summary>
/// Every kind of fault, one after the other, over the emulator's host; prints what was tried and survived.
/// </summary>
internal static class ChaosSuite
{
    private const int Customers = 10_000;

    public static async Task<bool> RunAsync(string? only, double scale, int seed)
    {
        var keys = only?.Split(',');
        var unknown = keys?.Except(ChaosKind.All.Select(kind => kind.Key)).ToList();
        if (unknown is { Count: > 0 })
        {
            Console.Error.WriteLine("There are: " + string.Join(", ", ChaosKind.All.Select(kind => kind.Key)));
            return false;
        }

        var customers = Math.Max(200, (int)(Customers * scale));
        using var server = await Server.StartAsync(customers * 4).ConfigureAwait(false);
        await server.SetAsync(new { tokenLifetime = "1440m" }).ConfigureAwait(false);
        var run = new ChaosRun(new HostChaosServer(server), customers, seed);
        Console.WriteLine($"seed {seed}");
        Console.WriteLine(ChaosResult.Header);
        var failed = new List<ChaosKind>();
        foreach (var kind in ChaosKind.All.Where(kind => keys is null || keys.Contains(kind.Key)))
        {
            var result = await run.TryAsync(kind).ConfigureAwait(false);
            Console.WriteLine(result);
            if (!result.Holds)
            {
                failed.Add(kind);
            }
        }

        if (failed.Count > 0)
        {
            Console.WriteLine($"again: chaos --only {string.Join(',', failed.Select(kind => kind.Key))} --seed {seed} --scale {scale}");
        }

        return failed.Count == 0;
    }
}
