using System;
using System.Globalization;
using System.Text.RegularExpressions;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Reads dates in ISO 8601 format, which the module's own objects export. They mean the same in every culture and with every calendar.
/// </summary>
internal static class IsoDate
{
    // 05.12.2026 is a different day in each culture.
    private static readonly Regex Form = new(@"^\s*\d{4}-\d{2}-\d{2}(?:[T ]|\s*$)", RegexOptions.CultureInvariant);

    /// <summary>Reads a date.</summary>
    /// <param name="text">The text.</param>
    /// <param name="withoutZone">The time zone of a date that doesn't name one: AssumeUniversal or AssumeLocal.</param>
    /// <param name="date">The date in UTC.</param>
    /// <returns>Whether the text is a date in this format.</returns>
    public static bool TryParse(string text, DateTimeStyles withoutZone, out DateTimeOffset date)
    {
        date = default;
        return Form.IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, withoutZone | DateTimeStyles.AdjustToUniversal, out date);
    }
}
