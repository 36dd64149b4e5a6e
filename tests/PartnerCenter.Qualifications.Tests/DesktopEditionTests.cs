using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using Xunit;

namespace PartnerCenter.Qualifications.Tests;

/// <summary>
/// What ships for Windows PowerShell 5.1, as far as it can be judged elsewhere: every reference leads into the module's folder, the .NET Framework 4.7.2
/// or PowerShell 5.1.
/// </summary>
public sealed class DesktopEditionTests
{
    private static readonly string Packages = typeof(DesktopEditionTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "PackageRoot").Value!;

    private static readonly string Folder = Path.Combine(PowerShellEngine.Root, "out", "PartnerCenter.Qualifications", "net472");

    private static IEnumerable<string> Framework
    {
        get
        {
            var reference = Path.Combine(Newest("microsoft.netframework.referenceassemblies.net472"), "build", ".NETFramework", "v4.7.2");
            return [
                .. Directory.EnumerateFiles(reference, "*.dll"),
                .. Directory.EnumerateFiles(Path.Combine(reference, "Facades"), "*.dll"),
                Path.Combine(Newest("powershellstandard.library"), "lib", "netstandard2.0", "System.Management.Automation.dll"),
            ];
        }
    }

    [Fact]
    public void Every_reference_resolves()
    {
        using var resolver = new ReferenceResolver(Framework, Directory.EnumerateFiles(Folder, "*.dll", SearchOption.AllDirectories));
        var missing = resolver.Assemblies.SelectMany(assembly => resolver.Unresolved(assembly).Select(what => $"{assembly}: {what}")).ToList();

        Assert.Empty(missing);

        // It really looked.
        Assert.Contains("PartnerCenter.Qualifications", resolver.Assemblies);
        Assert.Contains("Microsoft.Identity.Client", resolver.Assemblies);
        Assert.InRange(resolver.MembersSeen, 5000, int.MaxValue);
    }

    [Fact]
    public void What_is_missing_is_found_out()
    {
        using var resolver = new ReferenceResolver(
            Framework,
            Directory.EnumerateFiles(Folder, "*.dll", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "Microsoft.Identity.Client.dll"));

        Assert.Contains(resolver.Unresolved("PartnerCenter.Client"), what => what.StartsWith("assembly Microsoft.Identity.Client ", StringComparison.Ordinal));
        Assert.Contains(resolver.Unresolved("PartnerCenter.Client"), what => what.StartsWith("type Microsoft.Identity.Client.", StringComparison.Ordinal));
    }

    // Compiled for .NET 8, the same assemblies use what the .NET Framework lacks.
    [Fact]
    public void What_the_framework_lacks_is_found_out()
    {
        var core = Path.Combine(PowerShellEngine.Root, "out", "PartnerCenter.Qualifications", "net8.0");
        using var resolver = new ReferenceResolver(Framework, Directory.EnumerateFiles(core, "*.dll", SearchOption.AllDirectories));

        Assert.Contains(resolver.Unresolved("PartnerCenter.Client"), what => what.StartsWith("assembly System.Runtime ", StringComparison.Ordinal));
    }

    private static string Newest(string package) => Directory.EnumerateDirectories(Path.Combine(Packages, package)).Order(StringComparer.Ordinal).Last();
}
