using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Qualifications;
using PartnerCenter.Qualifications.Commands;
using Xunit;

namespace PartnerCenter.Qualifications.UnitTests;

/// <summary>
/// The queue of a bulk cmdlet, without PowerShell: which request is taken when, and that each result stays with its own customer.
/// </summary>
public sealed class BulkQueueTests
{
    // Long enough for any machine. A test that reaches it fails.
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void An_empty_queue_has_nothing_to_take()
    {
        var queue = new BulkQueue<string>(CancellationToken.None);
        Assert.Equal((0, 0), (queue.Count, queue.UnderWay));
        Assert.Empty(queue.Requests);
        Assert.False(queue.TryTake(Long, out var result));
        Assert.Equal(default, result);
        Assert.Empty(queue.TakeAll(Long));
        Assert.Empty(queue.TakeEnded());
        queue.WaitForEnd(Long);
    }

    [Fact]
    public async Task Results_are_taken_in_the_order_of_the_input_whichever_ends_first()
    {
        var queue = new BulkQueue<string>(CancellationToken.None);
        var requests = Start(queue, 3);
        Assert.Equal((3, 3), (queue.Count, queue.UnderWay));

        await EndAsync(queue, requests[2], requests[1]);
        Assert.Equal((3, 1), (queue.Count, queue.UnderWay));
        Assert.False(queue.TryTake(TimeSpan.Zero, out var result));
        Assert.Equal(default, result);
        Assert.False(queue.TryTake(Short, out _));
        Assert.Equal(3, queue.Count);

        await EndAsync(queue, requests[0]);
        Assert.Equal((3, 0), (queue.Count, queue.UnderWay));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(requests.Skip(i), queue.Requests);
            Assert.True(queue.TryTake(Long, out result));
            AssertOwn(requests[i], result);
            Assert.Equal(2 - i, queue.Count);
        }

