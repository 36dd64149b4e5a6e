using System;
using System.Text.Json.Serialization;
using PartnerCenter.Client.Json;

namespace PartnerCenter.Client;

/// <summary>
/// A qualification as the service sends it.
/// </summary>
internal sealed class QualificationPayload
{
    [JsonConverter(typeof(TextConverter))]
    public string? Qualification { get; set; }

    [JsonConverter(typeof(TextConverter))]
    public string? VettingStatus { get; set; }

    [JsonConverter(typeof(TextConverter))]
    public string? VettingReason { get; set; }

    [JsonConverter(typeof(DateConverter))]
    public Lenient<DateTimeOffset> VettingCreatedDate { get; set; }

    /// <summary>The other spelling of the same property. Both occur.</summary>
    [JsonConverter(typeof(DateConverter))]
    public Lenient<DateTimeOffset> VettingCreateDate { get; set; }
}
