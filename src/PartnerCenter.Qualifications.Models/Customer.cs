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
    /// <summary>The customer's ID: the ID of its Microsoft Entra tenant, a GUID in lower case with hyphens.</summary>
    public required string CustomerId { get; init; }

    /// <summary>The name of the customer's company.</summary>
    public string? CompanyName { get; init; }

    /// <summary>The customer's initial domain, such as <c>contoso.onmicrosoft.com</c>.</summary>
    public string? Domain { get; init; }

    /// <summary>
    /// The relationship of the customer to the partner, as the service names it, such as <c>reseller</c>. The service lists a customer for each
    /// relationship. The client returns the customer once with all relationships, as in <c>reseller, advisor</c>.
    /// </summary>
    public string? RelationshipToPartner { get; internal set; }

    /// <summary>The customer's ID in Microsoft's commerce systems.</summary>
    public string? CommerceId { get; init; }

    /// <summary>Whether the partner may act on the customer's behalf, or null if the service didn't return it, as in a list.</summary>
    public bool? AllowDelegatedAccess { get; init; }

    /// <summary>The unreadable value of <see cref="AllowDelegatedAccess"/>, or null if the value could be read or is absent.</summary>
    public string? RawAllowDelegatedAccess { get; init; }

    /// <summary>The customer's own domains. Empty if the service didn't return them, as in a list.</summary>
    public IReadOnlyList<string> CustomDomains { get; init; } = [];

    /// <summary>
    /// The ID of the indirect reseller that is associated with the customer. Null if there's none, or if the service didn't return it, as in a list.
    /// </summary>
    public string? AssociatedPartnerId { get; init; }

    PcContext? IFromConnection.Origin { get; set; }

    /// <summary>Returns the company's name, or the ID if no name is known.</summary>
    /// <returns>The name or the ID.</returns>
    public override string ToString() => DisplayText.Clean(string.IsNullOrEmpty(CompanyName) ? CustomerId : CompanyName!);
}
