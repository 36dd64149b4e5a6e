using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;

namespace PartnerCenter.Client.Tests.Support;

/// <summary>
/// A clock that stands still until a test moves it. It begins with the present, because the sign-in library has a clock of its own; and it counts the timers
/// that
/// fire, which <see cref="FakeTimeProvider"/> does not tell.
/// </summary>
internal sealed class ManualTimeProvider() : FakeTimeProvider(DateTimeOffset.UtcNow)
{
    private int _firedTimers;

    /// <summary>How many times a timer has fired.</summary>
    public int FiredTimers => Volatile.Read(ref _firedTimers);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(
        passed =>
        {
            Interlocked.Increment(ref _firedTimers);
            callback(passed);
        },
        state,
        dueTime,
        period);

    /// <summary>Lets the time run, a good deal faster than it does, until the work is done.</summary>
    public async Task<T> RunAsync<T>(Task<T> work, TimeSpan? step = null)
    {
        var patience = Task.Delay(TimeSpan.FromSeconds(30));
        while (!work.IsCompleted)
        {
            if (patience.IsCompleted)
            {
                throw new TimeoutException("The work did not end.");
            }

            // What a timer sets going gets a moment before the clock moves on.
            var fired = FiredTimers;
            Advance(step ?? TimeSpan.FromMilliseconds(250));
            await Task.Delay(FiredTimers > fired ? 20 : 1);
        }

        return await work;
    }
}
