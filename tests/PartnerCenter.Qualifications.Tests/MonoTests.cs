using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace PartnerCenter.Qualifications.Tests;

/// <summary>
/// Runs the client's and the emulator's tests as compiled for the .NET Framework, on Mono where it is installed.
/// </summary>
public sealed class MonoTests
{
    private const string Project = "PartnerCenter.DesktopTests";

    private static readonly string Packages = typeof(MonoTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "PackageRoot").Value!;

    // They take half a minute where nothing else runs.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData("PartnerCenter.Client.Tests", 600)]
    [InlineData("PartnerCenter.Client.Tests.EscapeRoom", 60)]
    [InlineData("PartnerCenter.Emulator.Tests", 200)]
    [InlineData(Project, 2)]
    public async Task The_tests_pass_on_Mono(string tests, int atLeast)
    {
        var reason = InstalledMono.FindReasonToSkip((Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator));
        Assert.SkipWhen(reason is not null, reason ?? string.Empty);

        using var process = Process.Start(new ProcessStartInfo("mono", [Project + ".exe", "-noLogo", "-noColor", "-namespace", tests])
        {
            WorkingDirectory = Path.Combine(PowerShellEngine.Root, "tests", Project, "bin", PackedPackages.Configuration, "net472"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,

            // For the test of what another module loads first.
            Environment =
            {
                ["PC_MODULE"] = Path.Combine(PowerShellEngine.Root, "out", "PartnerCenter.Qualifications", "net472"),
                ["PC_OTHER_MSAL"] = Path.Combine(Packages, "microsoft.identity.client", "4.61.3", "lib", "net462", "Microsoft.Identity.Client.dll"),
            },
        })!;
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = new StringBuilder();
        var summary = string.Empty;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            // Not to the process's end: Mono sometimes waits for its thread pool for most of a minute, or fails when it aborts the thread of its timers.
            while (summary.Length == 0 && await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                output.AppendLine(line);
                summary = line.StartsWith($"   {Project}  Total: ", StringComparison.Ordinal) ? line : string.Empty;
            }
        }
        catch (OperationCanceledException)
        {
            output.AppendLine(CultureInfo.InvariantCulture, $"Not done within {Limit}.");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }

        output.Append(await errors);
        TestContext.Current.TestOutputHelper?.WriteLine(output.ToString());
        Assert.InRange(CountPassed(summary) ?? throw new Xunit.Sdk.XunitException(output.ToString()), atLeast, int.MaxValue);
    }
    // What is skipped has not passed, and neither has what failed.
    [Theory]
    [InlineData("Total: 700, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 9.1s", 700)]
    [InlineData("Total: 700, Errors: 0, Failed: 0, Skipped: 690, Not Run: 0, Time: 9.1s", 10)]
    [InlineData("Total: 700, Errors: 0, Failed: 0, Skipped: 3, Not Run: 600, Time: 9.1s", 97)]
    [InlineData("Total: 700, Errors: 1, Failed: 0, Skipped: 0, Not Run: 0, Time: 9.1s", null)]
    [InlineData("Total: 700, Errors: 0, Failed: 10, Skipped: 0, Not Run: 0, Time: 9.1s", null)]
    [InlineData("", null)]
    public void Tests_count_that_have_passed(string summary, int? passed) => Assert.Equal(passed, CountPassed(summary));

    private static int? CountPassed(string summary)
    {
        var counts = Regex.Match(summary, "Total: ([0-9]+), Errors: 0, Failed: 0, Skipped: ([0-9]+), Not Run: ([0-9]+),");
        int Count(int group) => int.Parse(counts.Groups[group].Value, CultureInfo.InvariantCulture);
        return counts.Success ? Count(1) - Count(2) - Count(3) : null;
    }

    [Fact]
    public void Mono_without_facades_is_a_reason_to_skip()
    {
        var folder = Directory.CreateTempSubdirectory("mono-");
        try
        {
            var programs = folder.CreateSubdirectory("bin").FullName;
            var elsewhere = folder.CreateSubdirectory("elsewhere").FullName;
            Assert.Equal("Mono is not on the PATH.", InstalledMono.FindReasonToSkip([elsewhere, programs]));

            var name = OperatingSystem.IsWindows() ? "mono.exe" : "mono";
            File.WriteAllText(Path.Combine(programs, name), string.Empty);
            Assert.Contains("no facades", InstalledMono.FindReasonToSkip([elsewhere, programs]), StringComparison.Ordinal);

            File.WriteAllText(Path.Combine(folder.CreateSubdirectory("lib/mono/4.5/Facades").FullName, "System.Runtime.dll"), string.Empty);
            Assert.Null(InstalledMono.FindReasonToSkip([elsewhere, programs]));
            if (!OperatingSystem.IsWindows())
            {
                File.CreateSymbolicLink(Path.Combine(elsewhere, name), Path.Combine(programs, name));
                Assert.Null(InstalledMono.FindReasonToSkip([elsewhere]));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
