using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Client.Tests.Support;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// How a connection slows down as a whole, and speeds up again.
/// </summary>
public sealed class ThrottleGovernorTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromHours(2);

    private readonly ManualTimeProvider _clock = new();

    private static async Task<long[]> EnterAsync(ThrottleGovernor governor, int count)
    {
        var turns = new long[count];
        for (var i = 0; i < count; i++)
        {
            turns[i] = (await governor.EnterAsync(null, Patience, TestContext.Current.CancellationToken).AsTask()
                .WaitAsync(Soon, TestContext.Current.CancellationToken)).Epoch;
        }

        return turns;
    }

    private static Task<Admission> Wait(
        ThrottleGovernor governor, CancellationToken? cancellationToken = null, string? customerId = null, TimeSpan? patience = null)
    {
        var wait = governor.EnterAsync(customerId, patience ?? Patience, cancellationToken ?? TestContext.Current.CancellationToken).AsTask();
        Assert.False(wait.IsCompleted);
        return wait;
    }

    private static Task<Admission> Soonest(Task<Admission> wait) => wait.WaitAsync(Soon, TestContext.Current.CancellationToken);

    // Takes all places there are, gives them back, and says how many there were.
    private static async Task<int> PlacesAsync(ThrottleGovernor governor)
    {
        var places = 0;
        while (true)
        {
            using var cancellation = new CancellationTokenSource();
            var enter = governor.EnterAsync(null, Patience, cancellation.Token).AsTask();
            if (!enter.IsCompleted)
            {
                await cancellation.CancelAsync();
                break;
            }

            places++;
        }

        for (var i = 0; i < places; i++)
        {
            governor.Leave(null, AttemptOutcome.Failed);
        }

        return places;
    }

    [Fact]
    public async Task No_more_than_the_limit_are_under_way()
    {
        using var governor = new ThrottleGovernor(3, _clock);
        await EnterAsync(governor, 3);
        Assert.Equal(3, governor.Running);
        var first = Wait(governor);
        var second = Wait(governor);
        governor.Leave(null, AttemptOutcome.Succeeded);
        await Soonest(first);
        Assert.False(second.IsCompleted);
        governor.Leave(null, AttemptOutcome.Succeeded);
        await Soonest(second);
        Assert.Equal(3, governor.Running);
    }

    [Fact]
    public async Task All_wait_while_the_service_throttles()
    {
        using var governor = new ThrottleGovernor(8, _clock);
        var turns = await EnterAsync(governor, 4);
        Assert.Equal(TimeSpan.FromSeconds(10), governor.Throttled(null, TimeSpan.FromSeconds(10), turns[0]).Wait);
        governor.Leave(null, AttemptOutcome.Failed);
        governor.Leave(null, AttemptOutcome.Succeeded);
        var waiting = new[] { Wait(governor), Wait(governor) };
        _clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.All(waiting, task => Assert.False(task.IsCompleted));
        Assert.Equal(TimeSpan.FromSeconds(0.1), governor.PauseLeft);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        governor.Leave(null, AttemptOutcome.Succeeded);
        governor.Leave(null, AttemptOutcome.Succeeded);
        await Task.WhenAll(waiting.Select(Soonest));
        Assert.Equal(TimeSpan.Zero, governor.PauseLeft);
    }

    [Fact]
    public async Task Parallelism_halves_with_each_throttling_down_to_one()
    {
        using var governor = new ThrottleGovernor(16, _clock);
        var expected = new[] { 8, 4, 2, 1, 1 };
        foreach (var limit in expected)
        {
            var turns = await EnterAsync(governor, governor.Limit);
            Assert.Equal(limit, governor.Throttled(null, TimeSpan.FromSeconds(1), turns[0]).Limit);
            Assert.Equal(limit, governor.Limit);
            foreach (var _ in turns)
            {
                governor.Leave(null, AttemptOutcome.Failed);
            }

            _clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(limit, await PlacesAsync(governor));
        }
    }

    [Fact]
    public async Task What_was_under_way_counts_and_not_what_was_allowed()
    {
        using var governor = new ThrottleGovernor(128, _clock);
        var turns = await EnterAsync(governor, 10);
        Assert.Equal(5, governor.Throttled(null, null, turns[0]).Limit);
    }

    [Fact]
    public async Task Parallelism_grows_by_one_each_time_as_many_have_succeeded()
    {
        using var governor = new ThrottleGovernor(6, _clock);
        var turns = await EnterAsync(governor, 6);
        governor.Throttled(null, TimeSpan.FromSeconds(1), turns[0]);
        foreach (var _ in turns)
        {
            governor.Leave(null, AttemptOutcome.Failed);
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        var limits = new List<int>();
        for (var i = 0; i < 30; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await EnterAsync(governor, 1);
            governor.Leave(null, AttemptOutcome.Succeeded);
            limits.Add(governor.Limit);
        }

        // Three at three, four at four, five at five, and never more than was allowed.
        Assert.Equal([3, 3, .. Enumerable.Repeat(4, 4), .. Enumerable.Repeat(5, 5), .. Enumerable.Repeat(6, 19)], limits);
    }

    [Fact]
    public async Task Parallelism_grows_once_a_second_however_many_succeed()
    {
        using var governor = new ThrottleGovernor(16, _clock);
        var turns = await EnterAsync(governor, 16);
        governor.Throttled(null, TimeSpan.FromSeconds(1), turns[0]);
        foreach (var _ in turns)
        {
            governor.Leave(null, AttemptOutcome.Failed);
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        var limits = new List<int>();
        for (var second = 0; second < 3; second++)
        {
            for (var i = 0; i < 200; i++)
            {
                await EnterAsync(governor, 1);
                governor.Leave(null, AttemptOutcome.Succeeded);
            }

            limits.Add(governor.Limit);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([8, 9, 10], limits);
    }

    [Fact]
    public async Task Successes_before_a_throttling_do_not_count_after_it()
    {
        using var governor = new ThrottleGovernor(16, _clock);
        foreach (var limit in new[] { 8, 4 })
        {
            var turns = await EnterAsync(governor, 2 * limit);
            Assert.Equal(limit, governor.Throttled(null, TimeSpan.FromSeconds(1), turns[0]).Limit);
            foreach (var _ in turns)
            {
                governor.Leave(null, AttemptOutcome.Failed);
            }

            // A second of pause, a second without growth; then one success less than it takes.
            _clock.Advance(TimeSpan.FromSeconds(2));
            for (var i = 1; i < limit; i++)
            {
                await EnterAsync(governor, 1);
                governor.Leave(null, AttemptOutcome.Succeeded);
            }

            Assert.Equal(limit, governor.Limit);
        }

        await EnterAsync(governor, 1);
        governor.Leave(null, AttemptOutcome.Succeeded);
        Assert.Equal(5, governor.Limit);
    }

    [Fact]
    public async Task Places_are_given_in_the_order_of_asking_and_nobody_overtakes()
    {
        using var governor = new ThrottleGovernor(2, _clock);
        await EnterAsync(governor, 2);
        var waiting = new List<Task<Admission>>();
        for (var i = 0; i < 6; i++)
        {
            waiting.Add(Wait(governor));
        }

        for (var round = 0; waiting.Count > 1; round++)
        {
            governor.Leave(null, AttemptOutcome.Succeeded);
            await Soonest(waiting[0]);
            waiting.RemoveAt(0);
            Assert.All(waiting, wait => Assert.False(wait.IsCompleted));

            // Whoever comes now comes last.
            if (round < 3)
            {
                waiting.Add(Wait(governor));
            }
        }
    }

    [Fact]
    public async Task One_report_for_each_throttling()
    {
        using var governor = new ThrottleGovernor(8, _clock);
        var turns = await EnterAsync(governor, 8);
        var reports = turns.Select(turn => governor.Throttled(null, TimeSpan.FromSeconds(5), turn)).ToList();
        Assert.Equal([true, .. Enumerable.Repeat(false, 7)], reports.Select(report => report.IsFirst));
        Assert.All(reports, report => Assert.Equal(5, report.Wait.TotalSeconds));
        Assert.All(reports, report => Assert.Equal(4, report.Limit));
        foreach (var _ in turns)
        {
            governor.Leave(null, AttemptOutcome.Failed);
        }

        _clock.Advance(TimeSpan.FromSeconds(5));
        turns = await EnterAsync(governor, 2);
        Assert.Equal([true, false], turns.Select(turn => governor.Throttled(null, TimeSpan.FromSeconds(7), turn).IsFirst));
    }

    [Fact]
    public async Task The_longest_wait_that_was_asked_for_holds()
    {
        using var governor = new ThrottleGovernor(4, _clock);
        var turns = await EnterAsync(governor, 3);
        governor.Throttled(null, TimeSpan.FromSeconds(10), turns[0]);
        governor.Throttled(null, TimeSpan.FromSeconds(30), turns[1]);
        governor.Throttled(null, TimeSpan.FromSeconds(2), turns[2]);
        Assert.Equal(TimeSpan.FromSeconds(30), governor.PauseLeft);
        foreach (var _ in turns)
        {
            governor.Leave(null, AttemptOutcome.Failed);
        }

        var waiting = Wait(governor);
        _clock.Advance(TimeSpan.FromSeconds(29.5));
        Assert.False(waiting.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        await Soonest(waiting);
    }

    [Fact]
    public async Task Without_a_word_how_long_the_wait_doubles_up_to_a_minute_and_begins_anew_after_a_success()
    {
        using var governor = new ThrottleGovernor(4, _clock);
        var waits = new List<double>();
        for (var i = 0; i < 9; i++)
        {
            var turn = (await EnterAsync(governor, 1))[0];
            waits.Add(governor.Throttled(null, null, turn).Wait.TotalSeconds);
            governor.Leave(null, AttemptOutcome.Failed);
            _clock.Advance(TimeSpan.FromSeconds(60));
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60, 60], waits);
        await EnterAsync(governor, 1);
        governor.Leave(null, AttemptOutcome.Succeeded);
        Assert.Equal(1, governor.Throttled(null, TimeSpan.Zero, (await EnterAsync(governor, 1))[0]).Wait.TotalSeconds);
    }

    [Fact]
    public async Task A_late_word_of_an_old_throttling_is_waited_for_all_the_same()
    {
        using var governor = new ThrottleGovernor(4, _clock);
        var turns = await EnterAsync(governor, 3);
        governor.Throttled(null, null, turns[0]);
        governor.Leave(null, AttemptOutcome.Failed);
        governor.Leave(null, AttemptOutcome.Succeeded);
        _clock.Advance(TimeSpan.FromSeconds(5));
        governor.Throttled(null, null, turns[2]);
        governor.Leave(null, AttemptOutcome.Failed);
        Assert.Equal(TimeSpan.FromSeconds(1), governor.PauseLeft);
    }

    [Fact]
    public async Task Who_cancels_leaves_no_place_taken()
    {
        using var governor = new ThrottleGovernor(1, _clock);
        await EnterAsync(governor, 1);
        using var cancellation = new CancellationTokenSource();
        var cancelled = Enumerable.Range(0, 9).Select(_ => Wait(governor, cancellation.Token)).ToList();
        var patient = Wait(governor);
        await cancellation.CancelAsync();
        foreach (var task in cancelled)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Soonest(task));
        }

        governor.Leave(null, AttemptOutcome.Succeeded);
        await Soonest(patient);
        Assert.Equal(1, governor.Running);
        governor.Leave(null, AttemptOutcome.Succeeded);
        Assert.Equal(0, governor.Running);
        Assert.Equal(1, await PlacesAsync(governor));
    }

    [Fact]
    public async Task Who_comes_cancelled_takes_no_place()
    {
        using var governor = new ThrottleGovernor(1, _clock);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await governor.EnterAsync(null, Patience, cancelled.Token));
        Assert.Equal(1, await PlacesAsync(governor));
    }

    [Fact]
    public async Task Disposing_ends_all_waits()
    {
        var governor = new ThrottleGovernor(1, _clock);
        await EnterAsync(governor, 1);
        var waiting = new[] { Wait(governor), Wait(governor) };
        governor.Dispose();
        foreach (var task in waiting)
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(() => Soonest(task));
        }
    }

    [Fact]
    public async Task Under_load_with_throttling_and_cancellation_no_place_is_lost_or_given_twice()
    {
        using var governor = new ThrottleGovernor(4, TimeProvider.System);
        var running = 0;
        var most = 0;
        var done = 0;
        async Task WorkAsync(int worker)
        {
            var random = new Random(worker);
            for (var i = 0; i < 200; i++)
            {
                using var cancellation = new CancellationTokenSource();
                if (random.Next(4) == 0)
                {
                    cancellation.CancelAfter(TimeSpan.FromMilliseconds(random.Next(3)));
                }

                long turn;
                try
                {
                    turn = (await governor.EnterAsync(null, Patience, cancellation.Token)).Epoch;
                }
                catch (OperationCanceledException)
                {
                    continue;
                }

                var now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                await Task.Yield();
                var throttled = random.Next(100) == 0;
                if (throttled)
                {
                    governor.Throttled(null, TimeSpan.FromMilliseconds(1), turn);
                }

                Interlocked.Decrement(ref running);
                Interlocked.Increment(ref done);
                governor.Leave(null, throttled ? AttemptOutcome.Throttled : AttemptOutcome.Succeeded);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 16).Select(worker => Task.Run(() => WorkAsync(worker), TestContext.Current.CancellationToken)))
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        // Throttled every hundredth time, the parallelism is soon down to one, and grows by the second.
        Assert.InRange(most, 1, 4);
        Assert.Equal(0, governor.Running);
        Assert.InRange(done, 1000, 3200);
    }

    [Fact]
    public async Task One_customer_throttled_lets_only_that_customer_wait()
    {
        using var governor = new ThrottleGovernor(8, _clock);
        var turns = await EnterAsync(governor, 4);
        var report = governor.Throttled("one", TimeSpan.FromSeconds(30), turns[0]);
        Assert.Equal((true, false, TimeSpan.FromSeconds(30), 8), (report.IsFirst, report.IsPartner, report.Wait, report.Limit));
        governor.Leave("one", AttemptOutcome.Throttled);
        Assert.Equal(TimeSpan.Zero, governor.PauseLeft);
        await Soonest(governor.EnterAsync("another", Patience, TestContext.Current.CancellationToken).AsTask());
        _clock.Advance(TimeSpan.FromSeconds(29));
        var refused = await Soonest(governor.EnterAsync("ONE", Patience, TestContext.Current.CancellationToken).AsTask());
        Assert.Equal((AdmissionKind.CustomerPaused, TimeSpan.FromSeconds(1)), (refused.Kind, refused.PauseLeft));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(AdmissionKind.Granted, (await Soonest(governor.EnterAsync("ONE", Patience, TestContext.Current.CancellationToken).AsTask())).Kind);
        Assert.Equal(5, governor.Running);
    }

    [Fact]
    public async Task One_customer_throttled_again_and_again_is_not_the_partner()
    {
        using var governor = new ThrottleGovernor(8, _clock);
        for (var i = 0; i < 9; i++)
        {
            var turn = (await EnterAsync(governor, 1))[0];
            var report = governor.Throttled("one", null, turn);
            Assert.False(report.IsPartner);
            Assert.Equal(Math.Min(60, 1 << i), report.Wait.TotalSeconds);
            governor.Leave("one", AttemptOutcome.Throttled);
            _clock.Advance(report.Wait);
        }

        Assert.Equal(8, governor.Limit);
    }

    [Fact]
    public async Task Three_customers_throttled_in_a_row_are_the_partner()
    {
        using var governor = new ThrottleGovernor(8, _clock);
        var turns = await EnterAsync(governor, 6);
        var reports = new[] { "a", "b", "c", "d" }.Select((customer, i) => governor.Throttled(customer, TimeSpan.FromSeconds(10 + i), turns[i])).ToList();
        Assert.Equal([false, false, true, true], reports.Select(report => report.IsPartner));
        Assert.Equal([true, true, true, false], reports.Select(report => report.IsFirst));
        Assert.Equal(3, governor.Limit);
        Assert.Equal(TimeSpan.FromSeconds(13), governor.PauseLeft);
    }

    [Fact]
    public async Task A_success_in_between_shows_that_the_partner_is_not_throttled()
    {
        using var governor = new ThrottleGovernor(8, _clock);
        for (var i = 0; i < 6; i++)
        {
            var turn = (await EnterAsync(governor, 1))[0];
            Assert.False(governor.Throttled($"customer {i}", TimeSpan.FromSeconds(10), turn).IsPartner);
            governor.Leave($"customer {i}", AttemptOutcome.Throttled);
            if (i % 2 == 1)
            {
                await EnterAsync(governor, 1);
                governor.Leave("healthy", AttemptOutcome.Succeeded);
            }
        }

        Assert.Equal(8, governor.Limit);
        Assert.Equal(TimeSpan.Zero, governor.PauseLeft);
    }

    [Fact]
    public async Task A_pause_longer_than_the_caller_can_wait_is_refused_at_once()
    {
        using var governor = new ThrottleGovernor(1, _clock);
        var turn = (await EnterAsync(governor, 1))[0];
        var queued = Wait(governor, patience: TimeSpan.FromMinutes(10));
        governor.Throttled(null, TimeSpan.FromMinutes(20), turn);
        governor.Leave(null, AttemptOutcome.Throttled);
        var late = await Soonest(governor.EnterAsync(null, TimeSpan.FromMinutes(10), TestContext.Current.CancellationToken).AsTask());
        Assert.Equal(TimeSpan.FromMinutes(20), late.PauseLeft);
        Assert.Equal(0, governor.Running);

        // Those who waited for a place before the pause began are refused as well, and those with more time are not.
        Assert.Equal(TimeSpan.FromMinutes(20), (await Soonest(queued)).PauseLeft);
        Assert.False(Wait(governor, patience: TimeSpan.FromMinutes(30)).IsCompleted);
    }

    [Fact]
    public async Task A_customer_s_pause_longer_than_the_caller_can_wait_is_refused_at_once()
    {
        using var governor = new ThrottleGovernor(4, _clock);
        governor.Throttled("one", TimeSpan.FromMinutes(20), (await EnterAsync(governor, 1))[0]);
        governor.Leave("one", AttemptOutcome.Throttled);
        var admission = await Soonest(governor.EnterAsync("one", TimeSpan.FromMinutes(10), TestContext.Current.CancellationToken).AsTask());
        Assert.Equal(TimeSpan.FromMinutes(20), admission.PauseLeft);
        Assert.Equal(0, governor.Running);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_stalls_nothing()
    {
        var clock = new SteppingClock(_clock);
        using var governor = new ThrottleGovernor(4, clock);
        governor.Throttled(null, TimeSpan.FromSeconds(10), (await EnterAsync(governor, 1))[0]);
        governor.Leave(null, AttemptOutcome.Throttled);
        var waiting = Wait(governor);
        clock.Step = TimeSpan.FromHours(-1);
        _clock.Advance(TimeSpan.FromSeconds(10));
        await Soonest(waiting);
    }

    [Theory]
    [InlineData(nameof(AttemptOutcome.Failed))]
    [InlineData(nameof(AttemptOutcome.Throttled))]
    public async Task Parallelism_does_not_grow_by_what_fails(string what)
    {
        var outcome = Enum.Parse<AttemptOutcome>(what);
        using var governor = new ThrottleGovernor(8, _clock);
        var turns = await EnterAsync(governor, 8);
        governor.Throttled(null, TimeSpan.FromSeconds(1), turns[0]);
        Array.ForEach(turns, _ => governor.Leave(null, AttemptOutcome.Failed));
        _clock.Advance(TimeSpan.FromSeconds(1));
        await EnterAsync(governor, 1);
        for (var i = 0; i < 50; i++)
        {
            await EnterAsync(governor, 1);
            _clock.Advance(TimeSpan.FromSeconds(1));
            governor.Leave(null, outcome);
        }

        Assert.Equal(4, governor.Limit);
    }

    [Fact]
    public async Task Parallelism_comes_back_while_nothing_is_asked()
    {
        using var governor = new ThrottleGovernor(16, _clock);
        var turns = await EnterAsync(governor, 2);
        governor.Throttled(null, TimeSpan.FromSeconds(1), turns[0]);
        Array.ForEach(turns, _ => governor.Leave(null, AttemptOutcome.Failed));
        _clock.Advance(TimeSpan.FromSeconds(6));
        await EnterAsync(governor, 1);
        governor.Leave(null, AttemptOutcome.Failed);
        Assert.Equal(5, governor.Limit);
        _clock.Advance(TimeSpan.FromHours(1));
        await EnterAsync(governor, 1);
        Assert.Equal(16, governor.Limit);
    }

    // Half of the hundred waited before the partner was throttled, and that does not count.
    [Fact]
    public async Task What_a_request_waited_because_of_throttling_is_told()
    {
        using var governor = new ThrottleGovernor(1, _clock);
        var turn = (await EnterAsync(governor, 1))[0];
        var early = Wait(governor);
        _clock.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal(TimeSpan.FromSeconds(10), governor.Throttled(null, TimeSpan.FromSeconds(10), turn).Wait);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(30), governor.Throttled(null, TimeSpan.FromSeconds(30), turn).Wait);
        _clock.Advance(TimeSpan.FromSeconds(2));

        // A shorter wait changes nothing, and what is told is what is left of the longer one.
        Assert.Equal(TimeSpan.FromSeconds(28), governor.Throttled(null, TimeSpan.FromSeconds(5), turn).Wait);
        var late = Wait(governor);
        governor.Leave(null, AttemptOutcome.Throttled);
        _clock.Advance(TimeSpan.FromSeconds(28));
        Assert.Equal(new Admission(AdmissionKind.Granted, 1, Paused: TimeSpan.FromSeconds(32)), await Soonest(early));
        var last = Wait(governor);
        governor.Leave(null, AttemptOutcome.Failed);
        Assert.Equal(new Admission(AdmissionKind.Granted, 1, Paused: TimeSpan.FromSeconds(28)), await Soonest(late));
        governor.Leave(null, AttemptOutcome.Failed);
        Assert.Equal(new Admission(AdmissionKind.Granted, 1), await Soonest(last));
    }

    [Fact]
    public async Task A_pause_as_long_as_the_caller_can_wait_is_waited_out()
    {
        using var governor = new ThrottleGovernor(2, _clock);
        var turns = await EnterAsync(governor, 2);
        var early = Wait(governor, patience: TimeSpan.FromSeconds(10));
        var impatient = Wait(governor, patience: TimeSpan.FromSeconds(9.9));
        governor.Throttled(null, TimeSpan.FromSeconds(10), turns[0]);
        Assert.Equal(new Admission(AdmissionKind.PartnerPaused, 1, TimeSpan.FromSeconds(10)), await Soonest(impatient));
        var late = Wait(governor, patience: TimeSpan.FromSeconds(10));
        governor.Leave(null, AttemptOutcome.Throttled);
        governor.Leave(null, AttemptOutcome.Throttled);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(AdmissionKind.Granted, (await Soonest(early)).Kind);
        governor.Leave(null, AttemptOutcome.Failed);
        Assert.Equal(AdmissionKind.Granted, (await Soonest(late)).Kind);
    }

    // What waits behind those who cannot wait is neither lost nor passed over.
    [Fact]
    public async Task Those_who_can_wait_keep_their_order_when_others_are_refused()
    {
        using var governor = new ThrottleGovernor(1, _clock);
        var turn = (await EnterAsync(governor, 1))[0];
        var waits = new[] { 5, 60, 5, 60, 5 }.Select(patience => Wait(governor, patience: TimeSpan.FromSeconds(patience))).ToList();
        governor.Throttled(null, TimeSpan.FromSeconds(20), turn);
        governor.Leave(null, AttemptOutcome.Throttled);
        foreach (var refused in new[] { 0, 2, 4 })
        {
            Assert.Equal(AdmissionKind.PartnerPaused, (await Soonest(waits[refused])).Kind);
        }

        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(AdmissionKind.Granted, (await Soonest(waits[1])).Kind);
        Assert.False(waits[3].IsCompleted);
        governor.Leave(null, AttemptOutcome.Succeeded);
        Assert.Equal(AdmissionKind.Granted, (await Soonest(waits[3])).Kind);
        Assert.Equal(1, governor.Running);
    }

    [Fact]
    public async Task A_wait_longer_than_a_day_is_taken_for_a_day()
    {
        using var governor = new ThrottleGovernor(4, _clock);
        var turns = await EnterAsync(governor, 2);
        Assert.Equal(TimeSpan.FromDays(1), governor.Throttled("one", TimeSpan.FromDays(2), turns[0]).Wait);
        Assert.Equal(TimeSpan.FromDays(1), governor.Throttled(null, TimeSpan.MaxValue, turns[1]).Wait);
        Assert.Equal(TimeSpan.FromDays(1), governor.PauseLeft);
    }

    [Fact]
    public async Task The_partner_s_pause_is_as_long_as_the_customer_s_that_it_began_with()
    {
        using var governor = new ThrottleGovernor(8, _clock);
        var turns = await EnterAsync(governor, 4);
        governor.Throttled("c", null, turns[0]);
        governor.Throttled("c", null, turns[0]);
        governor.Throttled("a", null, turns[1]);

        // The third time for this customer, the first time for the partner.
        governor.Throttled("b", null, turns[2]);
        Assert.Equal(1, governor.PauseCount);
        Assert.Equal(TimeSpan.FromSeconds(1), governor.PauseLeft);
        Assert.Equal(4, governor.Throttled("c", null, turns[3]).Wait.TotalSeconds);
    }

    [Fact]
    public async Task Of_two_waits_of_a_customer_the_longer_one_holds()
    {
        using var governor = new ThrottleGovernor(4, _clock);
        var turns = await EnterAsync(governor, 2);
        governor.Throttled("one", TimeSpan.FromSeconds(30), turns[0]);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(25, governor.Throttled("one", TimeSpan.FromSeconds(3), turns[1]).Wait.TotalSeconds);
        var admission = await Soonest(governor.EnterAsync("one", Patience, TestContext.Current.CancellationToken).AsTask());
        Assert.Equal((AdmissionKind.CustomerPaused, 25), (admission.Kind, admission.PauseLeft.TotalSeconds));
        Assert.Equal(40, governor.Throttled("one", TimeSpan.FromSeconds(40), turns[1]).Wait.TotalSeconds);
        admission = await Soonest(governor.EnterAsync("one", Patience, TestContext.Current.CancellationToken).AsTask());
        Assert.Equal(40, admission.PauseLeft.TotalSeconds);
    }

    [Fact]
    public async Task A_success_ends_its_customer_s_pause_and_no_other_one_s()
    {
        using var governor = new ThrottleGovernor(8, _clock);
        var turns = await EnterAsync(governor, 4);
        governor.Throttled("one", TimeSpan.FromSeconds(30), turns[0]);
        governor.Throttled("two", TimeSpan.FromSeconds(30), turns[1]);
        governor.Leave("ONE", AttemptOutcome.Succeeded);
        governor.Leave(null, AttemptOutcome.Succeeded);
        governor.Leave("two", AttemptOutcome.Failed);
        Assert.Equal(AdmissionKind.Granted, (await Soonest(governor.EnterAsync("one", Patience, TestContext.Current.CancellationToken).AsTask())).Kind);
        Assert.Equal(AdmissionKind.CustomerPaused, (await Soonest(governor.EnterAsync("two", Patience, TestContext.Current.CancellationToken).AsTask())).Kind);
        Assert.Equal(2, governor.Running);
    }

    // Customers whose pause is over are forgotten once there are many, and those who still wait are not.
    [Theory]
    [InlineData(255, 4)]
    [InlineData(256, 1)]
    public async Task Pauses_that_are_over_are_forgotten_where_there_are_many(int customers, int expected)
    {
        using var governor = new ThrottleGovernor(8, _clock);
        async Task<double> ThrottleAsync(string customer, TimeSpan? wait = null)
        {
            var turn = (await EnterAsync(governor, 1))[0];
            var report = governor.Throttled(customer, wait, turn);
            Assert.False(report.IsPartner);
            governor.Leave(customer, AttemptOutcome.Throttled);

            // The partner is not throttled.
            await EnterAsync(governor, 1);
            governor.Leave("healthy", AttemptOutcome.Succeeded);
            return report.Wait.TotalSeconds;
        }

        Assert.Equal(1, await ThrottleAsync("old"));
        Assert.Equal(2, await ThrottleAsync("old"));
        _clock.Advance(TimeSpan.FromSeconds(2));
        for (var i = 1; i < customers; i++)
        {
            await ThrottleAsync($"customer {i}", TimeSpan.FromHours(1));
        }

        await ThrottleAsync("new", TimeSpan.FromHours(1));
        Assert.Equal(expected, await ThrottleAsync("old"));
        foreach (var customer in new[] { "customer 1", "new" })
        {
            Assert.Equal(
                AdmissionKind.CustomerPaused, (await Soonest(governor.EnterAsync(customer, Patience, TestContext.Current.CancellationToken).AsTask())).Kind);
        }
    }

    // Throttled customers before a pause of the partner count from zero after it.
    [Fact]
    public async Task After_a_pause_of_the_partner_the_customers_are_counted_anew()
    {
        using var governor = new ThrottleGovernor(16, _clock);
        var turns = await EnterAsync(governor, 3);
        var reports = new[] { "a", "b", "c" }.Select((customer, i) => governor.Throttled(customer, TimeSpan.FromSeconds(1), turns[i]).IsPartner);
        Assert.Equal([false, false, true], reports.ToList());
        Array.ForEach(turns, _ => governor.Leave(null, AttemptOutcome.Throttled));
        _clock.Advance(TimeSpan.FromSeconds(1));
        for (var round = 0; round < 2; round++)
        {
            foreach (var customer in new[] { "a", "b" })
            {
                var turn = (await EnterAsync(governor, 1))[0];
                Assert.False(governor.Throttled(customer, TimeSpan.FromSeconds(1), turn).IsPartner);
                governor.Leave(customer, AttemptOutcome.Throttled);
            }
        }

        var last = (await EnterAsync(governor, 1))[0];
        Assert.True(governor.Throttled("c", TimeSpan.FromSeconds(1), last).IsPartner);
        Assert.Equal(2, governor.PauseCount);
    }

    [Theory]
    [InlineData(1.9, 4)]
    [InlineData(2, 5)]
    [InlineData(3.9, 6)]
    [InlineData(100, 8)]
    public async Task Parallelism_comes_back_by_one_for_each_second_after_the_first(double seconds, int limit)
    {
        using var governor = new ThrottleGovernor(8, _clock);
        var turns = await EnterAsync(governor, 8);
        governor.Throttled(null, TimeSpan.FromSeconds(10), turns[0]);

        // The last one ends when the pause is over already.
        for (var i = 1; i < turns.Length; i++)
        {
            governor.Leave(null, AttemptOutcome.Failed);
        }

        _clock.Advance(TimeSpan.FromSeconds(30));
        governor.Leave(null, AttemptOutcome.Failed);
        Assert.Equal(4, governor.Limit);
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        await EnterAsync(governor, 1);
        Assert.Equal(limit, governor.Limit);
    }

    [Fact]
    public async Task A_limit_below_one_is_one()
    {
        using var governor = new ThrottleGovernor(0, _clock);
        Assert.Equal((1, 0), (governor.Limit, governor.PauseCount));
        await EnterAsync(governor, 1);
        Assert.Equal(1, governor.Running);
        Assert.False(Wait(governor).IsCompleted);
    }

    [Fact]
    public async Task After_its_end_nobody_waits()
    {
        var governor = new ThrottleGovernor(1, _clock);
        await EnterAsync(governor, 1);
        governor.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => governor.EnterAsync(null, Patience, TestContext.Current.CancellationToken).AsTask());
        governor.Leave(null, AttemptOutcome.Succeeded);
        Assert.Equal(0, governor.Running);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref target)) && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }

    // The system's time as somebody sets it; the monotonic clock goes on.
    private sealed class SteppingClock(TimeProvider inner) : TimeProvider
    {
        public TimeSpan Step { get; set; }

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Step;

        public override long GetTimestamp() => inner.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            inner.CreateTimer(callback, state, dueTime, period);
    }
}
