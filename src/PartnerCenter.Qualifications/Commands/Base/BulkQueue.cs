using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// The requests of a bulk cmdlet that are in progress, in the order of the input. Only the pipeline thread uses the queue.
/// </summary>
/// <remarks>
/// How many requests are sent at a time is decided where they are sent, so that a request that waits for its retry keeps nobody else waiting.
/// </remarks>
internal sealed class BulkQueue<TResult>(CancellationToken cancellationToken)
{
    private readonly Queue<Pending> _pending = new();

    // Requests wait for a slot in the order of the input, because their results are emitted in that order.
    private readonly TaskScheduler _inOrder = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
    private int _underWay;

    /// <summary>The number of requests that were started and not taken yet.</summary>
    public int Count => _pending.Count;

    /// <summary>The number of requests that were started and haven't ended.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>The requests that were started and not taken yet, oldest first.</summary>
    public IEnumerable<CustomerRequest<TResult>> Requests => _pending.Select(item => item.Request);

    /// <summary>Starts a request.</summary>
    public void Start(CustomerRequest<TResult> request)
    {
        Interlocked.Increment(ref _underWay);
        var started = Task.Factory.StartNew(() => RunAsync(request), CancellationToken.None, TaskCreationOptions.DenyChildAttach, _inOrder);
        _pending.Enqueue(new Pending(request, started.Unwrap()));
    }

    /// <summary>Takes the oldest request, and waits for it at most the specified time.</summary>
    /// <returns>False if the request hasn't ended yet, or if there's none.</returns>
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

    /// <summary>Waits for requests in progress, at most the specified time, and removes all requests.</summary>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="isAwaited">The requests to wait for, or null for all.</param>
    /// <returns>All requests in order. Requests that haven't ended have no result.</returns>
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
            // The user stopped the pipeline in the meantime. Requests that have ended still count.
        }

        return pending.Select(item => (item.Request, item.Task.IsCompleted ? item.Task.Result : (BulkResult<TResult>?)null)).ToArray();
    }

    /// <summary>Takes all requests that have ended, including those behind a request that hasn't.</summary>
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

    /// <summary>Waits until cancelled requests have ended, at most the specified time, so that they leave nothing behind.</summary>
    public void WaitForEnd(TimeSpan timeout) => Task.WaitAll(_pending.Select(item => (Task)item.Task).ToArray(), (int)timeout.TotalMilliseconds);

    // Never throws: any outcome of a request is its customer's result, and the pipeline thread decides how to handle it.
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
/// The outcome of one customer's request: the result, or the exception.
/// </summary>
internal readonly record struct BulkResult<TResult>(CustomerRequest<TResult> Request, TResult? Output, Exception? Error);
