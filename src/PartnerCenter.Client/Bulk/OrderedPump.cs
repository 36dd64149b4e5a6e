using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Client.Bulk;

/// <summary>
/// Does asynchronous work for many inputs at a time and hands the results out in the inputs' order, to one consumer that may block.
/// </summary>
/// <remarks>
/// Each input added comes out exactly once, with a result or with the exception that its work ended with. The number of inputs inside is
/// bounded: results that wait for an earlier, slower one are held, but no more than the capacity.
/// </remarks>
internal sealed class OrderedPump<TInput, TOutput> : IDisposable
{
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly int _parallelism;
    private readonly int _capacity;
    private readonly Func<TInput, CancellationToken, ValueTask<TOutput>> _work;
    private readonly CancellationTokenSource _stopping;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenRegistration _wakeOnStop;
    private readonly Queue<Slot> _slots = new();
    private readonly Queue<Slot> _todo = new();
    private int _workers;
    private Slot? _awaited;
    private bool _disposed;

    /// <param name="parallelism">How many inputs are worked on at a time.</param>
    /// <param name="capacity">How many inputs are inside at the most, finished ones included.</param>
    /// <param name="work">The work; it may throw.</param>
    /// <param name="cancellationToken">Ends everything.</param>
    public OrderedPump(int parallelism, int capacity, Func<TInput, CancellationToken, ValueTask<TOutput>> work, CancellationToken cancellationToken)
    {
        _parallelism = parallelism;
        _capacity = Math.Max(parallelism, capacity);
        _work = work;
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _stop = _stopping.Token;
        _wakeOnStop = _stop.Register(static pump => ((OrderedPump<TInput, TOutput>)pump!).Wake(), this);
    }

    /// <summary>How many inputs are inside: waiting, under way, or finished and not taken.</summary>
    public int Count => _slots.Count;

    /// <summary>Whether a result has to be taken before the next input fits.</summary>
    public bool IsFull => _slots.Count >= _capacity;

    /// <summary>Adds an input; its work starts as soon as there is a place.</summary>
    /// <exception cref="InvalidOperationException">The pump is full.</exception>
    public void Add(TInput input)
    {
        if (IsFull)
        {
            throw new InvalidOperationException();
        }

        var slot = new Slot(input);
        _slots.Enqueue(slot);
        lock (_gate)
        {
            _todo.Enqueue(slot);
            if (_workers >= _parallelism)
            {
                return;
            }

            _workers++;
        }

        _ = Task.Run(RunWorkerAsync);
    }

    /// <summary>Takes the result of the oldest input, waiting for it no longer than is said.</summary>
    /// <param name="patience">How long to wait; zero for not at all.</param>
    /// <param name="result">The result.</param>
    /// <returns>False where there is none yet, or no input is inside.</returns>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public bool TryTake(TimeSpan patience, out PumpResult<TInput, TOutput> result)
    {
        if (_slots.Count == 0)
        {
            result = default;
            return false;
        }

        var slot = _slots.Peek();
        if (!Volatile.Read(ref slot.Done) && !Wait(slot, patience))
        {
            result = default;
            return false;
        }

        _slots.Dequeue();
        result = new PumpResult<TInput, TOutput>(slot.Input, slot.Output, slot.Error);
        return true;
    }

    /// <summary>Cancels what is under way and waits until it has ended.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _todo.Clear();
        }

        // Outside the lock: cancelling runs the callbacks of everything that is under way.
        _stopping.Cancel();
        var waited = Stopwatch.StartNew();
        lock (_gate)
        {
            TimeSpan left;
            while (_workers > 0 && (left = LongestFarewell - waited.Elapsed) > TimeSpan.Zero)
            {
                Monitor.Wait(_gate, left);
            }
        }

        _wakeOnStop.Dispose();
        _stopping.Dispose();
    }

    private bool Wait(Slot slot, TimeSpan patience)
    {
        if (patience <= TimeSpan.Zero)
        {
            return false;
        }

        lock (_gate)
        {
            // Either the worker sees that its slot is awaited, or this sees that the slot is done: both sides write, fence and then read.
            _awaited = slot;
            Interlocked.MemoryBarrier();

            // A worker whose slot has been taken already can still be about to wake whoever waited for it.
            var waited = Stopwatch.StartNew();
            TimeSpan left;
            while (!slot.Done && !_stop.IsCancellationRequested && (left = patience - waited.Elapsed) > TimeSpan.Zero)
            {
                Monitor.Wait(_gate, left);
            }

            _awaited = null;
        }

        if (!Volatile.Read(ref slot.Done))
        {
            _stop.ThrowIfCancellationRequested();
            return false;
        }

        return true;
    }

    private void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    private async Task RunWorkerAsync()
    {
        while (true)
        {
            Slot slot;
            lock (_gate)
            {
                if (_todo.Count == 0)
                {
                    _workers--;
                    if (_disposed)
                    {
                        Monitor.PulseAll(_gate);
                    }

                    return;
                }

                slot = _todo.Dequeue();
            }

            try
            {
                slot.Output = await _work(slot.Input, _stop).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // Whatever the work ends with is the input's result; the consumer decides.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                slot.Error = exception;
            }

            Volatile.Write(ref slot.Done, true);
            Interlocked.MemoryBarrier();
            if (ReferenceEquals(Volatile.Read(ref _awaited), slot))
            {
                Wake();
            }
        }
    }

    private sealed class Slot(TInput input)
    {
        public bool Done;

        public TInput Input { get; } = input;

        public TOutput? Output { get; set; }

        public Exception? Error { get; set; }
    }
}
