using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

// Each test has a PowerShell of its own and often waits for it. How many run at a time is in xunit.runner.json.
[assembly: Parallelization(Mode = ParallelMode.All)]

namespace PartnerCenter.Qualifications.Tests;

/// <summary>
/// Runs each Pester file as one test, in a PowerShell of its own, against the module in out/.
/// </summary>
public sealed partial class PesterFileTests
{
    private static readonly string Folder = Path.Combine(PowerShellEngine.Root, "tests", "PartnerCenter.Qualifications.Tests");

    // The longest takes a minute where nothing else runs.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    public static TheoryData<string> Files { get; } = new(Directory
        .EnumerateFiles(Folder, "*.Tests.ps1")
        .Select(file => Path.GetFileName(file)!)
        .Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public Task Pester_file_passes(string file) => RunFileAsync(file, PowerShellEngine.Pester);

    /// <summary>Tests that users copy or write themselves, they run in the Pester that they have.</summary>
    [Theory]
    [InlineData("DocsExamples.Tests.ps1")]
    [InlineData("HelpExamples.Tests.ps1")]
    [InlineData("PesterUse.Tests.ps1")]
    public Task Pester_file_passes_with_the_earlier_Pester(string file) => RunFileAsync(file, PowerShellEngine.EarlierPester, "UsesPester");

    [Theory]
    [InlineData("Describe 'A' { It 'fails' { 1 | Should -Be 2 } }", "Expected 2, but got 1.")]
    [InlineData("Describe 'A' { It 'passes' { 1 | Should -Be 1 } }; throw 'outside'", "outside")]
    [InlineData("Describe 'A' { BeforeAll { throw 'before' }; It 'passes' { 1 | Should -Be 1 } }", "before")]
    [InlineData("# nothing", "The file has no test.")]
    public async Task Pester_file_fails_where_a_test_fails_or_none_runs(string script, string reason)
    {
        var failure = await Assert.ThrowsAnyAsync<XunitException>(() => RunScriptAsync(script, Limit));
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pester_file_is_skipped_where_every_test_is_skipped()
    {
        var reasons = await RunScriptAsync(
            """
            Describe 'A (needs B)' -Skip { It 'one' { }; Context 'c' { It 'two' { } } }
            Describe 'C' { It 'three' { Set-ItResult -Skipped -Because 'D is missing' } }
            """,
            Limit);
        Assert.Equal(["A (needs B), 2 tests", "C.three: is skipped, because D is missing"], reasons);
    }

    [Fact]
    public async Task Pester_file_passes_where_one_test_passes_and_another_is_skipped() =>
        Assert.Empty(await RunScriptAsync("Describe 'A' { It 'one' { 1 | Should -Be 1 }; It 'two' -Skip { } }", Limit));

    [Fact]
    public async Task Pester_file_fails_where_it_does_not_end()
    {
        var failure = await Assert.ThrowsAsync<TimeoutException>(() => RunScriptAsync(
            "Describe 'A' { It 'hangs' { Write-Host 'It hangs.'; Start-Sleep 600 } }", TimeSpan.FromSeconds(20)));
        Assert.Contains("It hangs.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pester_file_fails_where_no_test_has_the_tag()
    {
        const string Script = "Describe 'A' -Tag one { It 'passes' { 1 | Should -Be 1 } }; Describe 'B' { It 'fails' { 1 | Should -Be 2 } }";
        Assert.Empty(await RunScriptAsync(Script, Limit, "one"));
        var failure = await Assert.ThrowsAnyAsync<XunitException>(() => RunScriptAsync(Script, Limit, "two"));
        Assert.Contains("The file has no test.", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<string[]> RunScriptAsync(string script, TimeSpan limit, params string[] tag)
    {
        var folder = Directory.CreateTempSubdirectory("pester-file-");
        try
        {
            var file = Path.Combine(folder.FullName, "Some.Tests.ps1");
            await File.WriteAllTextAsync(file, script, TestContext.Current.CancellationToken);
            return (await RunAsync(file, PowerShellEngine.Pester, limit, tag)).Reasons;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task RunFileAsync(string name, string pester, params string[] tag)
    {
        var (reasons, output) = await RunAsync(Path.Combine(Folder, name), pester, Limit, tag);
        TestContext.Current.TestOutputHelper?.WriteLine(output);
        Assert.SkipWhen(reasons.Length > 0, string.Join("; ", reasons));
    }

    /// <returns>What was skipped, and why, where nothing ran, else nothing; and what Pester wrote.</returns>
    private static async Task<(string[] Reasons, string Output)> RunAsync(string file, string pester, TimeSpan limit, params string[] tag)
    {
        var start = PowerShellEngine.CreateStart(["-File", Path.Combine(Folder, "Invoke-PesterFile.ps1"), file, pester, .. tag]);

        // A file ends before optimized code is worth its preparation. Without it, a file takes about a tenth less processor time.
        start.Environment["DOTNET_TieredPGO"] = "0";
        var (exitCode, output) = await PowerShellEngine.RunAsync(start, limit, TestContext.Current.CancellationToken);
        Assert.True(exitCode is 0 or 3, output);
        return (exitCode == 3 ? [.. SkippedTest().Matches(output).Select(match => match.Groups[1].Value)] : [], output);
    }

    [GeneratedRegex("(?m)^Skipped: (.*?)\r?$")]
    private static partial Regex SkippedTest();
}
