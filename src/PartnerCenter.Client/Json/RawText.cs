using System;
using System.Buffers;
using System.Text;
using System.Text.Json;

namespace PartnerCenter.Client.Json;

/// <summary>
/// Any JSON value as text.
/// </summary>
internal static class RawText
{
    private const int MaxShown = 100;

    /// <summary>Reads text unchanged, and any other value as JSON. Null stays null.</summary>
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

    /// <summary>Skips a value, and returns its beginning.</summary>
    public static string Skip(ref Utf8JsonReader reader)
    {
        var text = Read(ref reader) ?? "null";
        return text.Length > MaxShown ? text.Remove(MaxShown) + "…" : text;
    }

    // Escapes that aren't valid in text, such as half of a surrogate pair, are kept unchanged.
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
