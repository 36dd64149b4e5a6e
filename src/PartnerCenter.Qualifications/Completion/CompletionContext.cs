using System;
using System.Collections;
using System.Linq;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using PartnerCenter.Qualifications.Commands;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Shared code of the completers: the connection to use, and the text that was typed.
/// </summary>
internal static class CompletionContext
{
    // At least one dot and no label that is a number, so that it can be no number, operator or parameter.
    private static readonly Regex Domain = new(
        @"\A[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>The connection of the command that is being typed, or null if there's none, which isn't reported.</summary>
    public static object? FindConnection(IDictionary? fakeBoundParameters)
    {
        var given = fakeBoundParameters?["Context"];
        var context = PSValue.Unwrap(given) as PcContext ?? RunspaceContexts.Default;
        return context?.Client;
    }

    /// <summary>The word without the quotation marks that a name with spaces requires.</summary>
    public static string Unquote(string? wordToComplete) => (wordToComplete ?? string.Empty).Trim('\'', '"').Trim();

    /// <summary>The menu text of one line per item. It's never empty, because PowerShell rejects empty text.</summary>
    public static string ToLine(params string?[] parts) => DisplayText.Clean(string.Join(", ", parts.Where(part => !string.IsNullOrWhiteSpace(part))));

    /// <summary>
    /// The word to insert in the command line, which runs when Enter is pressed: a GUID or a domain unchanged, any other text as a quoted string, or null
    /// for text that isn't a word.
    /// </summary>
    public static string? ToWord(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || DisplayText.Clean(text) != text)
        {
            return null;
        }

        return Guid.TryParseExact(text, "D", out _) || Domain.IsMatch(text!) ? text : $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";
    }
}
