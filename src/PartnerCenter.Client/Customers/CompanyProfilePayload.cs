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

    /// <summary>What the service sent in place of a company; null where it sent one.</summary>
    [JsonIgnore]
    public string? Raw { get; init; }
}
