using System;
using System.Globalization;
using System.IO;
using System.Net;

namespace PartnerCenter.Reporting;

/// <summary>
/// Writes HTML so that what is put into a template can never become markup: every value in it is encoded, without anybody having to think of it.
/// </summary>
internal sealed class HtmlWriter(TextWriter target) : IFormatProvider, ICustomFormatter
{
    /// <summary>Writes markup with its values encoded.</summary>
    public void Write(FormattableString markup) => target.Write(markup.ToString(this));

    /// <summary>Writes markup that has no values.</summary>
    public void WriteLiteral(string markup) => target.Write(markup);

    /// <summary>Writes text.</summary>
    public void WriteText(string? text) => target.Write(WebUtility.HtmlEncode(text));

    /// <summary>Hands what is written so far on to the stream.</summary>
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
