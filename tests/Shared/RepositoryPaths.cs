using System;
using System.IO;

namespace PartnerCenter.Tests.Shared;

/// <summary>
/// Where things are in the repository.
/// </summary>
internal static class RepositoryPaths
{
    public static string Root { get; } = FindRoot();

#if DEBUG
    public const string Configuration = "Debug";
#else
    public const string Configuration = "Release";
#endif

    public static string Module => Path.Combine(Root, "out", "PartnerCenter.Qualifications");

    public static string EmptyModule =>
        Path.Combine(Root, "tests", "PartnerCenter.EmptyModule", "bin", Configuration, "net8.0", "PartnerCenter.EmptyModule.psd1");

    public static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Scripts", name);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PcQualifications.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("This program runs from a folder outside the repository.");
        }

        return folder.FullName;
    }
}
