using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;
using PartnerCenter.Client.Json;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// A customer's qualifications in any of the documented formats: an array, an array inside an object, or a single item.
/// </summary>
[JsonConverter(typeof(Converter))]
internal sealed class QualificationList
{
    public List<QualificationPayload> Items { get; } = new(1);

    /// <summary>The items that couldn't be read, with their 1-based positions, or null if all items could be read.</summary>
    public List<(int Position, string Text)>? Unreadable { get; private set; }

    internal sealed class Converter : JsonConverter<QualificationList>
    {
        public override QualificationList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var list = new QualificationList();
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray:
                    ReadArray(ref reader, list);
                    return list;
                case JsonTokenType.StartObject:
                    ReadObject(ref reader, list);
                    return list;
                default:
                    throw new JsonException();
            }
        }

        public override void Write(Utf8JsonWriter writer, QualificationList value, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        private static void ReadArray(ref Utf8JsonReader reader, QualificationList list)
        {
            for (var position = 1; reader.Read() && reader.TokenType != JsonTokenType.EndArray; position++)
            {
                // An item that names no qualification does not say that the customer has none.
                if (ItemReader.TryRead(ref reader, PartnerJson.Context.QualificationPayload, out var item, out var unreadable)
                    && !string.IsNullOrWhiteSpace(item.Qualification))
                {
                    list.Items.Add(item);
                }
                else
                {
                    (list.Unreadable ??= []).Add((position, unreadable ?? Messages.QualificationWithoutName));
                }
            }
        }

        // The properties show whether the object is the wrapper or an item.
        private static void ReadObject(ref Utf8JsonReader reader, QualificationList list)
        {
            var ahead = reader;
            while (ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName)
            {
                var isList = string.Equals(ahead.GetString(), "qualifications", StringComparison.OrdinalIgnoreCase);
                ahead.Read();
                if (isList && ahead.TokenType is JsonTokenType.StartArray or JsonTokenType.Null)
                {
                    if (ahead.TokenType == JsonTokenType.StartArray)
                    {
                        ReadArray(ref ahead, list);
                    }

                    while (ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName)
                    {
                        ahead.Read();
                        ahead.TrySkip();
                    }

                    reader = ahead;
                    return;
                }

                // Don't use Skip, which fails before the stream has ended. The whole value is available here, because otherwise this method isn't called.
                ahead.TrySkip();
            }

            var item = JsonSerializer.Deserialize(ref reader, PartnerJson.Context.QualificationPayload);
            list.Items.Add(string.IsNullOrWhiteSpace(item?.Qualification) ? throw new JsonException() : item!);
        }
    }
}
