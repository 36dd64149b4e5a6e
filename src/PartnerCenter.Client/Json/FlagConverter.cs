using System;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PartnerCenter.Client.Json;

/// <summary>
/// Reads a Boolean value, also from text. Any other value is unreadable.
/// </summary>
internal sealed class FlagConverter : JsonConverter<Lenient<bool>>
{
    public override bool HandleNull => true;

    public override Lenient<bool> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = RawText.Read(ref reader);
        return bool.TryParse(text, out var flag) ? new Lenient<bool>(flag, null) : new Lenient<bool>(null, string.IsNullOrWhiteSpace(text) ? null : text);
    }

    public override void Write(Utf8JsonWriter writer, Lenient<bool> value, JsonSerializerOptions options) => throw new NotSupportedException();
}
