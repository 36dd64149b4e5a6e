using System;
using System.Collections.Generic;
using System.Linq;
using PartnerCenter.Emulator.Transport;

namespace PartnerCenter.Emulator.State;

/// <summary>
/// The write requests by their request ids: a retry gets the first answer again, and one id stands for one call only.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/headers">Partner Center REST headers</see>.
/// </remarks>
internal sealed class WriteLedger
{
    private const int MaxEntries = 50_000;

    private readonly Dictionary<Guid, Entry> _entries = new();
    private readonly Queue<Guid> _order = new();

    /// <summary>The entry of a request id; a new one for this call where the id is new.</summary>
    public Entry Open(Guid requestId, EmulatorRequest request)
    {
        if (_entries.TryGetValue(requestId, out var known))
        {
            return known;
        }

        if (_order.Count >= MaxEntries)
        {
            _entries.Remove(_order.Dequeue());
        }

        var entry = new Entry(request);
        _entries[requestId] = entry;
        _order.Enqueue(requestId);
        return entry;
    }

    /// <summary>
    /// The call that a request id was first used for, and its answer where something was written.
    /// </summary>
    internal sealed class Entry
    {
        private readonly string _target;
        private readonly byte[] _body;
        private EmulatorResponse? _answer;

        public Entry(EmulatorRequest request)
        {
            _target = TargetOf(request);
            _body = request.Body;
        }

        /// <summary>A copy of the first answer; <see langword="null"/> while nothing has been written.</summary>
        public EmulatorResponse? Answer => _answer is null ? null : Copy(_answer);

        /// <summary>Whether the request is the same call: method, path, query and body.</summary>
        public bool IsFor(EmulatorRequest request) => _target == TargetOf(request) && _body.SequenceEqual(request.Body);

        public void Remember(EmulatorResponse first) => _answer = Copy(first);

        private static string TargetOf(EmulatorRequest request) => request.Method + " " + request.RawPath.ToLowerInvariant() + request.RawQuery;

        // Headers that are added to the one answer must not show in the next.
        private static EmulatorResponse Copy(EmulatorResponse original)
        {
            var copy = new EmulatorResponse(original.Status, original.Body, original.ContentType);
            copy.Headers.AddRange(original.Headers);
            return copy;
        }
    }
}
