using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using PartnerCenter.Stress.Ledger;
using Xunit;

namespace PartnerCenter.Qualifications.Tests;

/// <summary>
/// Whatever goes wrong and however a pipeline ends: what arrives at the service is what was asked for, and what the service did is told.
/// </summary>
/// <remarks>The same in large: <c>dotnet run -c Release --project tests/PartnerCenter.Stress -- ledger</c>.</remarks>
public sealed class LedgerTests
{
    private const int Pipelines = LedgerScenario.TestSeeds;
    private const int Seed = 1;

    [Fact]
    public async Task Writes_and_what_is_told_of_them_agree_however_a_pipeline_ends()
    {
        var failures = new List<string>();
        var endings = new Dictionary<LedgerEnding, int>();
        var performed = 0;
        await foreach (var result in LedgerSuite.TryAsync(Enumerable.Range(Seed, Pipelines), LedgerSuite.DefaultParallelism)
            .WithCancellation(TestContext.Current.CancellationToken))
        {
            endings[result.Scenario.Ending] = endings.GetValueOrDefault(result.Scenario.Ending) + 1;
            performed += result.Requests.Count(request => request.IsPerformed);
            if (!result.Holds)
            {
                failures.Add(result.ToString());
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {Pipelines} fail.\n\n{string.Join("\n\n", failures.Take(5))}");
        Assert.Equal(Enum.GetValues<LedgerEnding>().Length, endings.Count);
        Assert.True(performed > Pipelines, $"Only {performed} writes were performed.");
    }

    [Fact]
    public async Task Unknown_outcome_is_told_where_a_command_downstream_ends_a_pipeline_that_is_ending_already()
    {
        // One customer's sign-in is refused, which ends the pipeline; the outcome of the next is unknown; a third one's object is all that Select-Object wants.
        const int Ending = 205_141;
        var scenario = LedgerScenario.Create(Ending);
        Assert.Equal((LedgerEnding.SelectFirst, 1, false), (scenario.Ending, scenario.EndsAfter, scenario.HasRefreshToken));
        Assert.Contains(scenario.Faults.Values, fault => fault.Kind == LedgerFault.SignInExpired);
        Assert.Contains(scenario.Faults.Values, fault => fault is { Kind: LedgerFault.ResetMidBody, ReadsToo: true });
        await foreach (var result in LedgerSuite.TryAsync([Ending], 1).WithCancellation(TestContext.Current.CancellationToken))
        {
            Assert.True(result.Holds, result.ToString());
        }
    }

    [Fact]
    public void Scenario_follows_from_its_seed()
    {
        foreach (var seed in Enumerable.Range(Seed, 20))
        {
            var (one, other) = (LedgerScenario.Create(seed), LedgerScenario.Create(seed));
            Assert.Equal(one.ToString(), other.ToString());
            Assert.Equal(one.Csv, other.Csv);
        }
    }

    [Fact]
    public void Scenarios_cover_all_that_can_happen()
    {
        var scenarios = Enumerable.Range(Seed, Pipelines).Select(LedgerScenario.Create).ToList();
        var faults = scenarios.SelectMany(scenario => scenario.Faults.Values).ToList();
        Assert.Empty(Enum.GetValues<LedgerFault>().Except(faults.Select(fault => fault.Kind)).Except([LedgerFault.None]));
        Assert.Empty(Enum.GetValues<RowKind>().Except(scenarios.SelectMany(scenario => scenario.Rows).Select(row => row.Kind)));
        Assert.Contains(scenarios, scenario => scenario.ThrottleLimit is null);
        Assert.Contains(scenarios, scenario => scenario.ThrottleLimit == 128 && scenario.Rows.Count > 128);
        Assert.Contains(scenarios, scenario => scenario.Rows.Count == 1);
        Assert.Contains(scenarios, scenario => scenario.Rows.Count > 1_500);
        Assert.Contains(scenarios, scenario => scenario.IsSet && scenario.MergesErrors);
        Assert.Contains(scenarios, scenario => !scenario.Deduplicates && scenario.Faults.Values.Any(fault => fault.Kind == LedgerFault.LostAnswer));
    }
}
