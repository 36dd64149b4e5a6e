using System;
using System.Linq;
using System.Management.Automation;

namespace PartnerCenter.Qualifications.Hosting;

/// <summary>
/// Installs the resolver for the module's own dependencies when the module is imported, and removes it when the module is removed.
/// PowerShell calls this class, which loads nothing itself.
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
    /// A session has each cmdlet once, from the first copy of the module, even if several copies are imported. The engine would remove the cmdlets with
    /// that copy, and the other copies would have none. Therefore, this class removes the copy, and another copy imports its cmdlets instead.
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
