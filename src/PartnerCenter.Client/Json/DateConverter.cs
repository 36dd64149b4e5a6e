using System;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PartnerCenter.Client.Json;

/// <summary>
/// Reads a date. A date without an offset is in UTC, as the service means it, not in local time. A date that isn't ISO 8601, such as
/// <c>07/09/2020: 00:00:00</c>, is unreadable, because the day and the month can't be distinguished.
/// </summary>
internal sealed class DateConverter : JsonConverter<Lenient<DateTimeOffset>>
{
    public override bool HandleNull => true;

    public override Lenient<DateTimeOffset> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            if (reader.TryGetDateTime(out var date) && date.Kind != DateTimeKind.Local)
            {
                return new Lenient<DateTimeOffset>(new DateTimeOffset(date.Ticks, TimeSpan.Zero), null);
            }

            if (reader.TryGetDateTimeOffset(out var dateWithOffset))
            {
                return new Lenient<DateTimeOffset>(dateWithOffset.ToUniversalTime(), null);
            }
        }

        var text = RawText.Read(ref reader);
        return new Lenient<DateTimeOffset>(null, string.IsNullOrWhiteSpace(text) ? null : text);
    }

    public override void Write(Utf8JsonWriter writer, Lenient<DateTimeOffset> value, JsonSerializerOptions options) => throw new NotSupportedException();
}
