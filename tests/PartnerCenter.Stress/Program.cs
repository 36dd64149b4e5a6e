using System;
using System.Collections.Generic;
using System.CommandLine;
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
    private static readonly Option<int> Seed = new("--seed") { Description = "The same number brings the same faults.", DefaultValueFactory = _ => 1 };
    private static readonly Option<double> Scale = new("--scale") { Description = "The share of the customers.", DefaultValueFactory = _ => 1 };

    public static Task<int> Main(string[] arguments)
    {
        Environment.SetEnvironmentVariable("PARTNERCENTER_SECRET", EmulatorDefaults.ApplicationSecret);
        Environment.SetEnvironmentVariable("NO_COLOR", "1");
        var root = new RootCommand(
            "Lets things go wrong for longer than a test may take: dotnet run -c Release --project tests/PartnerCenter.Stress -- COMMAND")
        {
            CreateChaos(), CreateSoak(), CreateFuzz(), CreateLedger(),
        };
        return root.Parse(arguments).InvokeAsync();
    }

    private static Command CreateChaos()
    {
        var only = new Option<string?>("--only") { Description = "Only these kinds, separated by commas. '?' lists them." };
        return Create(
            "chaos",
            "10,000 customers with 20 % of all answers replaced, for each kind of fault: none is lost, none comes twice.",
            [only, Scale, Seed],
            values => ChaosSuite.RunAsync(values.GetValue(only), values.GetValue(Scale), values.GetValue(Seed)));
    }

    private static Command CreateSoak() => Create(
        "soak",
        "100,000 customers in one pipeline with 5 % faults: none is lost, and the memory stays where it is.",
        [Scale, Seed],
        values => SoakSuite.RunAsync(values.GetValue(Scale), values.GetValue(Seed)));

    private static Command CreateFuzz()
    {
        var cases = new Option<int>("--cases") { Description = "The number of answers.", DefaultValueFactory = _ => 100_000 };
        return Create(
            "fuzz",
            "Answers that no server should send: each ends as objects or as an error that says so.",
            [cases, Seed],
            values => FuzzSuite.RunAsync(values.GetValue(cases), values.GetValue(Seed)));
    }

    private static Command CreateLedger()
    {
        var count = new Option<int>("--count") { Description = "The number of pipelines.", DefaultValueFactory = _ => 10_000 };
        var parallel = new Option<int>(
            "--parallel")
        { Description = "How many pipelines run at a time.", DefaultValueFactory = _ => LedgerSuite.DefaultParallelism };
        var show = new Option<bool>("--show") { Description = "Also write what one pipeline was asked, what the server received, and what the user was told." };
        return Create(
            "ledger",
            "Pipelines that write, with every fault and every ending: what the server did is what the user asked for and was told.",
            [count, Seed, parallel, show],
            values => LedgerSuite.RunAsync(values.GetValue(count), values.GetValue(Seed), values.GetValue(parallel), values.GetValue(show)));
    }

    private static Command Create(string name, string description, IEnumerable<Option> options, Func<ParseResult, Task<bool>> runAsync)
    {
        var command = new Command(name, description);
        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        command.SetAction(async values => await runAsync(values).ConfigureAwait(false) ? 0 : 1);
        return command;
    }
}
