using System;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// Waits with a given clock, on every framework.
/// </summary>
internal static class Delay
{
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public static async Task WaitAsync(TimeProvider clock, TimeSpan time, CancellationToken cancellationToken)
    {
        var over = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var timer = clock.CreateTimer(static state => ((TaskCompletionSource<bool>)state!).TrySetResult(true), over, time, Timeout.InfiniteTimeSpan);
        using var registration = cancellationToken.Register(static state => ((TaskCompletionSource<bool>)state!).TrySetCanceled(), over);
        await over.Task.ConfigureAwait(false);
    }
}
