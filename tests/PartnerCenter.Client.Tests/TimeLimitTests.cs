using System;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Client.Tests.Support;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// What a call's time limit counts, and what it says when the call has ended.
/// </summary>
public sealed class TimeLimitTests
{
    private readonly ManualTimeProvider _clock = new();

    private void Pass(double seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));

    private TimeLimit Limit(CancellationToken? caller = null, CancellationToken? closing = null) => new(
        _clock, TimeSpan.FromSeconds(10), caller ?? TestContext.Current.CancellationToken, closing ?? TestContext.Current.CancellationToken);

    [Fact]
    public void The_time_ends_once_it_is_over()
    {
        Pass(100);
        using var limit = Limit();
        Assert.Equal(10, limit.Remaining.TotalSeconds);
        Pass(9.5);
        Assert.Equal((0.5, false, false), (limit.Remaining.TotalSeconds, limit.IsReached, limit.Token.IsCancellationRequested));
        Pass(0.5);
        Assert.Equal((0, true, true), (limit.Remaining.TotalSeconds, limit.IsReached, limit.Token.IsCancellationRequested));
        Pass(5);
        Assert.Equal(0, limit.Remaining.TotalSeconds);
    }

    [Fact]
    public void Time_that_is_not_the_work_s_own_does_not_count()
    {
        using var limit = Limit();
        Pass(4);
        limit.Suspend();
        Pass(100);
        Assert.Equal((6, false), (limit.Remaining.TotalSeconds, limit.IsReached));
        limit.Resume(TimeSpan.Zero);
        Assert.Equal(6, limit.Remaining.TotalSeconds);
        Pass(1);
        limit.Suspend();
        Pass(100);
        limit.Resume(TimeSpan.Zero);
        Pass(4.9);
        Assert.Equal((0.1, false), (Math.Round(limit.Remaining.TotalSeconds, 3), limit.IsReached));
        Pass(0.1);
        Assert.True(limit.IsReached);
        Assert.True(limit.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_part_of_the_wait_can_count_all_the_same()
    {
        using var limit = Limit();
        limit.Suspend();
        Pass(50);
        limit.Resume(TimeSpan.FromSeconds(7));
        Assert.Equal(3, limit.Remaining.TotalSeconds);
        Pass(2.9);
        Assert.False(limit.IsReached);
        Pass(0.1);
        Assert.True(limit.IsReached);
    }

    [Fact]
    public void A_charge_that_is_more_than_the_rest_ends_the_time()
    {
        using var limit = Limit();
        limit.Suspend();
        limit.Resume(TimeSpan.FromSeconds(11));
        Assert.Equal(0, limit.Remaining.TotalSeconds);
        Pass(0.001);
        Assert.True(limit.IsReached);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_ended_the_work_before_is_the_one(bool isCaller)
    {
        using var source = new CancellationTokenSource();
        using var limit = isCaller ? Limit(caller: source.Token) : Limit(closing: source.Token);
        await source.CancelAsync();
        Assert.Equal((true, false), (limit.Token.IsCancellationRequested, limit.IsReached));
        Pass(11);
        Assert.False(limit.IsReached);
    }

    [Fact]
    public void Work_that_has_ended_is_not_ended_again()
    {
        var limit = Limit();
        var token = limit.Token;
        limit.Dispose();
        Pass(11);
        Assert.Equal((false, false), (token.IsCancellationRequested, limit.IsReached));
    }

    // The timer fires at the moment at which the work ends by itself.
    [Fact]
    public void A_timer_that_fires_too_late_does_no_harm()
    {
        var late = new LateClock();
        var limit = new TimeLimit(late, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken, TestContext.Current.CancellationToken);
        limit.Dispose();
        late.Fire();
        Assert.True(limit.IsReached);
    }

    [Fact]
    public async Task A_wait_ends_by_the_clock_or_with_its_caller()
    {
        var wait = Delay.WaitAsync(_clock, TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        var stopped = Delay.WaitAsync(_clock, TimeSpan.FromSeconds(5), stop.Token);
        Pass(4.9);
        Assert.False(wait.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
        Assert.False(wait.IsCompleted);
        Pass(0.1);
        await wait;

        // Neither leaves a timer behind.
        var fired = _clock.FiredTimers;
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(fired, _clock.FiredTimers);
    }

    private sealed class LateClock : TimeProvider
    {
        private Action? _fire;

        public void Fire() => _fire!();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _fire = () => callback(state);
            return new Timer();
        }

        private sealed class Timer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => default;
        }
    }
}