        Assert.False(queue.TryTake(TimeSpan.Zero, out _));
    }

    [Fact]
    public async Task A_result_that_is_not_there_yet_is_waited_for()
    {
        var queue = new BulkQueue<string>(CancellationToken.None);
        var request = Start(queue, 1)[0];
        var taken = Task.Run(() => (queue.TryTake(Long, out var result), result), TestContext.Current.CancellationToken);
        await Task.Delay(Short, TestContext.Current.CancellationToken);
        Assert.False(taken.IsCompleted);
        request.End();
        var (isTaken, own) = await taken.WaitAsync(Long, TestContext.Current.CancellationToken);
        Assert.True(isTaken);
        AssertOwn(request, own);
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public async Task A_thousand_requests_that_end_in_any_order_each_give_the_result_of_their_customer()
    {
        var queue = new BulkQueue<string>(CancellationToken.None);
        var requests = Start(queue, 1000);
        var ending = Task.Run(
            () =>
            {
                var order = requests.ToArray();
                new Random(1).Shuffle(order);
                Array.ForEach(order, request => request.End());
            },
            TestContext.Current.CancellationToken);
        foreach (var request in requests)
        {
            Assert.True(queue.TryTake(Long, out var result));
            AssertOwn(request, result);
        }

        await ending;
        Assert.Equal((0, 0), (queue.Count, queue.UnderWay));
    }

    [Fact]
    public async Task Requests_start_in_the_order_of_the_input_one_after_the_other()
    {
        var queue = new BulkQueue<string>(CancellationToken.None);
        var started = new List<int>();
        var starting = 0;
        var requests = Enumerable.Range(0, 500).Select(number => new TestRequest(number, () =>
        {
            Assert.Equal(1, Interlocked.Increment(ref starting));
            started.Add(number);
            Thread.SpinWait(1000);
            Interlocked.Decrement(ref starting);
        })).ToArray();
        Array.ForEach(requests, queue.Start);
        Array.ForEach(requests, request => request.End());
        Assert.All(queue.TakeAll(Long), item => AssertOwn((TestRequest)item.Request, Assert.NotNull(item.Result)));
        Assert.Equal(Enumerable.Range(0, 500), started);
        await EndAsync(queue);
    }

    [Fact]
    public void Starting_a_request_does_not_run_it_on_the_thread_that_starts_it()
    {
        var queue = new BulkQueue<string>(CancellationToken.None);
        var own = Environment.CurrentManagedThreadId;
        var thread = 0;
        var request = new TestRequest(0, () => thread = Environment.CurrentManagedThreadId);
        queue.Start(request);

        // Not awaited: this thread must not become free to run the request.
        Assert.True(SpinWait.SpinUntil(() => request.Started.Task.IsCompleted, Long));
        Assert.NotEqual(own, thread);
        request.End();
    }

    [Fact]
    public async Task A_failure_is_the_result_of_its_own_customer()
    {
        var queue = new BulkQueue<string>(CancellationToken.None);
        var requests = Start(queue, 2);
        var thrown = new TestRequest(2, () => throw new InvalidOperationException("thrown at once"));
        queue.Start(thrown);
        requests[0].Fail(new TimeoutException("failed later"));
        await EndAsync(queue, requests[1]);

        Assert.True(queue.TryTake(Long, out var result));
        Assert.Equal("failed later", Assert.IsType<TimeoutException>(result.Error).Message);
        Assert.Same(requests[0], result.Request);
        Assert.Null(result.Output);
        Assert.True(queue.TryTake(Long, out result));
        AssertOwn(requests[1], result);
        Assert.True(queue.TryTake(Long, out result));
        Assert.Equal("thrown at once", Assert.IsType<InvalidOperationException>(result.Error).Message);
        Assert.Same(thrown, result.Request);
        Assert.Equal(0, queue.UnderWay);
    }

    [Fact]
    public async Task Stopping_ends_the_waiting_and_loses_no_request()
    {
        using var stop = new CancellationTokenSource();
        var queue = new BulkQueue<string>(stop.Token);
        var requests = Start(queue, 2);
        var taken = Task.Run(() => queue.TryTake(Long, out _), TestContext.Current.CancellationToken);
        await Task.Delay(Short, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taken.WaitAsync(Long, TestContext.Current.CancellationToken));
        Assert.Equal(requests, queue.Requests);

        // What has ended is still a result, and so is the cancellation that the request was told of.
        await EndAsync(queue, requests[0]);
        Assert.True(queue.TryTake(Long, out var result));
        AssertOwn(requests[0], result);
        requests[1].Cancel();
        await EndAsync(queue);
        Assert.True(queue.TryTake(Long, out result));
        Assert.Equal(stop.Token, Assert.IsAssignableFrom<OperationCanceledException>(result.Error).CancellationToken);
    }

    [Fact]
    public async Task All_requests_are_taken_at_once_in_order_with_the_results_that_exist()
    {
        var queue = new BulkQueue<string>(CancellationToken.None);
        var requests = Start(queue, 4);
        await EndAsync(queue, requests[3], requests[1]);
        var watch = Stopwatch.StartNew();
        var all = queue.TakeAll(Short);
        Assert.InRange(watch.Elapsed, Short / 2, Long / 2);
        Assert.Equal(requests, all.Select(item => item.Request));
        Assert.Equal([false, true, false, true], all.Select(item => item.Result is not null));
        AssertOwn(requests[1], all[1].Result!.Value);
        AssertOwn(requests[3], all[3].Result!.Value);
        Assert.Equal(0, queue.Count);
        Array.ForEach(requests, request => request.End());
    }

    [Fact]
    public async Task Taking_all_requests_waits_for_those_that_are_awaited_and_for_no_other()
    {
        var queue = new BulkQueue<string>(CancellationToken.None);
        var requests = Start(queue, 3);
        var taken = Task.Run(() => queue.TakeAll(Long, request => request == requests[1]), TestContext.Current.CancellationToken);
        await Task.Delay(Short, TestContext.Current.CancellationToken);
        Assert.False(taken.IsCompleted);
        requests[1].End();
        var all = await taken.WaitAsync(Long / 2, TestContext.Current.CancellationToken);
        Assert.Equal([false, true, false], all.Select(item => item.Result is not null));
        AssertOwn(requests[1], all[1].Result!.Value);
        Array.ForEach(requests, request => request.End());
    }

    [Fact]
    public async Task Taking_all_requests_waits_for_each_of_them()
    {
        var queue = new BulkQueue<string>(CancellationToken.None);
        var requests = Start(queue, 3);
        var taken = Task.Run(() => queue.TakeAll(Long), TestContext.Current.CancellationToken);
        requests[2].End();
        requests[0].End();
        await Task.Delay(Short, TestContext.Current.CancellationToken);
        Assert.False(taken.IsCompleted);
        requests[1].End();
        var all = await taken.WaitAsync(Long, TestContext.Current.CancellationToken);
        for (var i = 0; i < 3; i++)
        {
            AssertOwn(requests[i], all[i].Result!.Value);
        }
    }

    [Fact]
    public async Task Taking_all_requests_of_a_stopped_pipeline_gives_what_has_ended()
    {
        using var stop = new CancellationTokenSource();
        var queue = new BulkQueue<string>(stop.Token);
        var requests = Start(queue, 3);
        await EndAsync(queue, requests[1]);
        await stop.CancelAsync();
        var all = queue.TakeAll(Long);
        Assert.Equal(requests, all.Select(item => item.Request));
        Assert.Equal([false, true, false], all.Select(item => item.Result is not null));
        AssertOwn(requests[1], all[1].Result!.Value);
        Array.ForEach(requests, request => request.End());
    }

    [Fact]
    public async Task What_has_ended_is_taken_from_behind_what_has_not_and_the_rest_keeps_its_order()
    {
        var queue = new BulkQueue<string>(CancellationToken.None);
        var requests = Start(queue, 5);
        await EndAsync(queue, requests[1], requests[3]);
        var ended = queue.TakeEnded();
        Assert.Equal(2, ended.Count);
        AssertOwn(requests[1], ended[0]);
        AssertOwn(requests[3], ended[1]);
        Assert.Equal([requests[0], requests[2], requests[4]], queue.Requests);
        Assert.Empty(queue.TakeEnded());

        await EndAsync(queue, requests[0], requests[2], requests[4]);
        Assert.Equal([requests[0], requests[2], requests[4]], queue.TakeEnded().Select(result => result.Request));
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public async Task Waiting_for_the_end_takes_nothing_and_lasts_no_longer_than_allowed()
    {
        var queue = new BulkQueue<string>(CancellationToken.None);
        var requests = Start(queue, 2);
        requests[0].End();
        var watch = Stopwatch.StartNew();
        queue.WaitForEnd(Short);
        Assert.InRange(watch.Elapsed, Short / 2, Long / 2);
        Assert.Equal(requests, queue.Requests);

        var waiting = Task.Run(() => queue.WaitForEnd(Long), TestContext.Current.CancellationToken);
        await Task.Delay(Short, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        requests[1].End();
        await waiting.WaitAsync(Long / 2, TestContext.Current.CancellationToken);
        Assert.Equal(2, queue.Count);
    }

    [Fact]
    public async Task Each_request_gets_the_token_that_stops_the_pipeline()
    {
        using var stop = new CancellationTokenSource();
        var queue = new BulkQueue<string>(stop.Token);
        foreach (var request in Start(queue, 3))
        {
            Assert.Equal(stop.Token, await request.Started.Task.WaitAsync(Long, TestContext.Current.CancellationToken));
            request.End();
        }
    }

    private static TestRequest[] Start(BulkQueue<string> queue, int count)
    {
        var requests = Enumerable.Range(0, count).Select(number => new TestRequest(number)).ToArray();
        Array.ForEach(requests, queue.Start);
        return requests;
    }

    /// <summary>Ends requests, and waits until the queue knows it.</summary>
    private static async Task EndAsync(BulkQueue<string> queue, params TestRequest[] requests)
    {
        Array.ForEach(requests, request => request.End());
        var watch = Stopwatch.StartNew();
        while (queue.UnderWay > queue.Requests.Count(request => !((TestRequest)request).HasEnded))
        {
            Assert.True(watch.Elapsed < Long);
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        // The number goes down an instant before the result exists.
        await Task.Delay(Short * 4, TestContext.Current.CancellationToken);
    }

    private static void AssertOwn(TestRequest request, BulkResult<string> result)
    {
        Assert.Same(request, result.Request);
        Assert.Equal($"result {request.Number}", result.Output);
        Assert.Null(result.Error);
    }

    private sealed record TestRequest(int Number, Action? OnStart = null) : CustomerRequest<string>(null!, new CustomerIdentity($"customer {Number}"))
    {
        private readonly TaskCompletionSource<string> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The token with which the request was started.</summary>
        public TaskCompletionSource<CancellationToken> Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool HasEnded => _end.Task.IsCompleted;

        public void End() => _end.TrySetResult($"result {Number}");

        public void Fail(Exception failure) => _end.TrySetException(failure);

        public void Cancel() => _end.TrySetCanceled(Started.Task.Result);

        public override Task<string> SendAsync(CancellationToken cancellationToken)
        {
            OnStart?.Invoke();
            Started.TrySetResult(cancellationToken);
            return _end.Task;
        }
    }
}
