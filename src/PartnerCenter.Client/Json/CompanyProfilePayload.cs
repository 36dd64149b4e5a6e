namespace PartnerCenter.Client.Json;

/// <summary>
/// A customer's company as the service sends it.
/// </summary>
internal sealed class CompanyProfilePayload
{
    public string? TenantId { get; set; }

    public string? Domain { get; set; }

    public string? CompanyName { get; set; }
}
