using System;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PartnerCenter.Client.Json;

/// <summary>
/// The answer of the synchronous endpoint: one bare word, or the enumeration's number.
/// </summary>
[JsonConverter(typeof(Converter))]
internal sealed class QualificationWord(string? word)
{
    public string? Word { get; } = word;

    internal sealed class Converter : JsonConverter<QualificationWord>
    {
        public override bool HandleNull => true;

        public override QualificationWord Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.Null ? new(RawText.Read(ref reader)) : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, QualificationWord value, JsonSerializerOptions options) =>
            throw new NotSupportedException();
    }
}
