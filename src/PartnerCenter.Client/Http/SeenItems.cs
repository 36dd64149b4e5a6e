using System;
using System.Collections.Generic;

namespace PartnerCenter.Client.Http;

/// <summary>
/// The items of a list that were returned already. One that comes again can add to the first one, as long as somebody holds that.
/// </summary>
/// <remarks>
/// Ids as GUIDs, as they are in all but odd cases, and the items by weak references: for 100,000 customers that takes some megabytes, and the customers
/// themselves are free when the pipeline has passed them.
/// </remarks>
internal sealed class SeenItems<T>(Func<T, string> identify, Action<T, T>? merge)
    where T : class
{
#if !NETFRAMEWORK
    private const int MostExpected = 1_000_000;

#endif
    private readonly Dictionary<Guid, WeakReference<T>?> _items = [];
    private readonly Dictionary<string, WeakReference<T>?> _oddItems = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes room. What grows leaves its former selves behind, which for many customers are megabytes.</summary>
    public void Presize(int? total)
    {
#if !NETFRAMEWORK
        if (_items.Count == 0 && total is > 0 and <= MostExpected)
        {
            _items.EnsureCapacity(total.Value);
        }
#endif
    }

    /// <summary>Remembers the item.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Add(T item)
    {
        var id = identify(item);
        return Guid.TryParse(id, out var guid) ? Add(_items, guid, item) : Add(_oddItems, id, item);
    }

    private bool Add<TKey>(Dictionary<TKey, WeakReference<T>?> items, TKey id, T item)
        where TKey : notnull
    {
        if (!items.TryGetValue(id, out var first))
        {
            items.Add(id, merge is null ? null : new WeakReference<T>(item));
            return true;
        }

        if (first is not null && first.TryGetTarget(out var known))
        {
            merge!(known, item);
        }

        return false;
    }
}
