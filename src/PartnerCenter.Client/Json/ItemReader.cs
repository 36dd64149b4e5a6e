using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PartnerCenter.Client.Json;

/// <summary>
/// Reads one item of a list, so that the others come whatever stands in it.
/// </summary>
internal static class ItemReader
{
    /// <summary>Reads the item at which the reader stands, or passes it over.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="type">What the item is.</param>
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
                // The values are read leniently; a name can still be one that no text can hold. JSON that is none fails again below.
                reader = start;
            }
        }

        unreadable = value is null ? RawText.Skip(ref reader) : null;
        return value is not null;
    }
}
