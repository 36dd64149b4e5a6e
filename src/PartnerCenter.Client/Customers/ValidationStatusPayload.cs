using System;
using System.Text.Json.Serialization;
using PartnerCenter.Client.Json;

namespace PartnerCenter.Client;

/// <summary>
/// A customer's validation status as the service sends it.
/// </summary>
internal sealed class ValidationStatusPayload
{
    [JsonConverter(typeof(TextConverter))]
    public string? Type { get; set; }

    [JsonConverter(typeof(TextConverter))]
    public string? Status { get; set; }

    [JsonConverter(typeof(DateConverter))]
    public Lenient<DateTimeOffset> LastUpdateDateTime { get; set; }
}
