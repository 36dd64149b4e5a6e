using System;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PartnerCenter.Client.Json;

/// <summary>
/// Reads a date without an offset as UTC, which the service means, and not as this machine's time.
/// </summary>
internal sealed class UtcDateConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TryGetDateTime(out var date) && date.Kind != DateTimeKind.Local ? new DateTimeOffset(date.Ticks, TimeSpan.Zero) : reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
