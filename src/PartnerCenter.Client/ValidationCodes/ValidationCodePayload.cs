using System.Text.Json.Serialization;
using PartnerCenter.Client.Json;

namespace PartnerCenter.Client;

/// <summary>
/// A validation code as the service sends it.
/// </summary>
internal sealed class ValidationCodePayload
{
    [JsonConverter(typeof(TextConverter))]
    public string? PartnerId { get; set; }

    [JsonConverter(typeof(TextConverter))]
    public string? OrganizationName { get; set; }

    [JsonConverter(typeof(IdConverter))]
    public string? ValidationId { get; set; }

    [JsonConverter(typeof(CountConverter))]
    public Lenient<int> MaxCreates { get; set; }

    [JsonConverter(typeof(CountConverter))]
    public Lenient<int> RemainingCreates { get; set; }

    [JsonConverter(typeof(TextConverter))]
    public string? ETag { get; set; }
}
