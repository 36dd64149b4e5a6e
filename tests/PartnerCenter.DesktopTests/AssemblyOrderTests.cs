using System;
using System.IO;
using System.Reflection;
using Xunit;

namespace PartnerCenter.DesktopTests;

/// <summary>
/// Windows PowerShell has no load contexts: whoever registered before the module is asked first for an assembly. PartnerCenter.Qualifications.Tests says
/// where the module and the other version are.
/// </summary>
public sealed class AssemblyOrderTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Another_module_s_handler_does_not_give_the_client_its_own_version(bool isLoadedBefore)
    {
        var module = Environment.GetEnvironmentVariable("PC_MODULE");
        var other = Environment.GetEnvironmentVariable("PC_OTHER_MSAL");
        Assert.SkipWhen(module is null || other is null, "Run by PartnerCenter.Qualifications.Tests.");

        // In a domain that has none of these assemblies beside it, as powershell.exe has none.
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Directory.CreateDirectory(folder);
        var program = typeof(Session).Assembly.Location;
        var alone = Path.Combine(folder, Path.GetFileName(program));
        File.Copy(program, alone);
        var domain = AppDomain.CreateDomain("session", null, new AppDomainSetup { ApplicationBase = folder });
        try
        {
            var session = (Session)domain.CreateInstanceFromAndUnwrap(alone, typeof(Session).FullName);
            var locations = session.Connect(module, other, isLoadedBefore);
            Assert.Equal(Path.Combine(module, "dependencies", "PartnerCenter.Client.dll"), locations[0]);
            Assert.Equal(Path.Combine(module, "dependencies", "Microsoft.Identity.Client.dll"), locations[1]);
        }
        finally
        {
            AppDomain.Unload(domain);
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The session with both modules. It knows their types by name only.</summary>
    public sealed class Session : MarshalByRefObject
    {
        /// <returns>Where the client was loaded from, and the sign-in library that it works with.</returns>
        public string[] Connect(string module, string other, bool isLoadedBefore)
        {
            var theirs = isLoadedBefore ? Assembly.LoadFrom(other) : null;
            AppDomain.CurrentDomain.AssemblyResolve += (_, arguments) =>
                new AssemblyName(arguments.Name).Name == "Microsoft.Identity.Client" ? theirs ??= Assembly.LoadFrom(other) : null;
            var ours = Assembly.LoadFrom(Path.Combine(module, "PartnerCenter.Qualifications.dll"));
            ours.GetType("PartnerCenter.Qualifications.Hosting.DependencyResolver", throwOnError: true)!
                .GetMethod("Install", BindingFlags.Static | BindingFlags.Public)!.Invoke(null, null);

            // What the first Connect-PcAccount does.
            var client = Assembly.Load("PartnerCenter.Client");
            var applications = client.GetType("PartnerCenter.Client.Authentication.MsalApplications", throwOnError: true)!;
            var msal = applications.GetMethod("Public")!.ReturnType.Assembly;
            return [client.Location, msal.Location];
        }
    }
}
