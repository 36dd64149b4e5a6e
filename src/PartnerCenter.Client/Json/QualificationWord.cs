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
        private static readonly WordConverter Words = new();

        public override bool HandleNull => true;

        public override QualificationWord Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(Words.Read(ref reader, typeof(string), options));

        public override void Write(Utf8JsonWriter writer, QualificationWord value, JsonSerializerOptions options) =>
            throw new NotSupportedException();
    }
}
