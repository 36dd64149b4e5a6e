using System;
using PartnerCenter.Client.Json;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// Which customers to list. The service searches by one field at a time, by the beginning only.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/get-a-list-of-customers-filtered-by-a-search-field">Get a list of customers filtered by a search field</see>.
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

    /// <summary>How many customers a page has, up to <see cref="MaxPageSize"/>; 0, the default, leaves it to the service.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or larger than a page can be.</exception>
    public int PageSize
    {
        get => _pageSize;
        init => _pageSize = value is >= 0 and <= MaxPageSize ? value : throw new ArgumentOutOfRangeException(nameof(value), Messages.InvalidPageSize);
    }

    /// <exception cref="ArgumentException">Both fields are asked for.</exception>
    internal SearchFilter? Filter =>
        CompanyName is not null && Domain is not null ? throw new ArgumentException(Messages.OneSearchField)
        : CompanyName is not null ? StartsWith("CompanyName", CompanyName)
        : Domain is not null ? StartsWith("Domain", Domain)
        : null;

    private static SearchFilter StartsWith(string field, string value) => new() { Field = field, Value = value, Operator = "starts_with" };
}
