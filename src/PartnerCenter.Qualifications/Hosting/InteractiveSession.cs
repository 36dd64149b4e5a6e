using System;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Tells whether somebody sits before this session, or a script runs whose results nobody looks at twice.
/// </summary>
internal static class InteractiveSession
{
    private static readonly ConditionalWeakTable<Runspace, object> Warned = new();

    /// <summary>
    /// Whether the session is not interactive, and this is the first time that it matters: later connections of the runspace say nothing more. In a process
    /// with several runspaces, another one is another person's.
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

    // Of all hosts, these alone have somebody at a keyboard; one that nobody here knows gets a warning too many, and not one too few.
    private static bool IsInteractive(PSCmdlet cmdlet) => Environment.UserInteractive && cmdlet.Host.Name switch
    {
        // Started by a scheduler or by another program, it reads its input from there, whatever the switches are.
        "ConsoleHost" => !Console.IsInputRedirected && !Array.Exists(Environment.GetCommandLineArgs(), IsNonInteractiveSwitch),
        "Windows PowerShell ISE Host" or "Visual Studio Code Host" => true,
        _ => false,
    };

    // As PowerShell reads its own command line: any letter case, either dash, and no shorter than -noni.
    private static bool IsNonInteractiveSwitch(string argument)
    {
        var name = argument.TrimStart('-', '/');
        return name.Length < argument.Length && name.Length >= "noni".Length && "NonInteractive".StartsWith(name, StringComparison.OrdinalIgnoreCase);
    }
}
