using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;

namespace PartnerCenter.Emulator.State;

/// <summary>
/// The partner's customers: those that the seed makes, then those that were added. A seeded customer is kept only from when somebody may change it.
/// </summary>
internal sealed class CustomerStore : IReadOnlyList<EmulatedCustomer>
{
    private const int RememberedSearches = 16;

    private readonly CustomerGenerator generator;
    private readonly int seeded;
    private readonly ConcurrentDictionary<int, EmulatedCustomer> kept = new();
    private readonly ConcurrentDictionary<Guid, EmulatedCustomer> addedById = new();
    private readonly Dictionary<string, int[]> searches = new(StringComparer.OrdinalIgnoreCase);
    private readonly object gate = new();
    private volatile EmulatedCustomer[] added = [];

    public CustomerStore(CustomerGenerator generator, int seeded)
    {
        this.generator = generator;
        this.seeded = seeded;
    }

    public int Count => seeded + added.Length;

    /// <summary>The customer, kept from now on: what the caller changes about it stays.</summary>
    public EmulatedCustomer this[int index]
    {
        get
        {
            if (index < 0 || index >= Count)
            {
                throw new ArgumentOutOfRangeException(nameof(index));
            }

            return index < seeded ? kept.GetOrAdd(index, generator.Make) : added[index - seeded];
        }
    }

    /// <summary>The customer, to read from.</summary>
    public EmulatedCustomer Peek(int index)
    {
        if (index >= seeded)
        {
            return added[index - seeded];
        }

        return kept.TryGetValue(index, out var customer) ? customer : generator.Make(index);
    }

    /// <summary>The customer with this id, to read from; <see langword="null"/> where the partner has none.</summary>
    public EmulatedCustomer? Find(Guid id)
    {
        var index = generator.IndexOf(id);
        if (index >= 0 && index < seeded)
        {
            return Peek(index);
        }

        return addedById.TryGetValue(id, out var customer) ? customer : null;
    }

    /// <summary>The customer, kept from now on.</summary>
    public EmulatedCustomer Keep(EmulatedCustomer customer) => this[customer.Index];

    public EmulatedCustomer Add(string companyName, string domain, Guid id)
    {
        lock (gate)
        {
            if (Find(id) is not null)
            {
                throw new ArgumentException("There is a customer with this id already: " + id.ToString("D") + ".");
            }

            var customer = new EmulatedCustomer(Count, id, companyName, domain, Guid.NewGuid(), []);
            addedById[id] = customer;
            var grown = new EmulatedCustomer[added.Length + 1];
            added.CopyTo(grown, 0);
            grown[added.Length] = customer;
            added = grown;
            searches.Clear();
            return customer;
        }
    }

    /// <summary>The indices of all customers whose <paramref name="field"/> starts with <paramref name="value"/>.</summary>
    public int[] Search(string field, string value)
    {
        lock (gate)
        {
            var key = field + "\n" + value;
            var isLasting = field is CustomerFields.CompanyName or CustomerFields.Domain;
            if (isLasting && searches.TryGetValue(key, out var known))
            {
                return known;
            }

            var found = new List<int>();
            for (var i = 0; i < Count; i++)
            {
                if (TextOf(i, field)?.StartsWith(value, StringComparison.OrdinalIgnoreCase) == true)
                {
                    found.Add(i);
                }
            }

            if (searches.Count >= RememberedSearches)
            {
                searches.Clear();
            }

            return searches[key] = found.ToArray();
        }
    }

    public IEnumerator<EmulatedCustomer> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private string? TextOf(int index, string field)
    {
        if (field is CustomerFields.IndirectReseller or CustomerFields.IndirectCloudSolutionProvider)
        {
            // Not from the generator alone: it can be changed.
            return index >= seeded || kept.ContainsKey(index) ? Peek(index).AssociatedPartnerId : generator.ResellerOf(index);
        }

        if (index >= seeded)
        {
            var customer = added[index - seeded];
            return field == CustomerFields.Domain ? customer.Domain : customer.CompanyName;
        }

        var name = generator.NameOf(index);
        return field == CustomerFields.Domain ? CustomerGenerator.DomainOf(name, index) : name;
    }
}
