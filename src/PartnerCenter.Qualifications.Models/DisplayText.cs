using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Makes text from the service safe to show on a terminal and in a report.
/// </summary>
/// <remarks>
/// A company chooses its own name, and a terminal interprets control characters. A name could clear the screen or imitate another line of output.
/// An invisible character can make two names look alike or change the order of the text next to it.
/// The objects keep the text as the service sent it. The views, prompts, messages, and reports of the module show it in this form.
/// </remarks>
public static class DisplayText
{
    /// <summary>Returns the text on one line and without control characters.</summary>
    /// <param name="text">The text.</param>
    /// <returns>
    /// The text. Each tab and line break is replaced by a space. Each other control character and each invisible character (bidirectional controls,
    /// zero-width characters, and tags) is replaced by U+FFFD. U+200C and U+200D are kept. Null for null.
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
                    // Replace one line break by one space.
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

    // The views use the same rule as a pattern. U+200C and U+200D are required: the spelling of words in Persian, Hindi, and Sinhala, for example, uses
    // them, and they join emoji. They don't hide or reorder the text next to them.
    private static bool IsSafe(char character) => character switch
    {
        < '\u007F' => character >= ' ',
        '\u200C' or '\u200D' => true,
        _ => CharUnicodeInfo.GetUnicodeCategory(character) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate),
    };

    // U+E0000 to U+E007F: invisible ASCII.
    private static bool IsTag(char high, char low) => high == '\uDB40' && low <= '\uDC7F';
}
