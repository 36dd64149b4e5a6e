using System;
using System.Globalization;
using System.IO;
using System.Net;

namespace PartnerCenter.Reporting;

/// <summary>
/// Writes HTML. Values in a template can never become markup, because every value is encoded automatically.
/// </summary>
internal sealed class HtmlWriter(TextWriter target) : IFormatProvider, ICustomFormatter
{
    /// <summary>Writes markup with its values encoded.</summary>
    public void Write(FormattableString markup) => target.Write(markup.ToString(this));

    /// <summary>Writes markup without values.</summary>
    public void WriteLiteral(string markup) => target.Write(markup);

    /// <summary>Writes text.</summary>
    public void WriteText(string? text) => target.Write(WebUtility.HtmlEncode(text));

    /// <summary>Flushes the written text to the stream.</summary>
    public void Flush() => target.Flush();

    object? IFormatProvider.GetFormat(Type? formatType) => formatType == typeof(ICustomFormatter) ? this : null;

    string ICustomFormatter.Format(string? format, object? arg, IFormatProvider? formatProvider) => arg switch
    {
        null => string.Empty,

        // Geometry.
        double number => number.ToString("0.##", CultureInfo.InvariantCulture),
        IFormattable value => WebUtility.HtmlEncode(value.ToString(format, CultureInfo.InvariantCulture)),
        _ => WebUtility.HtmlEncode(arg.ToString()) ?? string.Empty,
    };
}
