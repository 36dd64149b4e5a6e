using System;
using System.Diagnostics;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace PartnerCenter.Qualifications.Tests;

/// <summary>
/// The NuGet packages, packed into a folder of their own from what is built.
/// </summary>
public sealed class PackedPackages : IAsyncLifetime
{
    /// <summary>The configuration that these tests run in.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>Where everything goes.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("pc-packages-").FullName;

    /// <summary>Where the packages are.</summary>
    public string Source => Path.Combine(Folder, "source");

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        foreach (var project in new[] { "PartnerCenter.Client", "PartnerCenter.Emulator.Host" })
        {
            await RunAsync(
                "dotnet", PowerShellEngine.Root, "pack", Path.Combine("src", project), "--no-build", "--no-restore", "-c", Configuration, "-o", Source,
                "-nologo", "-v", "quiet");
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Opens the package of that name, whatever its version.</summary>
    public ZipArchive Open(string name, string extension = ".nupkg") => ZipFile.OpenRead(Directory.EnumerateFiles(Source, name + ".*" + extension).Single());

    /// <summary>Runs a program to its end, in a minute and a half at most, and returns what it printed.</summary>
    public static async Task<string> RunAsync(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // What the test run tells MSBuild is not for others.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        // A build server would keep the output open after the build.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            await Task.WhenAll(process.WaitForExitAsync(), output, errors).WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}\n{await output}{await errors}");
            return await output;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
