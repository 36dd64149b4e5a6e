using System;
using System.Text.Json.Serialization;

namespace PartnerCenter.Client.Json;

/// <summary>
/// A qualification as the service sends it.
/// </summary>
internal sealed class QualificationPayload
{
    [JsonConverter(typeof(WordConverter))]
    public string? Qualification { get; set; }

    [JsonConverter(typeof(WordConverter))]
    public string? VettingStatus { get; set; }

    [JsonConverter(typeof(WordConverter))]
    public string? VettingReason { get; set; }

    [JsonConverter(typeof(UtcDateConverter))]
    public DateTimeOffset? VettingCreatedDate { get; set; }

    /// <summary>The other spelling of the same; both occur.</summary>
    [JsonConverter(typeof(UtcDateConverter))]
    public DateTimeOffset? VettingCreateDate { get; set; }
}
