using System;
using System.Collections.Generic;
using PartnerCenter.Emulator.Transport;

namespace PartnerCenter.Emulator;

/// <summary>
/// Answers that a test has laid ready. The first one that fits is taken.
/// </summary>
internal sealed class CannedResponses
{
    private readonly object _gate = new();
    private readonly List<Entry> _entries = new();
    private volatile bool _any;

    public void Add(Func<EmulatorRequestInfo, bool> predicate, CannedResponse response, bool once)
    {
        lock (_gate)
        {
            _entries.Add(new Entry(predicate, response, once));
            _any = true;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
            _any = false;
        }
    }

    public EmulatorResponse? Take(EmulatorRequestInfo request)
    {
        if (!_any)
        {
            return null;
        }

        lock (_gate)
        {
            for (var i = 0; i < _entries.Count; i++)
            {
                var entry = _entries[i];
                if (!entry.Predicate(request))
                {
                    continue;
                }

                if (entry.Once)
                {
                    _entries.RemoveAt(i);
                    _any = _entries.Count > 0;
                }

                var response = new EmulatorResponse(
                    entry.Response.StatusCode, entry.Response.Body, entry.Response.ContentType)
                { Delay = entry.Response.Delay };
                response.Headers.AddRange(entry.Response.Headers);
                return response;
            }

            return null;
        }
    }

    private sealed class Entry
    {
        public Entry(Func<EmulatorRequestInfo, bool> predicate, CannedResponse response, bool once)
        {
            Predicate = predicate;
            Response = response;
            Once = once;
        }

        public Func<EmulatorRequestInfo, bool> Predicate { get; }

        public CannedResponse Response { get; }

        public bool Once { get; }
    }
}
