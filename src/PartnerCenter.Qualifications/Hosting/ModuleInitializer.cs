using System.Management.Automation;

namespace PartnerCenter.Qualifications.Hosting;

/// <summary>
/// Installs what finds the module's own dependencies when the module is imported, and removes it when the module is removed.
/// PowerShell calls it; it loads nothing itself.
/// </summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>Called by PowerShell when the module is imported.</summary>
    public void OnImport() => DependencyResolver.Install();

    /// <summary>Called by PowerShell when the module is removed.</summary>
    /// <param name="psModuleInfo">The module.</param>
    public void OnRemove(PSModuleInfo psModuleInfo) => DependencyResolver.Remove();
}
