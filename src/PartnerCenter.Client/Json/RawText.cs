using System;
using System.Buffers;
using System.Text;
using System.Text.Json;

namespace PartnerCenter.Client.Json;

/// <summary>
/// A JSON value as text, whatever it is.
/// </summary>
internal static class RawText
{
    private const int MaxShown = 100;

    /// <summary>Reads a text as it is; any other value as the JSON that it is. Null stays null.</summary>
    public static string? Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.String:
                return ReadString(ref reader);
            default:
                using (var value = JsonDocument.ParseValue(ref reader))
                {
                    return value.RootElement.GetRawText();
                }
        }
    }

    /// <summary>Passes a value over, and returns how it begins.</summary>
    public static string Skip(ref Utf8JsonReader reader)
    {
        var text = Read(ref reader) ?? "null";
        return text.Length > MaxShown ? text.Remove(MaxShown) + "…" : text;
    }

    // Escapes that no text can hold, such as half of a surrogate pair, stay as they are written.
    private static string ReadString(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan.ToArray());
        }
    }
}
