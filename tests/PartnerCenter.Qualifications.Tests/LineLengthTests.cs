using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace PartnerCenter.Qualifications.Tests;

/// <summary>
/// The setting max_line_length of .editorconfig, which no analyzer of the SDK enforces.
/// </summary>
public sealed class LineLengthTests
{
    // The setting is off there, for a line is a paragraph of the help.
    // .editorconfig sets no limit for these: PlatyPS takes a line for a paragraph, and tests have tables with a case per line.
    private static readonly string[] WithoutLimit = ["docs/en-US/", "tests/"];

    // Nothing but a text, an operator before it and what closes the expression after it: it can only become longer.
    private static readonly Regex LoneText = new("""^\s*(?:[?:+]\s+|return |throw )?[$@]*["'].*["'][)\]};,\s]*$""", RegexOptions.CultureInvariant);

    // An address cannot be broken.
    private static readonly Regex LoneAddress = new(
        """^\s*(?:/// )?<see href="\S+">?$|^\s*(?:[#>*-]\s+|//+ )?\S*https?://\S+$""", RegexOptions.CultureInvariant);

    [Fact]
    public void No_line_is_longer_than_editorconfig_says()
    {
        var limits = ReadLimits(File.ReadAllLines(Path.Combine(PowerShellEngine.Root, ".editorconfig")));
        Assert.Equal(["cs", "md", "ps1"], limits.Keys.Order(StringComparer.Ordinal));
        var found = new List<string>();
        foreach (var path in ListFiles())
        {
            var extension = Path.GetExtension(path).TrimStart('.');
            if (limits.TryGetValue(extension, out var limit) && !Array.Exists(WithoutLimit, folder => path.StartsWith(folder, StringComparison.Ordinal)))
            {
                found.AddRange(FindLongLines(File.ReadAllLines(Path.Combine(PowerShellEngine.Root, path)), extension, limit).Select(line => $"{path}:{line}"));
            }
        }

        Assert.True(found.Count == 0, $"{found.Count} lines are too long:\n{string.Join('\n', found)}");
    }

    [Theory]
    [InlineData("cs", "    Call(one, two);", false)]
    [InlineData("cs", "    Call(one, two_);", true)]
    [InlineData("cs", "        \"a text alone\");", false)]
    [InlineData("cs", "    Call(\"a text\", 1);", true)]
    [InlineData("ps1", "    Get-Content $path_;", true)]
    [InlineData("md", "| a cell | another |", false)]
    [InlineData("md", "A sentence that goes on.", true)]
    [InlineData("md", "https://example.com/a/page", false)]
    public void A_line_is_too_long_unless_it_cannot_be_broken(string extension, string line, bool isTooLong) =>
        Assert.Equal(isTooLong ? [1] : [], FindLongLines([line], extension, limit: 19));

    [Theory]
    [InlineData("cs", "var text = \"\"\"", "    a text that is longer than that", "    \"\"\";")]
    [InlineData("ps1", "$text = @'", "a text that is longer than that", "'@")]
    [InlineData("ps1", "$text = @\"", "a text that is longer than that", "\"@")]
    public void The_content_of_a_text_stays_as_it_is(string extension, string opening, string content, string closing) =>
        Assert.Equal([4], FindLongLines([opening, content, closing, "Call(one, two, three);"], extension, limit: 19));

    [Fact]
    public void The_limit_is_read_from_the_section_of_the_file_type() =>
        Assert.Equal(
            new Dictionary<string, int> { ["cs"] = 100, ["md"] = 80, ["ps1"] = 80 },
            ReadLimits(["[*]", "indent_size = 4", "[*.cs]", "max_line_length = 100", "[*.{md,ps1}]", "max_line_length = 80"]));

    private static Dictionary<string, int> ReadLimits(IEnumerable<string> lines)
    {
        var limits = new Dictionary<string, int>(StringComparer.Ordinal);
        string[] extensions = [];
        foreach (var line in lines)
        {
            if (line.StartsWith('['))
            {
                extensions = line.TrimStart('[', '*', '.', '{').TrimEnd(']', '}').Split(',');
            }
            else if (Regex.Match(line, @"^max_line_length\s*=\s*(\d+)$") is { Success: true } setting)
            {
                foreach (var extension in extensions)
                {
                    limits[extension] = int.Parse(setting.Groups[1].Value, CultureInfo.InvariantCulture);
                }
            }
        }

        return limits;
    }

    private static IEnumerable<int> FindLongLines(string[] lines, string extension, int limit)
    {
        string? closing = null;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (closing is not null)
            {
                closing = line.TrimStart().StartsWith(closing, StringComparison.Ordinal) ? null : closing;
                continue;
            }

            closing = FindClosing(line, extension);
            var isTable = extension == "md" && line.TrimStart().StartsWith('|');
            if (line.Length > limit && !isTable && !LoneText.IsMatch(line) && !LoneAddress.IsMatch(line))
            {
                yield return i + 1;
            }
        }
    }

    // What ends the text of several lines that begins here.
    private static string? FindClosing(string line, string extension) => extension switch
    {
        "cs" when Regex.Matches(line, "\"{3,}") is { Count: > 0 } quotes && quotes.Count % 2 == 1 => quotes[^1].Value,
        "ps1" when line.EndsWith("@'", StringComparison.Ordinal) => "'@",
        "ps1" when line.EndsWith("@\"", StringComparison.Ordinal) => "\"@",
        _ => null,
    };

    private static string[] ListFiles()
    {
        using var git = Process.Start(new ProcessStartInfo("git", "ls-files -z *.cs *.ps1 *.md")
        {
            WorkingDirectory = PowerShellEngine.Root,
            RedirectStandardOutput = true,
        })!;
        var files = git.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        Assert.NotEmpty(files);
        return files.Where(path => File.Exists(Path.Combine(PowerShellEngine.Root, path))).ToArray();
    }
}
