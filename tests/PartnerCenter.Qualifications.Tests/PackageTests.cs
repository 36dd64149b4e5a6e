using System;
using System.Diagnostics;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using System.Xml.Linq;
using Xunit;

namespace PartnerCenter.Qualifications.Tests;

public sealed class PackageTests(PackedPackages packages) : IClassFixture<PackedPackages>
{
    private const string Project = "https://github.com/partnercenter-qualifications/PartnerCenter.Qualifications";

    private static string Version { get; } =
        Regex.Match(
            File.ReadAllText(Path.Combine(PowerShellEngine.Root, "PartnerCenter.Qualifications.psd1")), @"ModuleVersion\s*=\s*'([0-9.]+)'").Groups[1].Value;

    [Theory]
    [InlineData("PartnerCenter.Client")]
    [InlineData("PartnerCenter.Emulator.Host")]
    public void A_package_says_what_it_is(string name)
    {
        using var package = packages.Open(name);
        Assert.Contains(package.Entries, entry => entry.FullName == "README.md");
        using var stream = package.GetEntry(name + ".nuspec")!.Open();
        var metadata = XDocument.Load(stream).Root!.Elements().Single();
        XElement Get(string element) => metadata.Elements().Single(one => one.Name.LocalName == element);
        Assert.Equal(Version, Get("version").Value);
        Assert.Equal("MIT", Get("license").Value);
        Assert.Equal("README.md", Get("readme").Value);
        Assert.Equal(Project, Get("projectUrl").Value);
        Assert.NotEmpty(Get("description").Value);
        Assert.Equal(Project, Get("repository").Attribute("url")!.Value);
    }

    [Fact]
    public void The_library_brings_its_models_documentation_and_symbols()
    {
        using var package = packages.Open("PartnerCenter.Client");
        using var symbols = packages.Open("PartnerCenter.Client", ".snupkg");
        var expected =
            from framework in new[] { "net472", "net8.0" }
            from assembly in new[] { "PartnerCenter.Client", "PartnerCenter.Qualifications.Models" }
            select $"lib/{framework}/{assembly}";
        Assert.Equal(
            expected.SelectMany(path => new[] { path + ".dll", path + ".xml" }).Order(StringComparer.Ordinal),
            package.Entries.Select(entry => entry.FullName).Where(path => path.StartsWith("lib/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(
            expected.Select(path => path + ".pdb").Order(StringComparer.Ordinal),
            symbols.Entries.Select(entry => entry.FullName).Where(path => path.EndsWith(".pdb", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        using var nuspec = new StreamReader(package.GetEntry("PartnerCenter.Client.nuspec")!.Open());
        Assert.DoesNotContain("id=\"PartnerCenter.", nuspec.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Debuggers_find_the_sources_at_the_commit()
    {
        if (!Path.Exists(Path.Combine(PowerShellEngine.Root, ".git")))
        {
            Assert.Skip("The sources are no git repository, so that there is no commit to name.");
        }

        using var symbols = packages.Open("PartnerCenter.Client", ".snupkg");
        foreach (var file in symbols.Entries.Where(entry => entry.FullName.EndsWith(".pdb", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(file.Open(), Encoding.Latin1);
            Assert.Matches(
                "\"https://raw\\.githubusercontent\\.com/partnercenter-qualifications/PartnerCenter\\.Qualifications/[0-9a-f]{40}/\\*\"", reader.ReadToEnd());
        }
    }

    [Fact]
    public async Task The_tool_is_installed_and_a_program_uses_the_library_against_it()
    {
        var tools = Path.Combine(packages.Folder, "tools");
        await PackedPackages.RunAsync(
            "dotnet", packages.Folder, "tool", "install", "PartnerCenter.Emulator.Host", "--version", Version, "--tool-path", tools, "--source",
            packages.Source);
        var tool = Path.Combine(tools, OperatingSystem.IsWindows() ? "pc-emulator.exe" : "pc-emulator");
        Assert.Equal(Version, (await PackedPackages.RunAsync(tool, packages.Folder, "--version")).Trim());

        using var emulator = Process.Start(new ProcessStartInfo(tool, "--urls http://127.0.0.1:0") { RedirectStandardOutput = true })!;
        try
        {
            var address = (await emulator.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!.Split(": ")[1];
            var output = await RunProgramAsync(address);
            Assert.Contains("GovernmentCommunityCloud Approved", output, StringComparison.Ordinal);
        }
        finally
        {
            emulator.Kill(entireProcessTree: true);
        }
    }

    /// <summary>The program of the library's README, told of the emulator's application and address.</summary>
    private async Task<string> RunProgramAsync(string address)
    {
        var readme = await File.ReadAllTextAsync(
            Path.Combine(PowerShellEngine.Root, "src", "PartnerCenter.Client", "README.md"), TestContext.Current.CancellationToken);
        var program = Regex.Match(readme, "(?s)```csharp\r?\n(.*?)```").Groups[1].Value
            .Replace("<application id>", "7d3c8a54-91e2-4b0f-8f67-2a6b1e9c0d42", StringComparison.Ordinal)
            .Replace(
                "ConnectAsync(credential)", $$"""ConnectAsync(credential, new() { Endpoint = new("{{address}}"), Authority = new("{{address}}") })""",
                StringComparison.Ordinal);
        var folder = Directory.CreateDirectory(Path.Combine(packages.Folder, "program")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), program, TestContext.Current.CancellationToken);

        // Our package must not get into the machine's folder of packages, where it would hide the next one of the same version; the others are there already.
        var others = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await File.WriteAllTextAsync(
            Path.Combine(folder, "Program.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net{Environment.Version.ToString(2)}</TargetFramework>
                <OutputType>Exe</OutputType>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
                <RestoreAdditionalProjectSources>{packages.Source}</RestoreAdditionalProjectSources>
                <RestorePackagesPath>{Path.Combine(packages.Folder, "restored")}</RestorePackagesPath>
                <RestoreFallbackFolders>{others}</RestoreFallbackFolders>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="PartnerCenter.Client" Version="{Version}" />
              </ItemGroup>
            </Project>
            """,
            TestContext.Current.CancellationToken);
        return await PackedPackages.RunAsync("dotnet", folder, "run", "-v", "quiet");
    }
}
