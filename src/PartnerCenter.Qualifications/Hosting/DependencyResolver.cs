using System.IO;
using System.Reflection;
#if NETFRAMEWORK
using System;
#else
using System.Runtime.Loader;
#endif

namespace PartnerCenter.Qualifications.Hosting;

/// <summary>
/// Keeps the module's dependencies apart from everybody else's: another module in the session may have loaded another version of the same.
/// </summary>
/// <remarks>
/// In PowerShell 7 they live in a load context of their own, which the rest of the session cannot see. The only bridge is the name of our own
/// assemblies, so a foreign copy of MSAL can never be picked up by mistake. Windows PowerShell has no load contexts; there the module's
/// own folder is offered for exactly the versions that the module was built with.
/// </remarks>
internal static class DependencyResolver
{
    private static readonly object Gate = new();
    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(typeof(DependencyResolver).Assembly.Location)!, "dependencies");
    private static int _imports;

#if NETFRAMEWORK
    public static void Install()
    {
        lock (Gate)
        {
            if (_imports++ == 0)
            {
                AppDomain.CurrentDomain.AssemblyResolve += Resolve;
            }
        }
    }

    /// <returns>Whether the module is still imported, in this runspace or another one.</returns>
    public static bool Remove()
    {
        lock (Gate)
        {
            if (_imports > 0 && --_imports == 0)
            {
                AppDomain.CurrentDomain.AssemblyResolve -= Resolve;
            }

            return _imports > 0;
        }
    }

    private static Assembly? Resolve(object sender, ResolveEventArgs arguments)
    {
        var file = Path.Combine(Folder, new AssemblyName(arguments.Name).Name + ".dll");

        // Asked for by somebody else: not ours to answer.
        var isOurs = arguments.RequestingAssembly is null
            || arguments.RequestingAssembly == typeof(DependencyResolver).Assembly
            || arguments.RequestingAssembly.Location.StartsWith(Folder, StringComparison.OrdinalIgnoreCase);
        return isOurs && File.Exists(file) ? Assembly.LoadFrom(file) : null;
    }
#else
    private static readonly DependencyContext Dependencies = new(Folder);

    public static void Install()
    {
        lock (Gate)
        {
            if (_imports++ == 0)
            {
                AssemblyLoadContext.Default.Resolving += Resolve;
            }
        }
    }

    /// <returns>Whether the module is still imported, in this runspace or another one.</returns>
    public static bool Remove()
    {
        lock (Gate)
        {
            if (_imports > 0 && --_imports == 0)
            {
                AssemblyLoadContext.Default.Resolving -= Resolve;
            }

            return _imports > 0;
        }
    }

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name is "PartnerCenter.Client" or "PartnerCenter.Emulator" or "PartnerCenter.Reporting" ? Dependencies.LoadFromAssemblyName(name) : null;

    private sealed class DependencyContext(string folder) : AssemblyLoadContext("PartnerCenter.Qualifications")
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            // The models are shared with the session: the pipeline's types have to be the same on both sides.
            if (assemblyName.Name == typeof(VettingStatus).Assembly.GetName().Name)
            {
                return typeof(VettingStatus).Assembly;
            }

            var file = Path.Combine(folder, assemblyName.Name + ".dll");
            return File.Exists(file) ? LoadFromAssemblyPath(file) : null;
        }
    }
#endif
}
