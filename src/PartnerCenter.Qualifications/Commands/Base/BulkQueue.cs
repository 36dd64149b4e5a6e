using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// The requests of a bulk cmdlet that are under way, in the order of the input. Only the pipeline's thread uses it.
/// </summary>
/// <remarks>
/// How many requests are sent at a time is decided where they are sent, so that a request that waits for its retry keeps nobody else waiting.
/// </remarks>
internal sealed class BulkQueue<TResult>(CancellationToken cancellationToken)
{
    private readonly Queue<Pending> _pending = new();

    // Requests stand in line for a place in the order of the input, for their results are emitted in that order.
    private readonly TaskScheduler _inOrder = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
    private int _underWay;

    /// <summary>How many requests have been started and not been taken.</summary>
    public int Count => _pending.Count;

    /// <summary>How many requests have been started and have not ended.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>The requests that have been started and not been taken, the oldest first.</summary>
    public IEnumerable<CustomerRequest<TResult>> Requests => _pending.Select(item => item.Request);

    /// <summary>Starts a request.</summary>
    public void Start(CustomerRequest<TResult> request)
    {
        Interlocked.Increment(ref _underWay);
        var started = Task.Factory.StartNew(() => RunAsync(request), CancellationToken.None, TaskCreationOptions.DenyChildAttach, _inOrder);
        _pending.Enqueue(new Pending(request, started.Unwrap()));
    }

    /// <summary>Takes the oldest request, waiting for it no longer than the given time.</summary>
    /// <returns>False where it has not ended yet, or there is none.</returns>
    /// <exception cref="OperationCanceledException">The user stopped the pipeline.</exception>
    public bool TryTake(TimeSpan timeout, out BulkResult<TResult> result)
    {
        if (_pending.Count > 0
            && (_pending.Peek().Task is var task)
            && (task.IsCompleted || (timeout > TimeSpan.Zero && task.Wait((int)timeout.TotalMilliseconds, cancellationToken))))
        {
            _pending.Dequeue();
            result = task.Result;
            return true;
        }

        result = default;
        return false;
    }

    /// <summary>Waits for requests that are under way, no longer than the given time, and takes all out.</summary>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="isAwaited">Which requests are worth the wait; null for all.</param>
    /// <returns>All of them in order; those that have not ended have no result.</returns>
    public IReadOnlyList<(CustomerRequest<TResult> Request, BulkResult<TResult>? Result)> TakeAll(
        TimeSpan timeout, Func<CustomerRequest<TResult>, bool>? isAwaited = null)
    {
        var pending = _pending.ToArray();
        _pending.Clear();
        try
        {
            var awaited = pending.Where(item => isAwaited?.Invoke(item.Request) ?? true).Select(item => (Task)item.Task);
            Task.WaitAll(awaited.ToArray(), (int)timeout.TotalMilliseconds, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The user stopped the pipeline meanwhile: what has ended counts.
        }

        return pending.Select(item => (item.Request, item.Task.IsCompleted ? item.Task.Result : (BulkResult<TResult>?)null)).ToArray();
    }

    /// <summary>Takes all requests that have ended, also those behind one that has not.</summary>
    public IReadOnlyList<BulkResult<TResult>> TakeEnded()
    {
        var pending = _pending.ToArray();
        _pending.Clear();
        var ended = new List<BulkResult<TResult>>();
        foreach (var item in pending)
        {
            if (item.Task.IsCompleted)
            {
                ended.Add(item.Task.Result);
            }
            else
            {
                _pending.Enqueue(item);
            }
        }

        return ended;
    }

    /// <summary>Waits until requests that were cancelled have ended, no longer than the given time: nothing of them is left behind.</summary>
    public void WaitForEnd(TimeSpan timeout) => Task.WaitAll(_pending.Select(item => (Task)item.Task).ToArray(), (int)timeout.TotalMilliseconds);

    // Never fails: whatever a request ends with is its customer's result, and the pipeline's thread decides what to make of it.
    private async Task<BulkResult<TResult>> RunAsync(CustomerRequest<TResult> request)
    {
        try
        {
            return new BulkResult<TResult>(request, await request.SendAsync(cancellationToken).ConfigureAwait(false), null);
        }
#pragma warning disable CA1031 // Every exception is the result of its customer.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new BulkResult<TResult>(request, default, exception);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private readonly record struct Pending(CustomerRequest<TResult> Request, Task<BulkResult<TResult>> Task);
}

/// <summary>
/// What became of one customer's request: what the service said, or the exception.
/// </summary>
internal readonly record struct BulkResult<TResult>(CustomerRequest<TResult> Request, TResult? Output, Exception? Error);
