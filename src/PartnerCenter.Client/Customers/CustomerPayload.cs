using System.Collections.Generic;
using System.Text.Json.Serialization;
using PartnerCenter.Client.Json;

namespace PartnerCenter.Client;

/// <summary>
/// A customer as the service sends it.
/// </summary>
internal sealed class CustomerPayload
{
    [JsonConverter(typeof(IdConverter))]
    public string? Id { get; set; }

    [JsonConverter(typeof(TextConverter))]
    public string? CommerceId { get; set; }

    [JsonConverter(typeof(CompanyProfileConverter))]
    public CompanyProfilePayload? CompanyProfile { get; set; }

    [JsonConverter(typeof(TextConverter))]
    public string? RelationshipToPartner { get; set; }

    [JsonConverter(typeof(FlagConverter))]
    public Lenient<bool> AllowDelegatedAccess { get; set; }

    [JsonConverter(typeof(TextsConverter))]
    public List<string>? CustomDomains { get; set; }

    [JsonConverter(typeof(TextConverter))]
    public string? AssociatedPartnerId { get; set; }
}
