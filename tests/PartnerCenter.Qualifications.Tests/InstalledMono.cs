using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace PartnerCenter.Qualifications.Tests;

/// <summary>
/// The Mono on this machine, if there is one that can run what is compiled for the .NET Framework against .NET Standard.
/// </summary>
internal static class InstalledMono
{
    /// <summary>Why the tests cannot run on the Mono that is in one of the folders; null where they can.</summary>
    public static string? FindReasonToSkip(IEnumerable<string> folders)
    {
        var mono = folders.Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "mono.exe" : "mono")).FirstOrDefault(File.Exists);
        if (mono is null)
        {
            return "Mono is not on the PATH.";
        }

        // It is a link, except on Windows.
        var program = File.ResolveLinkTarget(mono, returnFinalTarget: true)?.FullName ?? mono;
        var facades = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(program)!, "..", "lib", "mono", "4.5", "Facades"));
        return File.Exists(Path.Combine(facades, "System.Runtime.dll"))
            ? null
            : $"Mono has no facades for .NET Standard in {facades}; Debian's package mono-devel brings them.";
    }
}
