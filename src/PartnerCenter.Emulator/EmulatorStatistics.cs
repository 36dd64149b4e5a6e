using System;
using System.Collections.Generic;
using System.Threading;

namespace PartnerCenter.Emulator;

/// <summary>
/// What an emulator has seen and done since it was made, or since <see cref="Reset"/>. Safe to read and to reset at any time.
/// </summary>
public sealed class EmulatorStatistics
{
    // Retries are recognized among the last so many request ids, not among all: a soak of millions of requests must not fill the memory.
    private const int RememberedRequestIds = 100_000;

    private readonly EmulatorOptions _options;
    private readonly long[] _byOperation = new long[Enum.GetValues(typeof(EmulatorRoute)).Length];
    private readonly long[] _byFault = new long[32];
    private readonly object _logGate = new();
    private readonly Queue<RecordedRequest> _log = new();
    private readonly object _idGate = new();
    private HashSet<Guid> _requestIds = new();
    private HashSet<Guid> _olderRequestIds = new();
    private long _requests;
    private long _apiRequests;
    private long _tokenRequests;
    private long _retries;
    private long _throttledAnswers;
    private long _faultsInjected;
    private long _writes;
    private long _requestIdConflicts;
    private long _connections;
    private int _underWay;
    private int _maxConcurrency;

    internal EmulatorStatistics(EmulatorOptions options) => _options = options;

    /// <summary>All requests.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Requests to the API.</summary>
    public long ApiRequests => Interlocked.Read(ref _apiRequests);

    /// <summary>Requests for a token (device codes, authorizations and discovery are not counted).</summary>
    public long TokenRequests => Interlocked.Read(ref _tokenRequests);

    /// <summary>API requests whose <c>MS-RequestId</c> was seen before.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>Answers with status 429, whatever their cause.</summary>
    public long ThrottledAnswers => Interlocked.Read(ref _throttledAnswers);

    /// <summary>Answers that a fault has replaced, delayed or cut.</summary>
    public long FaultsInjected => Interlocked.Read(ref _faultsInjected);

    /// <summary>Writes that were performed. A retry that is answered with the first answer is none.</summary>
    public long Writes => Interlocked.Read(ref _writes);

    /// <summary>
    /// Writes with an <c>MS-RequestId</c> that an earlier write with another method, path, query or body has used. Always a mistake of the client's.
    /// </summary>
    public long RequestIdConflicts => Interlocked.Read(ref _requestIdConflicts);

    /// <summary>TCP connections that were opened; only the host has any.</summary>
    public long Connections => Interlocked.Read(ref _connections);

    /// <summary>The most requests that were under way at one time.</summary>
    public int MaxConcurrency => Volatile.Read(ref _maxConcurrency);

    /// <summary>The requests under way now.</summary>
    public int Concurrency => Volatile.Read(ref _underWay);

    /// <summary>The last requests, oldest first: at most <see cref="EmulatorOptions.RequestLogCapacity"/>.</summary>
    /// <exception cref="InvalidOperationException"><see cref="EmulatorOptions.RecordRequests"/> is off, so that an empty list would prove nothing.</exception>
    public IReadOnlyList<RecordedRequest> RecordedRequests
    {
        get
        {
            if (!_options.RecordRequests)
            {
                throw new InvalidOperationException("Requests are not recorded: set EmulatorOptions.RecordRequests.");
            }

            lock (_logGate)
            {
                return _log.ToArray();
            }
        }
    }

    /// <summary>How many requests asked for <paramref name="operation"/>.</summary>
    /// <param name="operation">What they asked for.</param>
    /// <returns>Their number.</returns>
    public long RequestsFor(EmulatorRoute operation) => Interlocked.Read(ref _byOperation[(int)operation]);

    /// <summary>How many faults of one kind befell requests.</summary>
    /// <param name="kind">The kind; exactly one.</param>
    /// <returns>Their number.</returns>
    /// <exception cref="ArgumentException"><paramref name="kind"/> is none, or several.</exception>
    public long FaultsOf(FaultKinds kind) => Interlocked.Read(ref _byFault[BitOf(new EmulatorFault(kind).Kind)]);

