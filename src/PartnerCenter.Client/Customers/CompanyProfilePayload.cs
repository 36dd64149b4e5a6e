using System.Text.Json.Serialization;
using PartnerCenter.Client.Json;

namespace PartnerCenter.Client;

/// <summary>
/// A customer's company as the service sends it.
/// </summary>
internal sealed class CompanyProfilePayload
{
    [JsonConverter(typeof(IdConverter))]
    public string? TenantId { get; set; }

    [JsonConverter(typeof(TextConverter))]
    public string? Domain { get; set; }

    [JsonConverter(typeof(TextConverter))]
    public string? CompanyName { get; set; }

    /// <summary>The value that the service sent instead of a company, or null if it sent a company.</summary>
    [JsonIgnore]
    public string? Raw { get; init; }
}
