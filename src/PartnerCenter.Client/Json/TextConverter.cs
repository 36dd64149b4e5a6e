using System;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PartnerCenter.Client.Json;

/// <summary>
/// Reads a text that may also come as a number, as enumerations do in the service's OpenAPI document, or as anything else: then it is the JSON itself.
/// </summary>
internal sealed class TextConverter : JsonConverter<string?>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => RawText.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
