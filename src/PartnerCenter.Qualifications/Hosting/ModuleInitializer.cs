using System;
using System.Linq;
using System.Management.Automation;

namespace PartnerCenter.Qualifications.Hosting;

/// <summary>
/// Installs what finds the module's own dependencies when the module is imported, and removes it when the module is removed.
/// PowerShell calls it; it loads nothing itself.
/// </summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    [ThreadStatic]
    private static bool _handingOver;

    /// <summary>Called by PowerShell when the module is imported.</summary>
    public void OnImport() => DependencyResolver.Install();

    /// <summary>Called by PowerShell when the module is removed.</summary>
    /// <param name="psModuleInfo">The module.</param>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        if (!_handingOver && DependencyResolver.Remove())
        {
            HandOver(psModuleInfo);
        }
    }

    /// <summary>
    /// A session has each cmdlet once, as the first copy's, however many copies of the module it has. The engine would take the cmdlets away with that
    /// copy and leave the others without any; so the removal is done here, and another copy imports its cmdlets in their place.
    /// </summary>
    private static void HandOver(PSModuleInfo removed)
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        var other = shell.AddCommand("Get-Module").AddParameter("Name", removed.Name).Invoke<PSModuleInfo>()
            .FirstOrDefault(module => module.Path != removed.Path);
        if (other is null)
        {
            return;
        }

        _handingOver = true;
        try
        {
            shell.Commands.Clear();
            shell.AddCommand("Remove-Module").AddParameter("ModuleInfo", removed).AddStatement()
                .AddCommand("Import-Module").AddParameter("ModuleInfo", other).Invoke();
        }
        finally
        {
            _handingOver = false;
        }
    }
}
