using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace PartnerCenter.Qualifications.Tests;

/// <summary>
/// Runs the client's tests as compiled for the .NET Framework: on Mono, where it is installed and they are built.
/// </summary>
public sealed class DesktopClientTests
{
    private const string Project = "tests/PartnerCenter.Client.DesktopTests";

    // Mono's own HTTP stack takes a body that cannot be decompressed for a broken connection; the framework's tells the two apart.
    private const string DifferentOnMono = "*A_body_that_says_to_be_compressed_and_is_not*";

    [Fact]
    public async Task The_client_s_tests_pass_on_Mono()
    {
        var program = Directory.Exists(Path.Combine(PowerShellEngine.Root, Project, "bin"))
            ? Directory.EnumerateFiles(Path.Combine(PowerShellEngine.Root, Project, "bin"), "PartnerCenter.Client.Tests.exe", SearchOption.AllDirectories).FirstOrDefault()
            : null;
        Assert.SkipWhen(program is null, $"The tests are not built for the .NET Framework: dotnet build {Project}");
        Assert.SkipUnless(
            (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "mono"))),
            "Mono is not on the PATH.");

        using var process = Process.Start(new ProcessStartInfo("mono", [program!, "-noColor", "-method-", DifferentOnMono])
        {
            WorkingDirectory = Path.GetDirectoryName(program)!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, output + await errors);
        Assert.Matches(@"Total: [1-9]\d\d+, Errors: 0, Failed: 0", output);
    }
}
