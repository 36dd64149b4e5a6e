using System;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Determines whether a user is at this session, or an unattended script runs whose results nobody checks.
/// </summary>
internal static class InteractiveSession
{
    private static readonly ConditionalWeakTable<Runspace, object> Warned = new();

    /// <summary>
    /// Whether the session isn't interactive and this is the first emulated connection. Later connections of the runspace don't repeat the warning. In a
    /// process with several runspaces, another runspace can belong to another user.
    /// </summary>
    public static bool IsFirstWarning(PSCmdlet cmdlet)
    {
        if (IsInteractive(cmdlet) || Warned.TryGetValue(Runspace.DefaultRunspace, out _))
        {
            return false;
        }

        Warned.Add(Runspace.DefaultRunspace, new object());
        return true;
    }

    // Only these hosts are interactive. For an unknown host, an unnecessary warning is better than a missing one.
    private static bool IsInteractive(PSCmdlet cmdlet) => Environment.UserInteractive && cmdlet.Host.Name switch
    {
        // A scheduler or another program redirects the input, regardless of the switches.
        "ConsoleHost" => !Console.IsInputRedirected && !Array.Exists(Environment.GetCommandLineArgs(), IsNonInteractiveSwitch),
        "Windows PowerShell ISE Host" or "Visual Studio Code Host" => true,
        _ => false,
    };

    // As in PowerShell's own command line: any letter case, either dash, and at least -noni.
    private static bool IsNonInteractiveSwitch(string argument)
    {
        var name = argument.TrimStart('-', '/');
        return name.Length < argument.Length && name.Length >= "noni".Length && "NonInteractive".StartsWith(name, StringComparison.OrdinalIgnoreCase);
    }
}
