using System;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PartnerCenter.Client.Json;

/// <summary>
/// Reads an ID, which is text or a number. Any other value counts as missing.
/// </summary>
internal sealed class IdConverter : JsonConverter<string?>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var isId = reader.TokenType is JsonTokenType.String or JsonTokenType.Number;
        var text = RawText.Read(ref reader);
        return isId && !string.IsNullOrWhiteSpace(text) ? text : null;
    }

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
