using System;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace PartnerCenter.Qualifications;

/// <summary>
/// The names of customers that a connection has returned, so that an ID alone is shown with the customer's name.
/// </summary>
internal static class CustomerNames
{
    // Less than a megabyte. In a longer list, further customers are shown with their ID.
    private const int MaxNames = 2_000;

    private static readonly ConditionalWeakTable<PcContext, ConcurrentDictionary<Guid, (string? Name, string? Domain)>> Names = new();

    /// <summary>Keeps the name of a customer that the service returned.</summary>
    public static void Add(PcContext connection, Customer customer)
    {
        var names = Names.GetOrCreateValue(connection);
        if (Guid.TryParse(customer.CustomerId, out var id) && (names.ContainsKey(id) || names.Count < MaxNames))
        {
            names[id] = (customer.CompanyName, customer.Domain);
        }
    }

    /// <summary>Adds the name to an identity that has none, if it's known.</summary>
    public static CustomerIdentity Complete(PcContext connection, CustomerIdentity customer) =>
        string.IsNullOrEmpty(customer.CustomerName)
        && Names.TryGetValue(connection, out var names)
        && Guid.TryParse(customer.CustomerId, out var id)
        && names.TryGetValue(id, out var known)
            ? customer.WithName(known.Name, string.IsNullOrEmpty(customer.Domain) ? known.Domain : customer.Domain)
            : customer;
}
