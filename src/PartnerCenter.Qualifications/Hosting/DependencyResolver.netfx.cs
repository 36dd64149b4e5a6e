using System;
using System.IO;
using System.Reflection;

namespace PartnerCenter.Qualifications.Hosting;

internal static partial class DependencyResolver
{
    private static void Register() => AppDomain.CurrentDomain.AssemblyResolve += Resolve;

    private static void Unregister() => AppDomain.CurrentDomain.AssemblyResolve -= Resolve;

    private static Assembly? Resolve(object sender, ResolveEventArgs arguments)
    {
        var file = Path.Combine(Folder, new AssemblyName(arguments.Name).Name + ".dll");

        // Asked for by somebody else: not ours to answer.
        var isOurs = arguments.RequestingAssembly is null
            || arguments.RequestingAssembly == typeof(DependencyResolver).Assembly
            || arguments.RequestingAssembly.Location.StartsWith(Folder, StringComparison.OrdinalIgnoreCase);
        return isOurs && File.Exists(file) ? Assembly.LoadFrom(file) : null;
    }
}
