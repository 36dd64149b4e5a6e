using System.Text.Json.Serialization;

namespace PartnerCenter.Client;

/// <summary>
/// The service's search filter.
/// </summary>
internal sealed class SearchFilter
{
    [JsonPropertyName("Field")]
    public required string Field { get; init; }

    [JsonPropertyName("Value")]
    public required string Value { get; init; }

    [JsonPropertyName("Operator")]
    public required string Operator { get; init; }
}
