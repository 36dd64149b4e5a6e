using System;
using System.Text.Json;
using System.Text.Json.Serialization;
using PartnerCenter.Client.Json;

namespace PartnerCenter.Client;

/// <summary>
/// The response of the synchronous endpoint: a bare value, or the number of the enumeration.
/// </summary>
[JsonConverter(typeof(Converter))]
internal sealed class QualificationName(string? word)
{
    public string? Word { get; } = word;

    internal sealed class Converter : JsonConverter<QualificationName>
    {
        public override bool HandleNull => true;

        public override QualificationName Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.Null ? new(RawText.Read(ref reader)) : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, QualificationName value, JsonSerializerOptions options) =>
            throw new NotSupportedException();
    }
}
