using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PartnerCenter.Client.Json;

/// <summary>
/// Reads one item of a list, so that the other items are returned even if this item is invalid.
/// </summary>
internal static class ItemReader
{
    /// <summary>Reads the item at the reader's position, or skips it.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="type">The type of the item.</param>
    /// <param name="value">The item.</param>
    /// <param name="unreadable">What stands in its place where it cannot be read.</param>
    public static bool TryRead<T>(
        ref Utf8JsonReader reader, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? value, [NotNullWhen(false)] out string? unreadable)
        where T : class
    {
        (value, unreadable) = (null, null);
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            var start = reader;
            try
            {
                value = JsonSerializer.Deserialize(ref reader, type);
            }
            catch (JsonException)
            {
                // Values are read leniently, but a property name can contain invalid escapes. Malformed JSON fails again below.
                reader = start;
            }
        }

        unreadable = value is null ? RawText.Skip(ref reader) : null;
        return value is not null;
    }
}
