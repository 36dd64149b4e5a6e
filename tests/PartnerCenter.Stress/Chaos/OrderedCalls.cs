using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Stress.Chaos;

/// <summary>
/// Calls for many inputs at a time, taken in the order of the inputs, as the bulk cmdlets make them.
/// </summary>
internal sealed class OrderedCalls<TInput, TOutput>(int capacity, Func<TInput, CancellationToken, ValueTask<TOutput>> call, CancellationToken cancellationToken)
{
    private readonly Queue<Task<CallResult<TInput, TOutput>>> _calls = new();

    public int Count => _calls.Count;

    public bool IsFull => _calls.Count >= capacity;

    public void Add(TInput input) => _calls.Enqueue(Task.Run(() => RunAsync(input), CancellationToken.None));

    public bool TryTake(TimeSpan timeout, out CallResult<TInput, TOutput> result)
    {
        if (_calls.Count > 0 && _calls.Peek().Wait((int)timeout.TotalMilliseconds, cancellationToken))
        {
            result = _calls.Dequeue().Result;
            return true;
        }

        result = default;
        return false;
    }

    private async Task<CallResult<TInput, TOutput>> RunAsync(TInput input)
    {
        try
        {
            return new CallResult<TInput, TOutput>(input, await call(input, cancellationToken).ConfigureAwait(false), null);
        }
#pragma warning disable CA1031 // Whatever a call ends with is its input's result.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new CallResult<TInput, TOutput>(input, default, exception);
        }
    }
}

/// <summary>
/// What became of one input: a result or an exception.
/// </summary>
internal readonly record struct CallResult<TInput, TOutput>(TInput Input, TOutput? Output, Exception? Error);
