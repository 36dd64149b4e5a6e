using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Makes text from the service safe to show on a terminal and in a report.
/// </summary>
/// <remarks>
/// A company chooses its own name, and a terminal obeys control characters: a name could clear the screen or pose as another line of output.
/// A character that nobody sees can make two names look alike or change the order of what stands beside it.
/// The objects keep the text as the service sent it; the views, prompts, messages and reports of the module show it in this form.
/// </remarks>
public static class DisplayText
{
    /// <summary>Returns the text on one line and without control characters.</summary>
    /// <param name="text">The text.</param>
    /// <returns>
    /// The text, with each tab and line break as a space, and each other control character and each invisible character as U+FFFD: those that set the
    /// direction of writing, those without width, tags. U+200C and U+200D stay. Null for null.
    /// </returns>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Clean(string? text)
    {
        var first = 0;
        while (first < text?.Length && IsSafe(text[first]))
        {
            first++;
        }

        if (text is null || first == text.Length)
        {
            return text;
        }

        var clean = new StringBuilder(text, 0, first, text.Length);
        for (var i = first; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\r' when i + 1 < text.Length && text[i + 1] == '\n':
                    // One line break, one space.
                    break;
                case '\t' or '\n' or '\r' or '\u0085' or '\u2028' or '\u2029':
                    clean.Append(' ');
                    break;
                case var high when i + 1 < text.Length && char.IsSurrogatePair(high, text[i + 1]):
                    clean.Append(IsTag(high, text[i + 1]) ? "\uFFFD" : text.Substring(i, 2));
                    i++;
                    break;
                default:
                    clean.Append(IsSafe(text[i]) ? text[i] : '\uFFFD');
                    break;
            }
        }

        return clean.ToString();
    }

    // The views have the same rule as a pattern. U+200C and U+200D are no ornament: words of Persian, Hindi and Sinhala, for example, are spelled with
    // them, and emoji are joined by them. They neither hide nor reorder what stands beside them.
    private static bool IsSafe(char character) => character switch
    {
        < '\u007F' => character >= ' ',
        '\u200C' or '\u200D' => true,
        _ => CharUnicodeInfo.GetUnicodeCategory(character) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate),
    };

    // U+E0000 to U+E007F: ASCII that nobody sees.
    private static bool IsTag(char high, char low) => high == '\uDB40' && low <= '\uDC7F';
}
