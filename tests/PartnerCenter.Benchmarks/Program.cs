using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using PartnerCenter.Benchmarks.Chaos;
using PartnerCenter.Benchmarks.Fuzzing;
using PartnerCenter.Emulator;

namespace PartnerCenter.Benchmarks;

/// <summary>
/// Measures the module and prints one table; writes the same as JSON.
/// </summary>
internal static class Program
{
    private const string Usage = """
        Measures the module against the simplest thing that does the same, and prints one table.

          dotnet run -c Release --project tests/PartnerCenter.Benchmarks [-- options]

          --only KEY[,KEY]   only these: latency, rate, client, rest, memory, connections, import, connect, throttled
          --scale FACTOR     this part of the customers; default 1
          --endpoint URI     another server than the emulator's host
          --json FILE        where the same goes as JSON; default artifacts/benchmarks.json

        Or lets things go wrong:

          dotnet run -c Release --project tests/PartnerCenter.Benchmarks -- VERB [options]

          chaos              10,000 customers with 20 % of all answers replaced, for each kind of fault: none is lost, none comes twice
          --only KEY[,KEY]   only these kinds; --only ? lists them
          --scale FACTOR     this part of the customers; default 1
          --seed NUMBER      the same number brings the same faults; default 1

          soak               100,000 customers in one pipeline with 5 % faults: none is lost, and the memory stays where it is
          --scale FACTOR     this part of the customers; default 1
          --seed NUMBER      the same number brings the same faults; default 1

          fuzz               answers that no server should send: each ends as objects or as an error that says so
          --cases NUMBER     how many; default 100,000
          --seed NUMBER      the same number makes the same answers; default 1
        """;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly Dictionary<string, (string[] Options, Func<Dictionary<string, string>, double, Task<bool>> RunAsync)> Verbs = new(StringComparer.Ordinal)
    {
        ["chaos"] = (["--only", "--scale", "--seed"], (options, scale) => ChaosSuite.RunAsync(options.GetValueOrDefault("--only"), scale, Number(options, "--seed", 1))),
        ["soak"] = (["--scale", "--seed"], (options, scale) => SoakSuite.RunAsync(scale, Number(options, "--seed", 1))),
        ["fuzz"] = (["--cases", "--seed"], (options, _) => FuzzSuite.RunAsync(Number(options, "--cases", 100_000), Number(options, "--seed", 1))),
    };

    public static async Task<int> Main(string[] arguments)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        var verb = arguments.Length > 0 && Verbs.ContainsKey(arguments[0]) ? arguments[0] : null;
        var known = verb is null ? ["--only", "--scale", "--endpoint", "--json"] : Verbs[verb].Options;
        for (var i = verb is null ? 0 : 1; i < arguments.Length; i += 2)
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
        if (verb is not null)
        {
            return await Verbs[verb].RunAsync(options, scale).ConfigureAwait(false) ? 0 : 1;
        }

        using var server = options.TryGetValue("--endpoint", out var endpoint)
            ? Server.At(new Uri(endpoint))
            : await Server.StartAsync(100_000).ConfigureAwait(false);
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

        var file = options.TryGetValue("--json", out var path) ? path : Path.Combine(Places.Root, "artifacts", "benchmarks.json");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { taken = DateTimeOffset.UtcNow, processors = Environment.ProcessorCount, figures }, Indented)).ConfigureAwait(false);
        return figures.All(figure => figure.Holds) ? 0 : 1;
    }

    private static int Number(Dictionary<string, string> options, string name, int otherwise) =>
        options.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
