using System.IO;
using System.Linq;
using Xunit;

namespace PartnerCenter.Qualifications.Tests;

public sealed class ThirdPartyNoticesTests
{
    private static readonly string Kept = Path.Combine(PowerShellEngine.Root, "ThirdPartyNotices.txt");

    [Fact]
    public void The_file_is_what_the_shipped_packages_say()
    {
        var made = ThirdPartyNotices.Generate();
        if (!File.Exists(Kept) || File.ReadAllText(Kept) != made)
        {
            var news = Path.Combine(PowerShellEngine.Root, "artifacts", "ThirdPartyNotices.txt");
            Directory.CreateDirectory(Path.GetDirectoryName(news)!);
            File.WriteAllText(news, made);
            Assert.Fail("What ships has changed. Look at artifacts/ThirdPartyNotices.txt, and put it over ThirdPartyNotices.txt.");
        }
    }

    [Fact]
    public void The_module_contains_it() =>
        Assert.Equal(File.ReadAllText(Kept), File.ReadAllText(Path.Combine(ThirdPartyNotices.ModuleFolder, "ThirdPartyNotices.txt")));

    [Fact]
    public void Every_licence_is_one_that_goes_with_ours() =>
        Assert.Empty(
            ThirdPartyNotices.FindShippedPackages().Where(package => package.Licence is not ("MIT" or "BSD-3-Clause")).Select(package => package.Name));
}
