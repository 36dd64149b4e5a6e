using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Qualifications.Tests;

/// <summary>
/// The PowerShell on this machine, if there is one that can run the tests.
/// </summary>
internal static class PowerShellEngine
{
    private static readonly Lazy<Task<string?>> Reason = new(FindReasonAsync);

    public static string Root { get; } = FindRoot();

    /// <summary>Whether there is a PowerShell at all.</summary>
    public static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh")));

    /// <summary>Why the tests cannot run here; null where they can.</summary>
    public static Task<string?> ReasonToSkipAsync() => Reason.Value;

    public static async Task<(int ExitCode, string Output)> RunAsync(string command, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("pwsh")
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var argument in new[] { "-NoLogo", "-NoProfile", "-NonInteractive", "-Command", command })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["NO_COLOR"] = "1";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static async Task<string?> FindReasonAsync()
    {
        if (!IsInstalled)
        {
            return "No PowerShell (pwsh) is on the PATH.";
        }

        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var (exitCode, _) = await RunAsync(
            "if (Get-Module Pester -ListAvailable | Where-Object { $_.Version.Major -eq 5 }) { exit 0 } else { exit 1 }", timeout.Token);
        return exitCode == 0 ? null : "PowerShell is here, but Pester 5 is not installed.";
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PcQualifications.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run from a folder outside the repository.");
        }

        return folder.FullName;
    }
}
