using System;
using System.IO;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;

namespace PartnerCenter.Qualifications.Tests;

/// <summary>
/// The PowerShell that comes with the tests, and the one that comes with the tool manifest.
/// </summary>
public sealed class PowerShellEngineTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task The_engine_is_the_one_of_the_package_and_needs_no_pwsh_on_the_PATH()
    {
        Assert.SkipWhen(PowerShellEngine.Version is null, "Another engine was asked for.");
        var start = PowerShellEngine.CreateStart("-Command", "\"$($PSVersionTable.PSVersion)\"");
        start.Environment["PATH"] = string.Empty;
        var (exitCode, output) = await PowerShellEngine.RunAsync(start, Limit, TestContext.Current.CancellationToken);
        Assert.Equal(PowerShellEngine.Version, output.Trim());
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public void Another_engine_is_a_file_that_exists()
    {
        Assert.Null(PowerShellEngine.GetOther(null));
        Assert.Null(PowerShellEngine.GetOther(string.Empty));
        Assert.Equal(PowerShellEngine.Pester, PowerShellEngine.GetOther(PowerShellEngine.Pester));
        var failure = Assert.Throws<InvalidOperationException>(() => PowerShellEngine.GetOther("no-such-pwsh"));
        Assert.Contains("PC_TEST_PWSH has to be the path of pwsh", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tool_manifest_has_the_same_PowerShell()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(PowerShellEngine.Root, ".config", "dotnet-tools.json")));
        var versions = File.ReadAllText(Path.Combine(PowerShellEngine.Root, "Directory.Packages.props"));
        Assert.Contains(
            $"<PowerShellVersion>{manifest.RootElement.GetProperty("tools").GetProperty("powershell").GetProperty("version").GetString()}</PowerShellVersion>",
            versions,
            StringComparison.Ordinal);
    }

    /// <summary>What is typed at the prompt comes through standard input here.</summary>
    [Fact]
    public async Task The_readme_starts_a_prompt_with_the_module_imported_and_the_emulator_connected()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(PowerShellEngine.Root, "README.md"), TestContext.Current.CancellationToken);
        var section = Regex.Match(readme, @"(?ms)^## Try it$(.*?)^## ").Groups[1].Value;
        var commands = Regex.Match(section, @"(?m)^(dotnet tool restore) .*\n(dotnet pwsh [^#\n]*?)(?: +#.*)?$");
        Assert.True(commands.Success, section);

        await PackedPackages.RunAsync("dotnet", PowerShellEngine.Root, commands.Groups[1].Value.Split(' ')[1..]);
        var start = OperatingSystem.IsWindows()
            ? PowerShellEngine.CreateStart("cmd", ["/c", commands.Groups[2].Value])
            : PowerShellEngine.CreateStart("sh", ["-c", commands.Groups[2].Value]);
        var (exitCode, output) = await PowerShellEngine.RunAsync(
            start, Limit, TestContext.Current.CancellationToken, "\"customers=$(@(Get-PcCustomer).Count) $((Get-PcContext).IsConnected)\"\nexit 7\n");
        Assert.Matches("(?m)^customers=25 True\r?$", output);
        Assert.Equal(7, exitCode);
    }
}
