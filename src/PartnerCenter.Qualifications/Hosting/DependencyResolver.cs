using System.IO;

namespace PartnerCenter.Qualifications.Hosting;

/// <summary>
/// Keeps the module's dependencies apart from everybody else's: another module in the session may have loaded another version of the same.
/// </summary>
/// <remarks>
/// In PowerShell 7 they live in a load context of their own, which the rest of the session cannot see. The only bridge is the name of our own
/// assemblies, so a foreign copy of MSAL can never be picked up by mistake. Windows PowerShell has no load contexts; there the module's
/// own folder is offered for exactly the versions that the module was built with.
/// </remarks>
internal static partial class DependencyResolver
{
    private static readonly object Gate = new();
    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(typeof(DependencyResolver).Assembly.Location)!, "dependencies");
    private static int _imports;

    public static void Install()
    {
        lock (Gate)
        {
            if (_imports++ == 0)
            {
                Register();
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
                Unregister();
            }

            return _imports > 0;
        }
    }
}
