using System;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// The customers to list. The service can search one field at a time, and only by its beginning.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/get-a-customer-by-name">Get a list of customers filtered by a search field</see>.
/// </remarks>
public sealed class CustomerQuery
{
    /// <summary>The maximum page size.</summary>
    public const int MaxPageSize = 500;

    private readonly int _pageSize;

    /// <summary>The beginning of the company's name, or null for any.</summary>
    public string? CompanyName { get; init; }

    /// <summary>The beginning of the domain, or null for any.</summary>
    public string? Domain { get; init; }

    /// <summary>The ID, or the beginning of the ID, of the indirect reseller that is associated with the customers, or null for any.</summary>
    public string? IndirectResellerId { get; init; }

    /// <summary>The number of customers in a page, up to <see cref="MaxPageSize"/>. With 0, the default, the service decides.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or greater than the maximum.</exception>
    public int PageSize
    {
        get => _pageSize;
        init => _pageSize = value is >= 0 and <= MaxPageSize ? value : throw new ArgumentOutOfRangeException(nameof(value), Messages.InvalidPageSize);
    }

    /// <exception cref="ArgumentException">Several fields are specified.</exception>
    internal SearchFilter? Filter =>
        (CompanyName, Domain, IndirectResellerId) switch
        {
            (null, null, null) => null,
            ({ } name, null, null) => StartsWith("CompanyName", name),
            (null, { } domain, null) => StartsWith("Domain", domain),
            (null, null, { } reseller) => StartsWith("IndirectReseller", reseller),
            _ => throw new ArgumentException(Messages.OneSearchField),
        };

    private static SearchFilter StartsWith(string field, string value) => new() { Field = field, Value = value, Operator = "starts_with" };
}
