using System.Collections.Generic;

namespace PartnerCenter.Qualifications;

/// <summary>
/// A customer of the partner.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/get-a-list-of-customers">Get a list of customers</see>.
/// </remarks>
public sealed class Customer : IFromConnection
{
    /// <summary>The same as <see cref="CustomerId"/>, under the name that other modules' cmdlets take from the pipeline.</summary>
    public string Id => CustomerId;

    /// <summary>The customer's id: the id of its Microsoft Entra tenant, a GUID in lower case with hyphens.</summary>
    public required string CustomerId { get; init; }

    /// <summary>The name of the customer's company.</summary>
    public string? CompanyName { get; init; }

    /// <summary>The customer's initial domain, such as <c>contoso.onmicrosoft.com</c>.</summary>
    public string? Domain { get; init; }

    /// <summary>The id of the customer's Microsoft Entra tenant; the same as <see cref="CustomerId"/> where the service says so.</summary>
    public string? TenantId { get; init; }

    /// <summary>
    /// How the customer is related to the partner, in the service's words, such as <c>reseller</c>. The service lists a customer for each relationship;
    /// the client returns it once, with all of them, as in <c>reseller, advisor</c>.
    /// </summary>
    public string? RelationshipToPartner { get; internal set; }

    /// <summary>The customer's id in Microsoft's commerce systems.</summary>
    public string? CommerceId { get; init; }

    /// <summary>Whether the partner may act on the customer's behalf; null where the service did not say, as in a list.</summary>
    public bool? AllowDelegatedAccess { get; init; }

    /// <summary>What the service sent in place of <see cref="AllowDelegatedAccess"/>; null where it could be read, or there is none.</summary>
    public string? RawAllowDelegatedAccess { get; init; }

    /// <summary>The customer's own domains; empty where the service did not say, as in a list.</summary>
    public IReadOnlyList<string> CustomDomains { get; init; } = [];

    /// <summary>The id of the indirect reseller who is associated with the customer; null for none, or where the service did not say, as in a list.</summary>
    public string? AssociatedPartnerId { get; init; }

    PcContext? IFromConnection.Origin { get; set; }

    /// <summary>Returns the company's name, or the id where no name is known.</summary>
    /// <returns>The name or the id.</returns>
    public override string ToString() => DisplayText.Clean(string.IsNullOrEmpty(CompanyName) ? CustomerId : CompanyName!);
}
