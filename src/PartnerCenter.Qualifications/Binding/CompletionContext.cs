using System.Collections;
using System.Linq;
using System.Management.Automation;
using PartnerCenter.Qualifications.Commands;

namespace PartnerCenter.Qualifications;

/// <summary>
/// What the completers have in common: whose connection to ask, and what is typed so far.
/// </summary>
internal static class CompletionContext
{
    /// <summary>The connection of the command that is being typed; null where there is none, which is no reason to say anything.</summary>
    public static object? FindConnection(IDictionary? fakeBoundParameters)
    {
        var given = fakeBoundParameters?["Context"];
        var context = (given is PSObject wrapped ? wrapped.BaseObject : given) as PcContext ?? DefaultContext.Get();
        return context?.Connection;
    }

    /// <summary>The word without the quotation marks that a name with spaces needs.</summary>
    public static string Unquote(string? wordToComplete) => (wordToComplete ?? string.Empty).Trim('\'', '"').Trim();

    /// <summary>A text for a menu of one line per item; never empty, which PowerShell would refuse.</summary>
    public static string ToLine(params string?[] parts)
    {
        var text = string.Join(", ", parts.Where(part => !string.IsNullOrWhiteSpace(part)));
        return text.Any(char.IsControl) ? new string([.. text.Select(character => char.IsControl(character) ? ' ' : character)]) : text;
    }
}
