using System;
using System.Collections.Generic;
using System.CommandLine;
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
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Task<int> Main(string[] arguments)
    {
        var only = new Option<string?>("--only")
        {
            Description =
                "Only these, separated by commas: latency, rate, client, rest, memory, connections, import, connect, throttled, one-throttled, unreachable.",
        };
        var scale = new Option<double>("--scale") { Description = "The share of the customers.", DefaultValueFactory = _ => 1 };
        var endpoint = new Option<Uri?>("--endpoint") { Description = "Another server than the emulator's host." };
        var json = new Option<string>("--json")
        {
            Description = "The file that gets the same as JSON.",
            DefaultValueFactory = _ => Path.Combine(RepositoryPaths.Root, "artifacts", "benchmarks.json"),
        };
        var root = new RootCommand(
            "Measures the module against the simplest thing that does the same, and prints one table: dotnet run -c Release --project tests/PartnerCenter.Benchmarks")
        {
            only, scale, endpoint, json,
        };
        root.SetAction(values => MeasureAsync(values.GetValue(only)?.Split(','), values.GetValue(scale), values.GetValue(endpoint), values.GetValue(json)!));
        return root.Parse(arguments).InvokeAsync();
    }

    private static async Task<int> MeasureAsync(string[]? only, double scale, Uri? endpoint, string file)
    {
        Environment.SetEnvironmentVariable("PARTNERCENTER_SECRET", EmulatorDefaults.ApplicationSecret);
        Environment.SetEnvironmentVariable("NO_COLOR", "1");
        using var server = endpoint is not null ? EmulatorServer.At(endpoint) : await EmulatorServer.StartAsync(100_000).ConfigureAwait(false);
        var figures = new List<Figure>();
        Console.WriteLine(
            $"{Environment.ProcessorCount} processors, .NET {Environment.Version}, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}");
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

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        await File.WriteAllTextAsync(
            file,
            JsonSerializer.Serialize(new { taken = DateTimeOffset.UtcNow, processors = Environment.ProcessorCount, figures }, Indented)).ConfigureAwait(false);
        return figures.All(figure => figure.Holds) ? 0 : 1;
    }
}
