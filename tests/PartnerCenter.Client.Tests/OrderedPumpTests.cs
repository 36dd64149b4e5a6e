using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FsCheck;
using FsCheck.Fluent;
using PartnerCenter.Client.Bulk;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// Many inputs at a time, one order.
/// </summary>
public sealed class OrderedPumpTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>One input: how long its work takes, how it waits, and whether it fails.</summary>
    private sealed record Job(int Number, int Milliseconds, bool Fails);

    private sealed record Plan(int Parallelism, int Capacity, Job[] Jobs, int Eagerness);

    private static Arbitrary<Plan> Plans
    {
        get
        {
            var job = from milliseconds in Gen.Choose(-2, 3)
                      from fails in Gen.Choose(0, 4)
                      select new Job(0, milliseconds, fails == 0);
            var plan = from parallelism in Gen.Choose(1, 8)
                       from capacity in Gen.Choose(0, 20)
                       from jobs in Gen.ArrayOf(job)
                       from eagerness in Gen.Choose(0, 3)
                       select new Plan(parallelism, capacity, [.. jobs.Select((one, number) => one with { Number = number })], eagerness);
            return Arb.From(plan);
        }
    }

    private static async ValueTask<string> WorkAsync(Job job, CancellationToken cancellationToken)
    {
        switch (job.Milliseconds)
        {
            case > 0:
                await Task.Delay(job.Milliseconds, cancellationToken);
                break;
            case 0:
                await Task.Yield();
                break;
        }

        return job.Fails ? throw new InvalidOperationException($"failed {job.Number}") : $"done {job.Number}";
    }

    [Fact]
    public void Every_input_comes_out_once_and_in_order_with_its_result_or_its_failure()
    {
        var property = Prop.ForAll(Plans, plan =>
        {
            var running = 0;
            var most = 0;
            var results = new List<PumpResult<Job, string>>();
            var capacity = Math.Max(plan.Parallelism, plan.Capacity);
            using var pump = new OrderedPump<Job, string>(
                plan.Parallelism,
                plan.Capacity,
                async (job, token) =>
                {
                    var now = Interlocked.Increment(ref running);
                    lock (results)
                    {
                        most = Math.Max(most, now);
                    }

                    try
                    {
                        return await WorkAsync(job, token);
                    }
                    finally
                    {
                        Interlocked.Decrement(ref running);
                    }
                },
                CancellationToken.None);
            foreach (var job in plan.Jobs)
            {
                while (pump.IsFull)
                {
                    Assert.True(pump.TryTake(Patience, out var forced), "a result did not come");
                    results.Add(forced);
                }

                pump.Add(job);
                Assert.True(pump.Count <= capacity);
                for (var i = 0; i < plan.Eagerness && pump.TryTake(TimeSpan.Zero, out var early); i++)
                {
                    results.Add(early);
                }
            }

            while (pump.Count > 0)
            {
                Assert.True(pump.TryTake(Patience, out var late), "a result did not come");
                results.Add(late);
            }

            Assert.Equal(plan.Jobs, results.Select(result => result.Input));
            Assert.All(results, result =>
            {
                Assert.Equal(result.Input.Fails ? null : $"done {result.Input.Number}", result.Output);
                Assert.Equal(result.Input.Fails ? $"failed {result.Input.Number}" : null, result.Error?.Message);
            });
            Assert.True(most <= plan.Parallelism, $"{most} at a time");
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), property);
    }

    [Fact]
    public async Task As_many_are_worked_on_at_a_time_as_was_said()
    {
        using var all = new CountdownEvent(4);
        var release = new TaskCompletionSource();
        using var pump = new OrderedPump<int, int>(
            4,
            10,
            async (input, _) =>
            {
                all.Signal();
                await release.Task;
                return input;
            },
            CancellationToken.None);
        for (var i = 0; i < 4; i++)
        {
            pump.Add(i);
        }

        Assert.True(all.Wait(Patience, TestContext.Current.CancellationToken));
        pump.Add(4);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        all.Reset(1);
        release.SetResult();
        Assert.True(all.Wait(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_slow_first_input_holds_the_results_behind_it_but_no_more_than_fit()
    {
        var release = new TaskCompletionSource();
        using var pump = new OrderedPump<int, int>(
            2,
            5,
            async (input, _) =>
            {
                if (input == 0)
                {
                    await release.Task;
                }

                return input;
            },
            CancellationToken.None);
        for (var i = 0; i < 5; i++)
        {
            Assert.False(pump.IsFull);
            pump.Add(i);
        }

        Assert.True(pump.IsFull);
        Assert.Throws<InvalidOperationException>(() => pump.Add(5));
        Assert.False(pump.TryTake(TimeSpan.FromMilliseconds(50), out _));
        Assert.Equal(5, pump.Count);
        release.SetResult();
        for (var i = 0; i < 5; i++)
        {
            Assert.True(pump.TryTake(Patience, out var result));
            Assert.Equal(i, result.Output);
        }

        Assert.False(pump.TryTake(Patience, out _));
    }

    [Fact]
    public void Failures_are_results_even_those_that_come_before_any_wait()
    {
        using var pump = new OrderedPump<int, int>(1, 4, (input, _) => throw new FormatException(), CancellationToken.None);
        pump.Add(7);
        Assert.True(pump.TryTake(Patience, out var result));
        Assert.Equal(7, result.Input);
        Assert.IsType<FormatException>(result.Error);
    }

    [Fact]
    public void Disposing_cancels_what_is_under_way_and_waits_for_its_end()
    {
        var ended = 0;
        using var begun = new CountdownEvent(3);
        var pump = new OrderedPump<int, int>(
            3,
            9,
            async (input, token) =>
            {
                begun.Signal();
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, token);
                }
                finally
                {
                    Thread.Sleep(100);
                    Interlocked.Increment(ref ended);
                }

                return input;
            },
            CancellationToken.None);
        for (var i = 0; i < 9; i++)
        {
            pump.Add(i);
        }

        Assert.True(begun.Wait(Patience, TestContext.Current.CancellationToken));
        pump.Dispose();

        // The three that had begun; a fourth would have made the countdown throw.
        Assert.Equal(3, ended);
        pump.Dispose();
    }

    [Fact]
    public async Task Disposing_does_not_wait_for_ever_for_work_that_does_not_listen()
    {
        var release = new TaskCompletionSource();
        var pump = new OrderedPump<int, int>(
            1,
            1,
            async (input, _) =>
            {
                await release.Task;
                return input;
            },
            CancellationToken.None);
        pump.Add(1);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        var waited = Stopwatch.StartNew();
        pump.Dispose();
        Assert.True(waited.Elapsed < TimeSpan.FromSeconds(10), waited.Elapsed.ToString());
        release.SetResult();
    }

    [Fact]
    public async Task Cancelling_ends_a_wait_at_once()
    {
        using var cancellation = new CancellationTokenSource();
        using var pump = new OrderedPump<int, int>(
            1,
            1,
            async (input, _) =>
            {
                // Deaf to the cancellation: the consumer must not be.
                await Task.Delay(TimeSpan.FromSeconds(2), CancellationToken.None);
                return input;
            },
            cancellation.Token);
        pump.Add(1);
        var taking = Task.Run(() => pump.TryTake(Patience, out _), TestContext.Current.CancellationToken);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.False(taking.IsCompleted);
        var waited = Stopwatch.StartNew();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taking);
        Assert.True(waited.Elapsed < TimeSpan.FromSeconds(1.5), waited.Elapsed.ToString());
    }

    [Fact]
    public void No_wake_up_is_lost()
    {
        using var pump = new OrderedPump<int, int>(
            2,
            4,
            async (input, _) =>
            {
                if (input % 3 == 0)
                {
                    await Task.Yield();
                }

                if (input % 7 == 0)
                {
                    Thread.SpinWait(input % 500);
                }

                return input;
            },
            CancellationToken.None);
        for (var i = 0; i < 50_000; i++)
        {
            pump.Add(i);
            var waited = Stopwatch.StartNew();
            Assert.True(pump.TryTake(Patience, out var result));
            Assert.Equal(i, result.Output);
            Assert.True(waited.Elapsed < Patience / 2, $"Input {i} was done, and nobody said so.");
        }
    }
}
