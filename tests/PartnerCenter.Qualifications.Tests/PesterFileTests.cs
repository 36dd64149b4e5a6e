using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace PartnerCenter.Qualifications.Tests;

/// <summary>
/// Runs each Pester file as one test, in a PowerShell of its own, against the module in out/.
/// </summary>
public sealed class PesterFileTests
{
    public static TheoryData<string> Files { get; } = new(Directory
        .EnumerateFiles(Path.Combine(PowerShellEngine.Root, "tests", "PartnerCenter.Qualifications.Tests"), "*.Tests.ps1")
        .Select(file => Path.GetFileName(file)!)
        .Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Pester_file_passes(string file)
    {
        if (await PowerShellEngine.ReasonToSkipAsync() is { } reason)
        {
            Assert.Skip(reason);
        }

        var path = Path.Combine("tests", "PartnerCenter.Qualifications.Tests", file);
        var (exitCode, output) = await PowerShellEngine.RunAsync(
            $$"""
            Import-Module Pester -MinimumVersion 5.0 -MaximumVersion 5.99.99
            $configuration = New-PesterConfiguration
            $configuration.Run.Path = '{{path}}'
            $configuration.Run.PassThru = $true
            $configuration.Output.Verbosity = 'Detailed'
            $configuration.Output.RenderMode = 'Plaintext'
            $result = Invoke-Pester -Configuration $configuration
            if ($result.TotalCount -eq 0) { 'No test ran.'; exit 2 }
            if ($result.Result -ne 'Passed') { exit 1 }
            """,
            TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine(output);
        Assert.True(exitCode == 0, output);
    }
}
