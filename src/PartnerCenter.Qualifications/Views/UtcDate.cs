using System;
using System.Globalization;
using System.Management.Automation;

namespace PartnerCenter.Qualifications.Views;

/// <summary>
/// A <see cref="DateTimeOffset"/> whose text is ISO 8601 in every culture, as in <c>2026-05-12T08:30:00Z</c>.
/// </summary>
/// <remarks>
/// For PowerShell, it's a <see cref="DateTimeOffset"/>: in comparisons, conversions, methods, and JSON. A format is applied with the user's culture.
/// </remarks>
internal sealed class UtcDate(DateTimeOffset date) : PSObject(date), IFormattable
{
    // All digits of the fraction, so that reading a file back returns the same moment.
    private const string Iso8601 = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    public static string ToText(DateTimeOffset date) => date.UtcDateTime.ToString(Iso8601, CultureInfo.InvariantCulture);

    public override string ToString() => ToText((DateTimeOffset)BaseObject);

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) =>
        string.IsNullOrEmpty(format) ? ToString() : ((DateTimeOffset)BaseObject).ToString(format, formatProvider);
}
