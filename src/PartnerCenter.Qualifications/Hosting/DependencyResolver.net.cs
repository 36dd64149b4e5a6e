using System.IO;
using System.Reflection;
using System.Runtime.Loader;

namespace PartnerCenter.Qualifications.Hosting;

internal static partial class DependencyResolver
{
    private static readonly DependencyContext Dependencies = new();

    private static void Register() => AssemblyLoadContext.Default.Resolving += Resolve;

    private static void Unregister() => AssemblyLoadContext.Default.Resolving -= Resolve;

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name is "PartnerCenter.Client" or "PartnerCenter.Emulator" or "PartnerCenter.Reporting" ? Dependencies.LoadFromAssemblyName(name) : null;

    private sealed class DependencyContext() : AssemblyLoadContext("PartnerCenter.Qualifications")
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            // The models are shared with the session: the pipeline's types have to be the same on both sides.
            if (assemblyName.Name == typeof(VettingStatus).Assembly.GetName().Name)
            {
                return typeof(VettingStatus).Assembly;
            }

            var file = Path.Combine(Folder, assemblyName.Name + ".dll");
            return File.Exists(file) ? LoadFromAssemblyPath(file) : null;
        }
    }
}
