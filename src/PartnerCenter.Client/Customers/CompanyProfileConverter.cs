using System;
using System.Text.Json;
using System.Text.Json.Serialization;
using PartnerCenter.Client.Json;

namespace PartnerCenter.Client;

/// <summary>
/// Reads a customer's company. For any value other than an object, only the text is kept.
/// </summary>
internal sealed class CompanyProfileConverter : JsonConverter<CompanyProfilePayload?>
{
    public override CompanyProfilePayload? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            return JsonSerializer.Deserialize(ref reader, PartnerJson.Context.CompanyProfilePayload);
        }

        return new CompanyProfilePayload { Raw = RawText.Skip(ref reader) };
    }

    public override void Write(Utf8JsonWriter writer, CompanyProfilePayload? value, JsonSerializerOptions options) => throw new NotSupportedException();
}
