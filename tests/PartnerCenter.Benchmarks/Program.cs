using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using PartnerCenter.Emulator;
using PartnerCenter.Tests.Shared;

namespace PartnerCenter.Benchmarks;

/// <summary>
/// Measures the module and prints one table; writes the same as JSON.
/// </summary>
internal static class Program
{
    private const string Usage = """
        Measures the module against the simplest thing that does the same, and prints one table.

          dotnet run -c Release --project tests/PartnerCenter.Benchmarks [-- options]

          --only KEY[,KEY]   only these: latency, rate, client, rest, memory, connections, import, connect, throttled, one-throttled, unreachable
          --scale FACTOR     this part of the customers; default 1
          --endpoint URI     another server than the emulator's host
          --json FILE        where the same goes as JSON; default artifacts/benchmarks.json
        """;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static async Task<int> Main(string[] arguments)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        string[] known = ["--only", "--scale", "--endpoint", "--json"];
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (i + 1 == arguments.Length || !known.Contains(arguments[i]))
            {
                Console.Error.WriteLine(Usage);
                return 2;
            }

            options[arguments[i]] = arguments[i + 1];
        }

        Environment.SetEnvironmentVariable("PARTNERCENTER_SECRET", EmulatorDefaults.ApplicationSecret);
        Environment.SetEnvironmentVariable("NO_COLOR", "1");
        var scale = options.TryGetValue("--scale", out var factor) ? double.Parse(factor, CultureInfo.InvariantCulture) : 1;
        using var server = options.TryGetValue("--endpoint", out var endpoint)
            ? EmulatorServer.At(new Uri(endpoint))
            : await EmulatorServer.StartAsync(100_000).ConfigureAwait(false);
        var only = options.TryGetValue("--only", out var keys) ? keys.Split(',') : null;
        var figures = new List<Figure>();
        Console.WriteLine($"{Environment.ProcessorCount} processors, .NET {Environment.Version}, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}");
        Console.WriteLine();
        Console.WriteLine($"{"figure",-72} {"bar",10} {"measured",12}");
        foreach (var (key, measure) in new Figures(server, scale).All)
        {
            if (only is not null && !only.Contains(key))
            {
                continue;
            }

            foreach (var figure in await measure().ConfigureAwait(false))
            {
                figures.Add(figure);
                Console.WriteLine($"{figure.Name,-72} {figure.BarText,10} {figure.ValueText,12} {(figure.Holds ? " " : "!")} {figure.Measured}");
            }
        }

        var file = options.TryGetValue("--json", out var path) ? path : Path.Combine(RepositoryPaths.Root, "artifacts", "benchmarks.json");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { taken = DateTimeOffset.UtcNow, processors = Environment.ProcessorCount, figures }, Indented)).ConfigureAwait(false);
        return figures.All(figure => figure.Holds) ? 0 : 1;
    }
}
