using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

// Tests often wait for a PowerShell: as many run at a time as there are processors.
[assembly: Parallelization(Mode = ParallelMode.All)]

namespace PartnerCenter.Qualifications.Tests;

/// <summary>
/// Runs each Pester file as one test, against the module in out/.
/// </summary>
public sealed partial class PesterFileTests(PesterSessions sessions)
{
    private static readonly string Folder = Path.Combine(PowerShellEngine.Root, "tests", "PartnerCenter.Qualifications.Tests");

    // What these show depends on what the module remembers as long as PowerShell runs, such as the tenants of earlier sign-ins.
    private static readonly string[] NeedNewSession =
    [
        "Completion.Tests.ps1", "Connections.Tests.ps1", "CustomerNames.Tests.ps1", "Get-PcContext.Tests.ps1", "Module.Tests.ps1", "Runspaces.Tests.ps1",
        "Select-PcContext.Tests.ps1",
    ];

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
    [InlineData("DocsExamples.Tests.ps1", "UsesPester")]
    [InlineData("HelpExamples.Tests.ps1", null)]
    [InlineData("PesterUse.Tests.ps1", null)]
    public Task Pester_file_passes_with_the_earlier_Pester(string file, string? tag) => RunFileAsync(file, PowerShellEngine.EarlierPester, tag);

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
    public async Task Pester_file_fails_where_it_ends_PowerShell()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => RunScriptAsync(
            "Describe 'A' { It 'ends' { Write-Host 'It ends.'; [System.Environment]::Exit(0) } }", Limit));
        Assert.Contains("It ends.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pester_file_leaves_nothing_behind_for_the_next_in_its_session()
    {
        var folder = Directory.CreateTempSubdirectory("pester-file-");
        try
        {
            string[] scripts =
            [
                """
                Describe 'A' {
                    It 'leaves' {
                        $global:left = 1; $global:VerbosePreference = 'Continue'; function global:Get-Left { 1 }; $env:PC_LEFT = 1; $env:HOME = '/left'
                        $global:PSDefaultParameterValues['Get-Date:Year'] = 1; Set-Location ([System.IO.Path]::GetTempPath())
                        New-Module Left { } | Import-Module -Global; Write-Error left -ErrorAction SilentlyContinue
                    }
                }
                """,
                """
                Describe 'B' {
                    It 'finds nothing' {
                        $left = $global:left, $env:PC_LEFT, (Get-Module Left), (Get-Command Get-Left -ErrorAction Ignore)
                        $left | Where-Object { $null -ne $_ } | Should -BeNullOrEmpty
                        $global:VerbosePreference | Should -Be 'SilentlyContinue'
                        $env:HOME | Should -Not -Be '/left'
                        (Get-Date).Year | Should -Not -Be 1
                        (Get-Location).Path | Should -Not -Be (Resolve-Path ([System.IO.Path]::GetTempPath())).Path
                        $global:Error | Should -BeNullOrEmpty
                    }
                }
                """,
            ];
            await using var session = await PesterSession.StartAsync(PowerShellEngine.Pester, TestContext.Current.CancellationToken);
            for (var i = 0; i < scripts.Length; i++)
            {
                var file = Path.Combine(folder.FullName, $"{i}.Tests.ps1");
                await File.WriteAllTextAsync(file, scripts[i], TestContext.Current.CancellationToken);
                Assert.Empty(Check(await session.RunAsync(file, null, Limit, TestContext.Current.CancellationToken)).Reasons);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Pester_file_fails_where_no_test_has_the_tag()
    {
        const string Script = "Describe 'A' -Tag one { It 'passes' { 1 | Should -Be 1 } }; Describe 'B' { It 'fails' { 1 | Should -Be 2 } }";
        Assert.Empty(await RunScriptAsync(Script, Limit, "one"));
        var failure = await Assert.ThrowsAnyAsync<XunitException>(() => RunScriptAsync(Script, Limit, "two"));
        Assert.Contains("The file has no test.", failure.Message, StringComparison.Ordinal);
    }

    // In a session of its own, for some of them end it.
    private static async Task<string[]> RunScriptAsync(string script, TimeSpan limit, string? tag = null)
    {
        var folder = Directory.CreateTempSubdirectory("pester-file-");
        try
        {
            var file = Path.Combine(folder.FullName, "Some.Tests.ps1");
            await File.WriteAllTextAsync(file, script, TestContext.Current.CancellationToken);
            await using var session = await PesterSession.StartAsync(PowerShellEngine.Pester, TestContext.Current.CancellationToken);
            return Check(await session.RunAsync(file, tag, limit, TestContext.Current.CancellationToken)).Reasons;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task RunFileAsync(string name, string pester, string? tag = null)
    {
        var stop = TestContext.Current.CancellationToken;
        var path = Path.Combine(Folder, name);
        await using var own = NeedNewSession.Contains(name) ? await PesterSession.StartAsync(pester, stop) : null;
        var (reasons, output) = Check(own is null ? await sessions.RunAsync(path, pester, tag, Limit, stop) : await own.RunAsync(path, tag, Limit, stop));
        TestContext.Current.TestOutputHelper?.WriteLine(output);
        Assert.SkipWhen(reasons.Length > 0, string.Join("; ", reasons));
    }

    /// <returns>What was skipped, and why, where nothing ran, else nothing; and what Pester wrote.</returns>
    private static (string[] Reasons, string Output) Check((int ExitCode, string Output) result)
    {
        Assert.True(result.ExitCode is 0 or 3, result.Output);
        return (result.ExitCode == 3 ? [.. SkippedTest().Matches(result.Output).Select(match => match.Groups[1].Value)] : [], result.Output);
    }

    [GeneratedRegex("(?m)^Skipped: (.*?)\r?$")]
    private static partial Regex SkippedTest();
}
