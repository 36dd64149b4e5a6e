using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PartnerCenter.Client.Json;

/// <summary>
/// Reads a list of texts. A single text is a list of one.
/// </summary>
internal sealed class TextsConverter : JsonConverter<List<string>>
{
    public override List<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var texts = new List<string>();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            Add(texts, ref reader);
            return texts;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Add(texts, ref reader);
        }

        return texts;
    }

    public override void Write(Utf8JsonWriter writer, List<string> value, JsonSerializerOptions options) => throw new NotSupportedException();

    private static void Add(List<string> texts, ref Utf8JsonReader reader)
    {
        if (RawText.Read(ref reader) is { } text && !string.IsNullOrWhiteSpace(text))
        {
            texts.Add(text);
        }
    }
}
