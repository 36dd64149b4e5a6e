using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Emulator.Transport;

/// <summary>
/// Waits to half a millisecond. The runtime's timers go by a clock that ticks every few milliseconds: a latency of 50 ms would become one of 53,
/// and whoever measures a client against the emulator would measure that.
/// </summary>
/// <remarks>One thread for all who wait, which ends when nobody has waited for a while. It only wakes; nothing of a request runs on it.</remarks>
internal static class PreciseDelay
{
    // Above that, a few milliseconds do not matter, and those who wait may be many.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private static readonly long HalfMillisecond = Stopwatch.Frequency / 2000;
    private const int IdleMilliseconds = 5_000;

    private static readonly object Gate = new();
    private static readonly List<Waiter> Heap = new();
    private static bool _running;

    /// <summary>Waits.</summary>
    /// <param name="delay">How long, in real time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>When the time has passed.</returns>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public static Task For(TimeSpan delay, CancellationToken cancellationToken)
    {
        if (delay > Longest || cancellationToken.IsCancellationRequested)
        {
            return Task.Delay(delay, cancellationToken);
        }

        var waiter = new Waiter(Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency));
        lock (Gate)
        {
            Push(waiter);
            if (!_running)
            {
                _running = true;
                new Thread(Run) { IsBackground = true, Name = "Emulator latency" }.Start();
            }
            else if (ReferenceEquals(Heap[0], waiter))
            {
                Monitor.Pulse(Gate);
            }
        }

        waiter.CancelWith(cancellationToken);
        return waiter.Task;
    }

    private static void Run()
    {
        var due = new List<Waiter>();
        while (true)
        {
            lock (Gate)
            {
                while (due.Count == 0)
                {
                    if (Heap.Count == 0)
                    {
                        if (!Monitor.Wait(Gate, IdleMilliseconds) && Heap.Count == 0)
                        {
                            _running = false;
                            return;
                        }

                        continue;
                    }

                    var left = Heap[0].Due - Stopwatch.GetTimestamp();
                    if (left > HalfMillisecond)
                    {
                        Monitor.Wait(Gate, (int)((left + HalfMillisecond) * 1000 / Stopwatch.Frequency));
                        continue;
                    }

                    due.Add(Pop());
                }
            }

            foreach (var waiter in due)
            {
                waiter.Wake();
            }

            due.Clear();
        }
    }

    // A binary heap: the next one that is due stands at its top.
    private static void Push(Waiter waiter)
    {
        Heap.Add(waiter);
        var child = Heap.Count - 1;
        while (child > 0 && Heap[(child - 1) / 2].Due > waiter.Due)
        {
            Heap[child] = Heap[(child - 1) / 2];
            child = (child - 1) / 2;
        }

        Heap[child] = waiter;
    }

    private static Waiter Pop()
    {
        var top = Heap[0];
        var last = Heap[Heap.Count - 1];
        Heap.RemoveAt(Heap.Count - 1);
        if (Heap.Count == 0)
        {
            return top;
        }

        var parent = 0;
        while (true)
        {
            var child = (2 * parent) + 1;
            if (child >= Heap.Count)
            {
                break;
            }

            if (child + 1 < Heap.Count && Heap[child + 1].Due < Heap[child].Due)
            {
                child++;
            }

            if (Heap[child].Due >= last.Due)
            {
                break;
            }

            Heap[parent] = Heap[child];
            parent = child;
        }

        Heap[parent] = last;
        return top;
    }

    private sealed class Waiter : TaskCompletionSource<bool>
    {
        private CancellationTokenRegistration _registration;

        public Waiter(long due)
            : base(TaskCreationOptions.RunContinuationsAsynchronously) => Due = due;

        /// <summary>In ticks of the stopwatch.</summary>
        public long Due { get; }

        public void CancelWith(CancellationToken cancellationToken)
        {
            if (cancellationToken.CanBeCanceled)
            {
                _registration = cancellationToken.Register(() => TrySetCanceled(cancellationToken));
                if (Task.IsCompleted)
                {
                    _registration.Dispose();
                }
            }
        }

        public void Wake()
        {
            TrySetResult(true);
            _registration.Dispose();
        }
    }
}
