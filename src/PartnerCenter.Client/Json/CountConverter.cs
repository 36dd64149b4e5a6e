using System;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PartnerCenter.Client.Json;

/// <summary>
/// Reads a count from a number or from text that contains a number.
/// </summary>
internal sealed class CountConverter : JsonConverter<Lenient<int>>
{
    public override bool HandleNull => true;

    public override Lenient<int> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number))
        {
            return new Lenient<int>(number, null);
        }

        var isText = reader.TokenType == JsonTokenType.String;
        var text = RawText.Read(ref reader);
        return isText && int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out number)
            ? new Lenient<int>(number, null)
            : new Lenient<int>(null, string.IsNullOrWhiteSpace(text) ? null : text);
    }

    public override void Write(Utf8JsonWriter writer, Lenient<int> value, JsonSerializerOptions options) => throw new NotSupportedException();
}
