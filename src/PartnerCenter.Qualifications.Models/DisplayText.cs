using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Makes text from the service safe to show on a terminal.
/// </summary>
/// <remarks>
/// A company chooses its own name, and a terminal obeys control characters: a name could clear the screen or pose as another line of output.
/// The objects keep the text as the service sent it; the views, prompts and messages of the module show it in this form.
/// </remarks>
public static class DisplayText
{
    /// <summary>Returns the text on one line and without control characters.</summary>
    /// <param name="text">The text.</param>
    /// <returns>
    /// The text, with each tab and line break as a space, and each other control character and each character that overrides the direction of writing
    /// as U+FFFD; null for null.
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
                default:
                    clean.Append(IsSafe(text[i]) ? text[i] : '\uFFFD');
                    break;
            }
        }

        return clean.ToString();
    }

    private static bool IsSafe(char character) =>
        !char.IsControl(character) && character is not ((>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069'));
}