    /// <summary>How many of the recorded requests went to <paramref name="path"/> or beneath it. Letter case does not matter, whole segments do.</summary>
    /// <param name="path">A path such as <c>/v1/customers</c>.</param>
    /// <param name="method">The method; <see langword="null"/>: any.</param>
    /// <returns>Their number.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException"><see cref="EmulatorOptions.RecordRequests"/> is off.</exception>
    public int RequestsByPath(string path, string? method = null)
    {
        if (path is null)
        {
            throw new ArgumentNullException(nameof(path));
        }

        var count = 0;
        foreach (var request in RecordedRequests)
        {
            if (EmulatorRequestInfo.IsUnder(request.Path, path)
                && (method is null || string.Equals(method, request.Method, StringComparison.OrdinalIgnoreCase)))
            {
                count++;
            }
        }

        return count;
    }

    /// <summary>Sets all counters to zero and forgets the recorded requests and the request ids.</summary>
    public void Reset()
    {
        foreach (ref var counter in _byOperation.AsSpan())
        {
            Interlocked.Exchange(ref counter, 0);
        }

        foreach (ref var counter in _byFault.AsSpan())
        {
            Interlocked.Exchange(ref counter, 0);
        }

        Interlocked.Exchange(ref _requests, 0);
        Interlocked.Exchange(ref _apiRequests, 0);
        Interlocked.Exchange(ref _tokenRequests, 0);
        Interlocked.Exchange(ref _retries, 0);
        Interlocked.Exchange(ref _throttledAnswers, 0);
        Interlocked.Exchange(ref _faultsInjected, 0);
        Interlocked.Exchange(ref _writes, 0);
        Interlocked.Exchange(ref _requestIdConflicts, 0);
        Interlocked.Exchange(ref _connections, 0);
        Volatile.Write(ref _maxConcurrency, Volatile.Read(ref _underWay));
        lock (_logGate)
        {
            _log.Clear();
        }

        lock (_idGate)
        {
            _requestIds.Clear();
            _olderRequestIds.Clear();
        }
    }

    internal long Begin(EmulatorRoute operation, bool isApi)
    {
        Interlocked.Increment(ref _byOperation[(int)operation]);
        if (isApi)
        {
            Interlocked.Increment(ref _apiRequests);
        }
        else if (operation == EmulatorRoute.Token)
        {
            Interlocked.Increment(ref _tokenRequests);
        }

        var now = Interlocked.Increment(ref _underWay);
        var seen = Volatile.Read(ref _maxConcurrency);
        while (now > seen)
        {
            var found = Interlocked.CompareExchange(ref _maxConcurrency, now, seen);
            if (found == seen)
            {
                break;
            }

            seen = found;
        }

        return Interlocked.Increment(ref _requests);
    }

    internal void End() => Interlocked.Decrement(ref _underWay);

    internal void CountThrottled() => Interlocked.Increment(ref _throttledAnswers);

    internal void CountFault(FaultKinds kind)
    {
        Interlocked.Increment(ref _faultsInjected);
        Interlocked.Increment(ref _byFault[BitOf(kind)]);
    }

    internal void CountWrite() => Interlocked.Increment(ref _writes);

    internal void CountRequestIdConflict() => Interlocked.Increment(ref _requestIdConflicts);

    internal void CountConnection() => Interlocked.Increment(ref _connections);

    private static int BitOf(FaultKinds kind)
    {
        var bit = 0;
        for (var value = (int)kind; value > 1; value >>= 1)
        {
            bit++;
        }

        return bit;
    }

    internal void Record(RecordedRequest request)
    {
        lock (_logGate)
        {
            _log.Enqueue(request);
            while (_log.Count > Math.Max(1, _options.RequestLogCapacity))
            {
                _log.Dequeue();
            }
        }
    }

    internal void NoteRequestId(Guid id)
    {
        lock (_idGate)
        {
            if (!_requestIds.Add(id) || _olderRequestIds.Contains(id))
            {
                Interlocked.Increment(ref _retries);
            }

            if (_requestIds.Count >= RememberedRequestIds)
            {
                (_olderRequestIds, _requestIds) = (_requestIds, _olderRequestIds);
                _requestIds.Clear();
            }
        }
    }
}
