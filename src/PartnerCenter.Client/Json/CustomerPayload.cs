namespace PartnerCenter.Client.Json;

/// <summary>
/// A customer as the service sends it.
/// </summary>
internal sealed class CustomerPayload
{
    public string? Id { get; set; }

    public string? CommerceId { get; set; }

    public CompanyProfilePayload? CompanyProfile { get; set; }

    public string? RelationshipToPartner { get; set; }
}
