using System;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PartnerCenter.Client.Json;

/// <summary>
/// Reads yes or no, also as a text. Anything else is unknown.
/// </summary>
internal sealed class FlagConverter : JsonConverter<bool?>
{
    public override bool HandleNull => true;

    public override bool? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        bool.TryParse(RawText.Read(ref reader), out var flag) ? flag : null;

    public override void Write(Utf8JsonWriter writer, bool? value, JsonSerializerOptions options) => throw new NotSupportedException();
}
