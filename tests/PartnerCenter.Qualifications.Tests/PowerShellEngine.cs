using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Qualifications.Tests;

/// <summary>
/// The PowerShell that scripts run in: the one that comes as a NuGet package, or the one that <c>PC_TEST_PWSH</c> names, an executable or a <c>pwsh.dll</c>.
/// </summary>
internal static class PowerShellEngine
{
    private const string OtherEngine = "PC_TEST_PWSH";

    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The version of the PowerShell that comes as a package; null where another one was asked for.</summary>
    public static string? Version => GetOther() is null ? GetMetadata("PowerShellVersion") : null;

    /// <summary>The manifest of the Pester that the tests are written for.</summary>
    public static string Pester => GetMetadata("Pester");

    /// <summary>The manifest of the Pester before it, which many users still have.</summary>
    public static string EarlierPester => GetMetadata("EarlierPester");

    /// <summary>How to start PowerShell with these arguments, without a profile or a prompt, in the repository's folder.</summary>
    public static ProcessStartInfo CreateStart(params IEnumerable<string> arguments)
    {
        var engine = GetOther() ?? GetMetadata("PowerShell");
        var isAssembly = Path.GetExtension(engine).Equals(".dll", StringComparison.OrdinalIgnoreCase);
        return CreateStart(
            isAssembly ? Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet" : engine,
            [.. isAssembly ? [engine] : Array.Empty<string>(), "-NoLogo", "-NoProfile", "-NonInteractive", .. arguments]);
    }

    /// <summary>How to start a program that starts PowerShell, in the same way.</summary>
    public static ProcessStartInfo CreateStart(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NO_COLOR"] = "1";

        // Nothing is sent to anybody.
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        return start;
    }

    /// <summary>Runs a command to its end and returns what it wrote.</summary>
    /// <exception cref="TimeoutException">It did not end within the limit. The message has what it wrote until then.</exception>
    public static Task<(int ExitCode, string Output)> RunAsync(string command, TimeSpan limit, CancellationToken cancellationToken) =>
        RunAsync(CreateStart("-Command", command), limit, cancellationToken);

    /// <inheritdoc cref="RunAsync(string, TimeSpan, CancellationToken)" />
    public static async Task<(int ExitCode, string Output)> RunAsync(
        ProcessStartInfo start, TimeSpan limit, CancellationToken cancellationToken, string input = "")
    {
        var output = new StringBuilder();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await process.StandardInput.WriteAsync(input).ConfigureAwait(false);
        process.StandardInput.Close();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(limit);
        try
        {
            await process.WaitForExitAsync(timeout.Token).ConfigureAwait(false);
            return (process.ExitCode, Read());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"PowerShell did not end within {limit}. It wrote:{Environment.NewLine}{Read()}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        void Append(string? line)
        {
            lock (output)
            {
                output.AppendLine(line);
            }
        }

        string Read()
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    private static string? GetOther() => GetOther(Environment.GetEnvironmentVariable(OtherEngine));

    /// <summary>The other engine that was asked for; null where none was.</summary>
    internal static string? GetOther(string? asked) => asked switch
    {
        null or "" => null,
        var path when File.Exists(path) => Path.GetFullPath(path),
        var path => throw new InvalidOperationException($"{OtherEngine} has to be the path of pwsh or pwsh.dll; there is no file '{path}'."),
    };

    private static string GetMetadata(string key) => Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PcQualifications.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The program runs from a folder outside the repository.");
        }

        return folder.FullName;
    }
}
