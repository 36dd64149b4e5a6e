using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using PartnerCenter.Client.Json;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// The partner's customers.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/get-a-list-of-customers">Get a list of customers</see>.
/// </remarks>
public sealed class CustomerCollection
{
    private readonly PartnerConnection _connection;
    private readonly PartnerOperation _operation;

    internal CustomerCollection(PartnerConnection connection, PartnerOperation operation)
    {
        _connection = connection;
        _operation = operation;
    }

    /// <summary>One customer, for further calls. The indexer sends no request.</summary>
    /// <param name="customerId">The customer's ID: a GUID.</param>
    /// <exception cref="PartnerCenterException">The ID isn't a GUID.</exception>
    public CustomerOperations this[string customerId] => new(_connection, _operation, CustomerIds.Normalize(customerId));

    /// <summary>The same as the indexer, with the name that the official SDK uses.</summary>
    /// <param name="customerId">The customer's ID: a GUID.</param>
    /// <returns>The customer's operations.</returns>
    /// <exception cref="PartnerCenterException">The ID isn't a GUID.</exception>
    public CustomerOperations ById(string customerId) => this[customerId];

    /// <summary>Lists the customers, page by page as they're consumed. Each customer is returned once.</summary>
    /// <param name="query">The customers to list. The default is all customers.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>The customers in the service's order.</returns>
    /// <exception cref="ArgumentException">The query has more than one search field.</exception>
    /// <exception cref="PartnerCenterException">The service failed. The customers before the failure were returned.</exception>
    public IAsyncEnumerable<Customer> ListAsync(CustomerQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new CustomerQuery();
        var path = $"v1/customers?size={query.PageSize}";
        if (query.Filter is { } filter)
        {
            path += "&filter=" + Uri.EscapeDataString(JsonSerializer.Serialize(filter, PartnerJson.Context.SearchFilter));
        }

        return PagedReader.ReadAsync(
            _connection.Caller,
            _operation,
            path,
            PartnerJson.Context.PagePayloadCustomerPayload,
            payload => Convert(payload, _operation),
            static customer => customer.CustomerId,
            Messages.CustomerWithoutId,
            Merge,
            cancellationToken);
    }

    /// <summary>The customer, or null if it has no ID.</summary>
    internal static Customer? Convert(CustomerPayload payload, PartnerOperation operation)
    {
        var id = payload.Id ?? payload.CompanyProfile?.TenantId;
        UnreadableItems.NotifyValue(operation, payload.AllowDelegatedAccess.Raw, nameof(Customer.AllowDelegatedAccess), id);
        UnreadableItems.NotifyValue(operation, payload.CompanyProfile?.Raw, nameof(payload.CompanyProfile), id);
        return id is null ? null : new Customer
        {
            CustomerId = CustomerIds.TryNormalize(id, out var normal) ? normal : id,
            CompanyName = payload.CompanyProfile?.CompanyName,
            Domain = payload.CompanyProfile?.Domain,
            RelationshipToPartner = ToWord(payload.RelationshipToPartner),
            CommerceId = payload.CommerceId,
            AllowDelegatedAccess = payload.AllowDelegatedAccess.Value,
            RawAllowDelegatedAccess = payload.AllowDelegatedAccess.Raw,
            CustomDomains = payload.CustomDomains?.ToArray() ?? [],
            AssociatedPartnerId = payload.AssociatedPartnerId,
        };
    }

    // If a partner is the reseller and the advisor of a customer, the customer is listed twice.
    private static void Merge(Customer customer, Customer again)
    {
        var known = customer.RelationshipToPartner?.Split([", "], StringSplitOptions.None) ?? [];
        if (again.RelationshipToPartner is { } relationship && !known.Contains(relationship, StringComparer.OrdinalIgnoreCase))
        {
            customer.RelationshipToPartner = string.Join(", ", [.. known, relationship]);
        }
    }

    // The number of the official SDK's enumeration, if the service doesn't send text.
    private static string? ToWord(string? relationship) => relationship switch
    {
        "0" => "unknown",
        "1" => "reseller",
        "2" => "advisor",
        "3" => "syndication",
        "4" => "microsoftSupport",
        "5" => "none",
        _ => relationship,
    };
}
