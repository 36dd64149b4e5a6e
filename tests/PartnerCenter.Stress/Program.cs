using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using PartnerCenter.Emulator;
using PartnerCenter.Stress.Chaos;
using PartnerCenter.Stress.Fuzzing;
using PartnerCenter.Stress.Ledger;
using PartnerCenter.Stress.Soak;

namespace PartnerCenter.Stress;

/// <summary>
/// Lets things go wrong for as long as nobody would wait for a test, and says what became of it.
/// </summary>
internal static class Program
{
    private const string Usage = """
        Lets things go wrong for longer than a test may take.

          dotnet run -c Release --project tests/PartnerCenter.Stress -- VERB [options]

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

          ledger             pipelines that write, with every fault and every ending: what the server did is what the user asked for and was told
          --count NUMBER     how many pipelines; default 10,000
          --seed NUMBER      the first one's number, from which everything about it follows; default 1
          --parallel NUMBER  how many pipelines at a time; default 32
          --show YES         also what one pipeline was asked, what the server received, and what the user was told
        """;

    private static readonly Dictionary<string, (string[] Options, Func<Dictionary<string, string>, double, Task<bool>> RunAsync)> Verbs = new(StringComparer.Ordinal)
    {
        ["chaos"] = (["--only", "--scale", "--seed"], (options, scale) => ChaosSuite.RunAsync(options.GetValueOrDefault("--only"), scale, Number(options, "--seed", 1))),
        ["soak"] = (["--scale", "--seed"], (options, scale) => SoakSuite.RunAsync(scale, Number(options, "--seed", 1))),
        ["fuzz"] = (["--cases", "--seed"], (options, _) => FuzzSuite.RunAsync(Number(options, "--cases", 100_000), Number(options, "--seed", 1))),
        ["ledger"] = (
            ["--count", "--seed", "--parallel", "--show"],
            (options, _) => LedgerSuite.RunAsync(
                Number(options, "--count", 10_000), Number(options, "--seed", 1), Number(options, "--parallel", LedgerSuite.DefaultParallelism), options.ContainsKey("--show"))),
    };

    public static async Task<int> Main(string[] arguments)
    {
        if (arguments.Length % 2 == 0 || !Verbs.TryGetValue(arguments[0], out var verb))
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }

        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 1; i < arguments.Length; i += 2)
        {
            if (!verb.Options.Contains(arguments[i]))
            {
                Console.Error.WriteLine(Usage);
                return 2;
            }

            options[arguments[i]] = arguments[i + 1];
        }

        Environment.SetEnvironmentVariable("PARTNERCENTER_SECRET", EmulatorDefaults.ApplicationSecret);
        Environment.SetEnvironmentVariable("NO_COLOR", "1");
        var scale = options.TryGetValue("--scale", out var factor) ? double.Parse(factor, CultureInfo.InvariantCulture) : 1;
        return await verb.RunAsync(options, scale).ConfigureAwait(false) ? 0 : 1;
    }

    private static int Number(Dictionary<string, string> options, string name, int otherwise) =>
        options.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
