using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace PartnerCenter.Qualifications.Tests;

/// <summary>
/// Makes ThirdPartyNotices.txt from the module in out/ and from the packages that its assemblies come from.
/// </summary>
internal static partial class ThirdPartyNotices
{
    private const string MitText = """
        Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the
        "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
        distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to
        the following conditions:

        The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

        THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
        MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR
        ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE
        SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
        """;

    public static string ModuleFolder { get; } = Path.Combine(PowerShellEngine.Root, "out", "PartnerCenter.Qualifications");

    public static string Generate()
    {
        var packages = FindShippedPackages();
        var text = new StringBuilder("""
            The module PartnerCenter.Qualifications is licensed under the MIT License; see LICENSE. It brings along assemblies of the packages below,
            each under its own licence. This file is made from the packages by the tests; do not edit it.


            """);
        foreach (var package in packages)
        {
            text.Append(package.Name).Append(' ').Append(package.Version).Append('\n')
                .Append("    assemblies  ").AppendJoin(", ", package.Assemblies).Append('\n')
                .Append("    licence     ").Append(package.Licence).Append('\n')
                .Append("    copyright   ").Append(package.Copyright).Append('\n')
                .Append("    project     ").Append(package.Project).Append("\n\n");
        }

        foreach (var licence in packages.GroupBy(package => package.Licence).OrderBy(licence => licence.Key, StringComparer.Ordinal))
        {
            AppendTitle(text, $"{licence.Key}: {string.Join(", ", licence.Select(package => package.Name).Distinct())}");
            if (licence.Key == "MIT")
            {
                text.AppendJoin('\n', licence.Select(package => package.Copyright).Distinct()).Append("\n\n").Append(MitText).Append("\n\n");
                continue;
            }

            foreach (var package in licence)
            {
                text.Append(package.ReadText("LICENSE") ?? throw new InvalidOperationException($"{package.Name} has no file with its licence.")).Append("\n\n");
            }
        }

        // What the packages say of others' work in them. Many say the same, so each notice stands here once.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var package in packages)
        {
            var notices = NoticeTitle().Split(package.ReadText("THIRD-PARTY-NOTICES.TXT") ?? string.Empty).Skip(1);
            var news = notices.Where(notice => seen.Add(Spaces().Replace(notice, " "))).ToList();
            if (news.Count > 0)
            {
                AppendTitle(text, $"In {package.Name} {package.Version}");
                text.AppendJoin('\n', news).Append('\n');
            }
        }

        return text.ToString().TrimEnd() + "\n";
    }

    /// <summary>The packages whose assemblies are in the module; fails where an assembly comes from none.</summary>
    public static IReadOnlyList<ShippedPackage> FindShippedPackages()
    {
        var assetsFile = Path.Combine(PowerShellEngine.Root, "src", "PartnerCenter.Qualifications", "obj", "project.assets.json");
        using var assets = JsonDocument.Parse(File.ReadAllBytes(assetsFile));
        var roots = assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToList();
        var found = new SortedDictionary<string, ShippedPackage>(StringComparer.OrdinalIgnoreCase);
        foreach (var target in assets.RootElement.GetProperty("targets").EnumerateObject())
        {
            var edition = target.Name.Contains("4.7.2", StringComparison.Ordinal) || target.Name == "net472" ? "net472" : "net8.0";
            var shipped = Directory.EnumerateFiles(Path.Combine(ModuleFolder, edition), "*.dll", SearchOption.AllDirectories)
                .Select(file => Path.GetFileName(file)!)
                .Where(name => !name.StartsWith("PartnerCenter.", StringComparison.Ordinal))
                .ToHashSet(StringComparer.OrdinalIgnoreCase);
            foreach (var library in target.Value.EnumerateObject().Where(library => library.Value.TryGetProperty("runtime", out _)))
            {
                foreach (var name in library.Value.GetProperty("runtime").EnumerateObject().Select(file => Path.GetFileName(file.Name)).Where(shipped.Remove))
                {
                    if (!found.TryGetValue(library.Name, out var package))
                    {
                        found[library.Name] = package = ShippedPackage.Read(roots, library.Name);
                    }

                    package.Assemblies.Add($"{edition}/{name}");
                }
            }

            if (shipped.Count > 0)
            {
                throw new InvalidOperationException($"Assemblies in {edition} that no package accounts for: {string.Join(", ", shipped)}");
            }
        }

        return [.. found.Values];
    }

    private static void AppendTitle(StringBuilder text, string title) => text.Append(title).Append('\n').Append('=', 80).Append("\n\n");

    [GeneratedRegex(@"^(?=License notice for )", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex NoticeTitle();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    internal sealed record ShippedPackage(string Folder, string Name, string Version, string Licence, string Copyright, string Project)
    {
        public SortedSet<string> Assemblies { get; } = new(StringComparer.Ordinal);

        public static ShippedPackage Read(IEnumerable<string> roots, string nameAndVersion)
        {
            var folder = roots.Select(root => Path.Combine(root, nameAndVersion.ToLowerInvariant())).First(Directory.Exists);
            var metadata = XDocument.Load(Directory.EnumerateFiles(folder, "*.nuspec").Single()).Root!.Elements().First();
            string? Get(string name) => metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value.Trim();
            var package = new ShippedPackage(
                folder, Get("id")!, Get("version")!, Get("license") ?? string.Empty, Spaces().Replace(Get("copyright") ?? string.Empty, " "),
                Get("projectUrl") ?? string.Empty);
            var licence = metadata.Elements().FirstOrDefault(element => element.Name.LocalName == "license");
            return licence?.Attribute("type")?.Value == "expression" ? package
                // Packages from the time before expressions.
                : package.ReadText("LICENSE.TXT")?.StartsWith("The MIT License (MIT)", StringComparison.Ordinal) == true ? package with { Licence = "MIT" }
                : throw new InvalidOperationException($"{nameAndVersion}: read its licence, and teach this file to tell it.");
        }

        /// <summary>A text file of the package with the line ends of this repository; null where it has none of that name.</summary>
        public string? ReadText(string name)
        {
            var file = Directory.EnumerateFiles(Folder).FirstOrDefault(file => Path.GetFileName(file).Equals(name, StringComparison.OrdinalIgnoreCase));
            return file is null ? null : string.Join('\n', File.ReadAllText(file).ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())).Trim();
        }
    }
}
