using System;
using System.Management.Automation;
using System.Threading;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Tells whether somebody sits before this session, or a script runs whose results nobody looks at twice.
/// </summary>
internal static class InteractiveSession
{
    private static int _warned;

    /// <summary>Whether the session is not interactive, and this is the first time that it matters: later connections of the process say nothing more.</summary>
    public static bool IsFirstWarning(PSCmdlet cmdlet) => !IsInteractive(cmdlet) && Interlocked.Exchange(ref _warned, 1) == 0;

    private static bool IsInteractive(PSCmdlet cmdlet) =>
        Environment.UserInteractive
        && cmdlet.Host.Name is not ("Default Host" or "ServerRemoteHost")
        && !Array.Exists(Environment.GetCommandLineArgs(), IsNonInteractiveSwitch);

    // As PowerShell reads its own command line: any letter case, either dash, and no shorter than -noni.
    private static bool IsNonInteractiveSwitch(string argument)
    {
        var name = argument.TrimStart('-', '/');
        return name.Length < argument.Length && name.Length >= "noni".Length && "NonInteractive".StartsWith(name, StringComparison.OrdinalIgnoreCase);
    }
}
