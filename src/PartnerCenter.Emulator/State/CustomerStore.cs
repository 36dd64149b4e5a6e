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

    private readonly CustomerGenerator _generator;
    private readonly int _seeded;
    private readonly ConcurrentDictionary<int, EmulatedCustomer> _kept = new();
    private readonly ConcurrentDictionary<Guid, EmulatedCustomer> _addedById = new();
    private readonly Dictionary<string, int[]> _searches = new(StringComparer.OrdinalIgnoreCase);
    private readonly object _gate = new();
    private volatile EmulatedCustomer[] _added = [];

    public CustomerStore(CustomerGenerator generator, int seeded)
    {
        _generator = generator;
        _seeded = seeded;
    }

    public int Count => _seeded + _added.Length;

    /// <summary>The customer, kept from now on: what the caller changes about it stays.</summary>
    public EmulatedCustomer this[int index]
    {
        get
        {
            if (index < 0 || index >= Count)
            {
                throw new ArgumentOutOfRangeException(nameof(index));
            }

            return index < _seeded ? _kept.GetOrAdd(index, _generator.Make) : _added[index - _seeded];
        }
    }

    /// <summary>The customer, to read from.</summary>
    public EmulatedCustomer Peek(int index)
    {
        if (index >= _seeded)
        {
            return _added[index - _seeded];
        }

        return _kept.TryGetValue(index, out var customer) ? customer : _generator.Make(index);
    }

    /// <summary>The customer with this id, to read from; <see langword="null"/> where the partner has none.</summary>
    public EmulatedCustomer? Find(Guid id)
    {
        var index = _generator.IndexOf(id);
        if (index >= 0 && index < _seeded)
        {
            return Peek(index);
        }

        return _addedById.TryGetValue(id, out var customer) ? customer : null;
    }

    /// <summary>The customer, kept from now on.</summary>
    public EmulatedCustomer Keep(EmulatedCustomer customer) => this[customer.Index];

    public EmulatedCustomer Add(string companyName, string domain, Guid id)
    {
        lock (_gate)
        {
            if (Find(id) is not null)
            {
                throw new ArgumentException("There is a customer with this id already: " + id.ToString("D") + ".");
            }

            var customer = new EmulatedCustomer(Count, id, companyName, domain, Guid.NewGuid(), []);
            _addedById[id] = customer;
            var grown = new EmulatedCustomer[_added.Length + 1];
            _added.CopyTo(grown, 0);
            grown[_added.Length] = customer;
            _added = grown;
            _searches.Clear();
            return customer;
        }
    }

    /// <summary>The indices of all customers whose <paramref name="field"/> starts with <paramref name="value"/>.</summary>
    public int[] Search(string field, string value)
    {
        lock (_gate)
        {
            var key = field + "\n" + value;
            var isLasting = field is CustomerFields.CompanyName or CustomerFields.Domain;
            if (isLasting && _searches.TryGetValue(key, out var known))
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

            if (_searches.Count >= RememberedSearches)
            {
                _searches.Clear();
            }

            return _searches[key] = found.ToArray();
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
            return index >= _seeded || _kept.ContainsKey(index) ? Peek(index).AssociatedPartnerId : _generator.ResellerOf(index);
        }

        if (index >= _seeded)
        {
            var customer = _added[index - _seeded];
            return field == CustomerFields.Domain ? customer.Domain : customer.CompanyName;
        }

        var name = _generator.NameOf(index);
        return field == CustomerFields.Domain ? CustomerGenerator.DomainOf(name, index) : name;
    }
}
