using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PartnerCenter.Client.Json;

/// <summary>
/// Reads key-value pairs: a list of objects with both, or one object whose properties are the pairs. An item that isn't a pair gets its 1-based position as
/// key.
/// </summary>
internal sealed class PairsConverter : JsonConverter<Dictionary<string, string?>>
{
    public override Dictionary<string, string?> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var pairs = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        switch (root.ValueKind)
        {
            case JsonValueKind.Array:
                var position = 0;
                foreach (var item in root.EnumerateArray())
                {
                    Add(pairs, item, ++position);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in root.EnumerateObject())
                {
                    pairs[Name(property)] = Text(property.Value);
                }

                break;
            default:
                Add(pairs, root, 1);
                break;
        }

        return pairs;
    }

    public override void Write(Utf8JsonWriter writer, Dictionary<string, string?> value, JsonSerializerOptions options) => throw new NotSupportedException();

    private static void Add(Dictionary<string, string?> pairs, JsonElement item, int position)
    {
        string? key = null;
        string? value = null;
        if (item.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in item.EnumerateObject())
            {
                var name = Name(property);
                key = name.Equals("key", StringComparison.OrdinalIgnoreCase) ? Text(property.Value) : key;
                value = name.Equals("value", StringComparison.OrdinalIgnoreCase) ? Text(property.Value) : value;
            }
        }

        if (key is not null)
        {
            pairs[key] = value;
        }
        else if (Text(item) is { } text)
        {
            pairs[position.ToString(CultureInfo.InvariantCulture)] = text;
        }
    }

    // Escapes that aren't valid in text are kept unchanged.
    private static string Name(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return property.ToString();
        }
    }

    private static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => value.GetString(),
                _ => value.GetRawText(),
            };
        }
        catch (InvalidOperationException)
        {
            return value.GetRawText();
        }
    }
}
