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

    private readonly EmulatorOptions options;
    private readonly long[] byOperation = new long[(int)EmulatorRoute.ManagedIdentity + 1];
    private readonly long[] byFault = new long[32];
    private readonly object logGate = new();
    private readonly Queue<RecordedRequest> log = new();
    private readonly object idGate = new();
    private HashSet<Guid> requestIds = new();
    private HashSet<Guid> olderRequestIds = new();
    private long requests;
    private long apiRequests;
    private long tokenRequests;
    private long retries;
    private long throttledAnswers;
    private long faultsInjected;
    private long writes;
    private long requestIdConflicts;
    private long connections;
    private int underWay;
    private int maxConcurrency;

    internal EmulatorStatistics(EmulatorOptions options) => this.options = options;

    /// <summary>All requests.</summary>
    public long Requests => Interlocked.Read(ref requests);

    /// <summary>Requests to the API.</summary>
    public long ApiRequests => Interlocked.Read(ref apiRequests);

    /// <summary>Requests for a token (device codes, authorizations and discovery are not counted).</summary>
    public long TokenRequests => Interlocked.Read(ref tokenRequests);

    /// <summary>API requests whose <c>MS-RequestId</c> was seen before.</summary>
    public long Retries => Interlocked.Read(ref retries);

    /// <summary>Answers with status 429, whatever their cause.</summary>
    public long ThrottledAnswers => Interlocked.Read(ref throttledAnswers);

    /// <summary>Answers that a fault has replaced, delayed or cut.</summary>
    public long FaultsInjected => Interlocked.Read(ref faultsInjected);

    /// <summary>Writes that were performed. A retry that is answered with the first answer is none.</summary>
    public long Writes => Interlocked.Read(ref writes);

    /// <summary>Writes with an <c>MS-RequestId</c> that an earlier write with another method, path, query or body has used. Always a mistake of the client's.</summary>
    public long RequestIdConflicts => Interlocked.Read(ref requestIdConflicts);

    /// <summary>TCP connections that were opened; only the host has any.</summary>
    public long Connections => Interlocked.Read(ref connections);

    /// <summary>The most requests that were under way at one time.</summary>
    public int MaxConcurrency => Volatile.Read(ref maxConcurrency);

    /// <summary>The requests under way now.</summary>
    public int Concurrency => Volatile.Read(ref underWay);

    /// <summary>The last requests, oldest first: at most <see cref="EmulatorOptions.RequestLogCapacity"/>.</summary>
    /// <exception cref="InvalidOperationException"><see cref="EmulatorOptions.RecordRequests"/> is off, so that an empty list would prove nothing.</exception>
    public IReadOnlyList<RecordedRequest> RecordedRequests
    {
        get
        {
            if (!options.RecordRequests)
            {
                throw new InvalidOperationException("Requests are not recorded: set EmulatorOptions.RecordRequests.");
            }

            lock (logGate)
            {
                return log.ToArray();
            }
        }
    }

    /// <summary>How many requests asked for <paramref name="operation"/>.</summary>
    /// <param name="operation">What they asked for.</param>
    /// <returns>Their number.</returns>
    public long RequestsFor(EmulatorRoute operation) => Interlocked.Read(ref byOperation[(int)operation]);

    /// <summary>How many faults of one kind befell requests.</summary>
    /// <param name="kind">The kind; exactly one.</param>
    /// <returns>Their number.</returns>
    /// <exception cref="ArgumentException"><paramref name="kind"/> is none, or several.</exception>
    public long FaultsOf(FaultKinds kind) => Interlocked.Read(ref byFault[BitOf(new EmulatorFault(kind).Kind)]);

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
            if (EmulatorRequestInfo.IsUnder(request.Path, path) && (method is null || string.Equals(method, request.Method, StringComparison.OrdinalIgnoreCase)))
            {
                count++;
            }
        }

        return count;
    }

    /// <summary>Sets all counters to zero and forgets the recorded requests and the request ids.</summary>
    public void Reset()
    {
        foreach (ref var counter in byOperation.AsSpan())
        {
            Interlocked.Exchange(ref counter, 0);
        }

        foreach (ref var counter in byFault.AsSpan())
        {
            Interlocked.Exchange(ref counter, 0);
        }

        Interlocked.Exchange(ref requests, 0);
        Interlocked.Exchange(ref apiRequests, 0);
        Interlocked.Exchange(ref tokenRequests, 0);
        Interlocked.Exchange(ref retries, 0);
        Interlocked.Exchange(ref throttledAnswers, 0);
        Interlocked.Exchange(ref faultsInjected, 0);
        Interlocked.Exchange(ref writes, 0);
        Interlocked.Exchange(ref requestIdConflicts, 0);
        Interlocked.Exchange(ref connections, 0);
        Volatile.Write(ref maxConcurrency, Volatile.Read(ref underWay));
        lock (logGate)
        {
            log.Clear();
        }

        lock (idGate)
        {
            requestIds.Clear();
            olderRequestIds.Clear();
        }
    }

    internal long Begin(EmulatorRoute operation, bool isApi)
    {
        Interlocked.Increment(ref byOperation[(int)operation]);
        if (isApi)
        {
            Interlocked.Increment(ref apiRequests);
        }
        else if (operation == EmulatorRoute.Token)
        {
            Interlocked.Increment(ref tokenRequests);
        }

        var now = Interlocked.Increment(ref underWay);
        var seen = Volatile.Read(ref maxConcurrency);
        while (now > seen)
        {
            var found = Interlocked.CompareExchange(ref maxConcurrency, now, seen);
            if (found == seen)
            {
                break;
            }

            seen = found;
        }

        return Interlocked.Increment(ref requests);
    }

    internal void End() => Interlocked.Decrement(ref underWay);

    internal void CountThrottled() => Interlocked.Increment(ref throttledAnswers);

    internal void CountFault(FaultKinds kind)
    {
        Interlocked.Increment(ref faultsInjected);
        Interlocked.Increment(ref byFault[BitOf(kind)]);
    }

    internal void CountWrite() => Interlocked.Increment(ref writes);

    internal void CountRequestIdConflict() => Interlocked.Increment(ref requestIdConflicts);

    internal void CountConnection() => Interlocked.Increment(ref connections);

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
        lock (logGate)
        {
            log.Enqueue(request);
            while (log.Count > Math.Max(1, options.RequestLogCapacity))
            {
                log.Dequeue();
            }
        }
    }

    internal void NoteRequestId(Guid id)
    {
        lock (idGate)
        {
            if (!requestIds.Add(id) || olderRequestIds.Contains(id))
            {
                Interlocked.Increment(ref retries);
            }

            if (requestIds.Count >= RememberedRequestIds)
            {
                (olderRequestIds, requestIds) = (requestIds, olderRequestIds);
                requestIds.Clear();
            }
        }
    }
}
