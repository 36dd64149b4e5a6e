using System;
using System.Collections.Generic;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// The items of a list that were returned already. One that comes again can add to the first one, where that came not long before.
/// </summary>
/// <remarks>
/// Ids as GUIDs, as they are in all but odd cases: for 100,000 customers that takes a few megabytes. The items themselves are kept for a while only: a list
/// in the order of names has the two entries of one customer side by side.
/// </remarks>
internal sealed class SeenItems<T>(Func<T, string> identify, Action<T, T>? merge)
    where T : class
{
    private const int MinRecent = 1000;
    private const int MaxExpected = 1_000_000;

    private readonly HashSet<Guid> _ids = [];
    private readonly HashSet<string> _oddIds = new(StringComparer.OrdinalIgnoreCase);
    private Dictionary<string, T> _recent = new(StringComparer.OrdinalIgnoreCase);
    private Dictionary<string, T> _older = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes room. What grows leaves its former selves behind, which for many customers are megabytes.</summary>
    public void Presize(int? total)
    {
        if (_ids.Count == 0 && total is > 0 and <= MaxExpected)
        {
            _ids.EnsureCapacity(total.Value);
        }
    }

    /// <summary>Remembers the item.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Add(T item)
    {
        var id = identify(item);
        var isNew = Guid.TryParse(id, out var guid) ? _ids.Add(guid) : _oddIds.Add(id);
        if (merge is null)
        {
            return isNew;
        }

        if (isNew)
        {
            Keep(id, item);
        }
        else if (_recent.TryGetValue(id, out var first) || _older.TryGetValue(id, out first))
        {
            merge(first, item);
        }

        return isNew;
    }

    private void Keep(string id, T item)
    {
        if (_recent.Count == MinRecent)
        {
            (_recent, _older) = (_older, _recent);
            _recent.Clear();
        }

        _recent[id] = item;
    }
}
