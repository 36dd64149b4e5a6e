using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace PartnerCenter.Qualifications;

/// <summary>
/// The names of customers that a connection has returned, so that an ID alone is shown with the customer's name.
/// </summary>
internal static class CustomerNames
{
    // About two megabytes. In a longer list, the customers that were returned last keep their names.
    private const int MaxNames = 10_000;

    private static readonly ConditionalWeakTable<PcContext, Known> Names = new();

    /// <summary>Keeps the name of a customer that the service returned.</summary>
    public static void Add(PcContext connection, Customer customer)
    {
        if (Guid.TryParse(customer.CustomerId, out var id))
        {
            Names.GetOrCreateValue(connection).Add(id, customer.CompanyName, customer.Domain);
        }
    }

    /// <summary>Adds the name that the service returned for the customer, if it's known and differs from that of the input.</summary>
    /// <param name="connections">The connections of the customer's partner. The first one that knows the customer counts.</param>
    /// <param name="customer">The customer.</param>
    public static CustomerIdentity Complete(IReadOnlyList<PcContext> connections, CustomerIdentity customer)
    {
        if (!Guid.TryParse(customer.CustomerId, out var id) || Find(connections, id) is not { } known)
        {
            return customer;
        }

        if (string.IsNullOrEmpty(customer.CustomerName))
        {
            return customer.WithName(known.Name, string.IsNullOrEmpty(customer.Domain) ? known.Domain : customer.Domain);
        }

        return string.IsNullOrEmpty(known.Name) || known.Name == customer.CustomerName ? customer : customer.WithServiceName(known.Name!);
    }

    private static (string? Name, string? Domain)? Find(IReadOnlyList<PcContext> connections, Guid id)
    {
        foreach (var connection in connections)
        {
            if (Names.TryGetValue(connection, out var names) && names.Find(id) is { } known)
            {
                return known;
            }
        }

        return null;
    }

    // Several runspaces can use one connection.
    private sealed class Known
    {
        private readonly Dictionary<Guid, LinkedListNode<(Guid Id, string? Name, string? Domain)>> _names = [];
        private readonly LinkedList<(Guid Id, string? Name, string? Domain)> _order = new();

        public void Add(Guid id, string? name, string? domain)
        {
            lock (_names)
            {
                if (_names.TryGetValue(id, out var earlier))
                {
                    _order.Remove(earlier);
                }
                else if (_names.Count == MaxNames)
                {
                    _names.Remove(_order.First!.Value.Id);
                    _order.RemoveFirst();
                }

                _names[id] = _order.AddLast((id, name, domain));
            }
        }

        public (string? Name, string? Domain)? Find(Guid id)
        {
            lock (_names)
            {
                return _names.TryGetValue(id, out var found) ? (found.Value.Name, found.Value.Domain) : null;
            }
        }
    }
}
