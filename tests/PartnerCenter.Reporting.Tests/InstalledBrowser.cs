using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace PartnerCenter.Reporting.Tests;

/// <summary>
/// The Chromium, Chrome or Edge on this machine, if there is one. None is downloaded.
/// </summary>
internal static class InstalledBrowser
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge"];

    public static string? Path { get; } = Candidates().FirstOrDefault(File.Exists);

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("CHROME_PATH") is { Length: > 0 } chosen)
        {
            yield return chosen;
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        foreach (var name in Names)
        {
            foreach (var folder in folders)
            {
                yield return System.IO.Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name);
            }
        }

        if (OperatingSystem.IsWindows())
        {
            foreach (var folder in new[] { Environment.SpecialFolder.ProgramFiles, Environment.SpecialFolder.ProgramFilesX86,
                Environment.SpecialFolder.LocalApplicationData })
            {
                var root = Environment.GetFolderPath(folder);
                yield return System.IO.Path.Combine(root, "Google", "Chrome", "Application", "chrome.exe");
                yield return System.IO.Path.Combine(root, "Microsoft", "Edge", "Application", "msedge.exe");
            }
        }

        if (OperatingSystem.IsMacOS())
        {
            yield return "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
            yield return "/Applications/Chromium.app/Contents/MacOS/Chromium";
            yield return "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge";
        }
    }
}
