using System;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PartnerCenter.Client.Json;

/// <summary>
/// Reads a customer's company; anything that is no object is none.
/// </summary>
internal sealed class CompanyProfileConverter : JsonConverter<CompanyProfilePayload?>
{
    public override CompanyProfilePayload? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            return JsonSerializer.Deserialize(ref reader, PartnerJson.Context.CompanyProfilePayload);
        }

        RawText.Skip(ref reader);
        return null;
    }

    public override void Write(Utf8JsonWriter writer, CompanyProfilePayload? value, JsonSerializerOptions options) => throw new NotSupportedException();
}
