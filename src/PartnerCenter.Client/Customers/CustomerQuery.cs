using System;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// Which customers to list. The service searches by one field at a time, by the beginning only.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/get-a-customer-by-name">Get a list of customers filtered by a search field</see>.
/// </remarks>
public sealed class CustomerQuery
{
    /// <summary>The largest page that can be asked for.</summary>
    public const int MaxPageSize = 500;

    private readonly int _pageSize;

    /// <summary>What the company's name begins with; null for any.</summary>
    public string? CompanyName { get; init; }

    /// <summary>What the domain begins with; null for any.</summary>
    public string? Domain { get; init; }

    /// <summary>The id of the indirect reseller who is associated with the customers, or its beginning; null for any.</summary>
    public string? IndirectResellerId { get; init; }

    /// <summary>How many customers a page has, up to <see cref="MaxPageSize"/>; 0, the default, leaves it to the service.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or larger than a page can be.</exception>
    public int PageSize
    {
        get => _pageSize;
        init => _pageSize = value is >= 0 and <= MaxPageSize ? value : throw new ArgumentOutOfRangeException(nameof(value), Messages.InvalidPageSize);
    }

    /// <exception cref="ArgumentException">Several fields are asked for.</exception>
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
