using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// What an operation over many customers makes of a service that cannot be reached.
/// </summary>
public sealed class OutageTests
{
    private static readonly TimeSpan OutageTimeout = TimeSpan.FromMinutes(1);

    private readonly ManualTimeProvider _clock = new();

    private static string Id(int number) => $"5aa9d8cf-1f1c-4b6e-9a0c-{number:d12}";

    private async Task<PartnerClient> ConnectAsync(Switch handler, int retries = 5) => (await PartnerClient.ConnectAsync(
        PartnerCredentials.AccessToken(Secret.Hide("opaque")),
        new PartnerClientOptions { HttpHandler = handler, TimeProvider = _clock, RetryAttempts = retries },
        TestContext.Current.CancellationToken)).With(new PartnerOperation { OutageTimeout = OutageTimeout, MaxConcurrentRequests = 4 });

    private static Task<PartnerCenterException> FailAsync(PartnerClient client, int number) =>
        Assert.ThrowsAsync<PartnerCenterException>(() => client.Customers[Id(number)].Qualifications.GetAsync(TestContext.Current.CancellationToken));

    [Fact]
    public async Task Calls_keep_trying_through_a_short_outage()
    {
        using var handler = new Switch { IsDown = true };
        using var client = await ConnectAsync(handler, retries: 1);
        var reading = Task.WhenAll(
            Enumerable.Range(1, 20).Select(number => client.Customers[Id(number)].Qualifications.GetAsync(TestContext.Current.CancellationToken)));
        var began = _clock.GetUtcNow();
        while (_clock.GetUtcNow() - began < TimeSpan.FromSeconds(40))
        {
            _clock.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        handler.IsDown = false;
        Assert.All(await _clock.RunAsync(reading), Assert.Empty);
    }

    [Fact]
    public async Task A_long_outage_affects_every_customer()
    {
        using var handler = new Switch { IsDown = true };
        using var client = await ConnectAsync(handler);
        var began = _clock.GetUtcNow();
        var failures = await _clock.RunAsync(Task.WhenAll(Enumerable.Range(1, 20).Select(number => FailAsync(client, number))));
        Assert.All(failures, failure => Assert.True(failure.AffectsEveryCustomer, failure.Message));
        Assert.All(failures, failure => Assert.Equal(PartnerErrorCode.ServiceUnavailable, failure.Error));
        Assert.Contains("No call has succeeded for", failures[0].Message, StringComparison.Ordinal);
        Assert.InRange(_clock.GetUtcNow() - began, OutageTimeout, TimeSpan.FromSeconds(62));
    }

    [Fact]
    public async Task One_customer_that_cannot_be_reached_fails_alone()
    {
        using var handler = new Switch { Down = Id(7) };
        using var client = await ConnectAsync(handler, retries: 2);
        var failing = FailAsync(client, 7);
        var others = Task.Run(async () =>
        {
            for (var number = 10; !failing.IsCompleted; number++)
            {
                await client.Customers[Id(number)].Qualifications.GetAsync(TestContext.Current.CancellationToken);
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }
        }, TestContext.Current.CancellationToken);
        Assert.False((await _clock.RunAsync(failing)).AffectsEveryCustomer);
        await others;
    }

    // The answer of the only customer is lost again and again; whether others would be served is not known yet.
    [Fact]
    public async Task A_connection_that_is_lost_again_and_again_is_the_failure_of_its_customer()
    {
        using var handler = new Switch { Lost = true };
        using var client = await ConnectAsync(handler, retries: 2);
        var failure = await _clock.RunAsync(FailAsync(client, 1));
        Assert.False(failure.AffectsEveryCustomer);
        Assert.Equal(3, handler.Requests);
    }

    [Fact]
    public async Task A_call_without_an_operation_over_many_customers_ends_with_its_attempts()
    {
        using var handler = new Switch { IsDown = true };
        using var client = (await ConnectAsync(handler, retries: 2)).With(new PartnerOperation());
        Assert.False((await _clock.RunAsync(FailAsync(client, 1))).AffectsEveryCustomer);
        Assert.Equal(3, handler.Requests);
    }

    [Fact]
    public async Task A_service_that_answers_with_its_own_failures_is_given_up_after_a_while_too()
    {
        using var handler = new Switch { Status = HttpStatusCode.ServiceUnavailable };
        using var client = await ConnectAsync(handler, retries: 1);
        var (alone, together, number) = (0, 0, 0);
        var began = _clock.GetUtcNow();
        while (together == 0 && _clock.GetUtcNow() - began < TimeSpan.FromMinutes(5))
        {
            var failure = await _clock.RunAsync(FailAsync(client, ++number));
            (alone, together) = failure.AffectsEveryCustomer ? (alone, together + 1) : (alone + 1, together);
        }

        Assert.Equal(1, together);
        Assert.InRange(_clock.GetUtcNow() - began, OutageTimeout, OutageTimeout * 1.5);
    }

    // The service works; nobody else was asked meanwhile.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_customer_whose_requests_fail_for_minutes_is_no_outage(bool isSilent)
    {
        using var handler = new Switch { Failing = Id(2), RetryAfter = TimeSpan.FromSeconds(13), IsSilent = isSilent };
        using var client = await ConnectAsync(handler);
        var began = _clock.GetUtcNow();
        Assert.False((await _clock.RunAsync(FailAsync(client, 2))).AffectsEveryCustomer);
        Assert.InRange(_clock.GetUtcNow() - began, OutageTimeout, TimeSpan.FromMinutes(10));
        Assert.Empty(await _clock.RunAsync(client.Customers[Id(3)].Qualifications.GetAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Time_in_which_nothing_was_asked_is_no_outage()
    {
        using var handler = new Switch { IsDown = true };
        using var client = await ConnectAsync(handler, retries: 1);
        using var stop = new CancellationTokenSource();
        var given = client.Customers[Id(1)].Qualifications.GetAsync(stop.Token);
        while (handler.Requests == 0)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        _clock.Advance(TimeSpan.FromHours(1));
        var reading = client.Customers[Id(2)].Qualifications.GetAsync(TestContext.Current.CancellationToken);
        var began = _clock.GetUtcNow();
        while (_clock.GetUtcNow() - began < TimeSpan.FromSeconds(40))
        {
            _clock.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        handler.IsDown = false;
        Assert.Empty(await _clock.RunAsync(reading));
    }

    [Fact]
    public async Task An_operation_long_after_an_outage_survives_a_connection_that_cannot_be_made()
    {
        using var handler = new Switch { IsDown = true };
        using var client = await ConnectAsync(handler);
        Assert.True((await _clock.RunAsync(FailAsync(client, 1))).AffectsEveryCustomer);
        _clock.Advance(TimeSpan.FromDays(1));
        var requests = handler.Requests;
        var reading = client.Customers[Id(1)].Qualifications.GetAsync(TestContext.Current.CancellationToken);
        while (handler.Requests == requests)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        handler.IsDown = false;
        Assert.Empty(await _clock.RunAsync(reading));
    }

    [Fact]
    public async Task A_service_that_takes_connections_and_never_answers_is_given_up_after_a_while()
    {
        using var handler = new Switch { IsSilent = true };
        using var client = await ConnectAsync(handler);
        var began = _clock.GetUtcNow();
        var failures = await _clock.RunAsync(Task.WhenAll(Enumerable.Range(1, 4).Select(number => FailAsync(client, number))));
        Assert.Contains(failures, failure => failure.AffectsEveryCustomer);
        Assert.InRange(_clock.GetUtcNow() - began, OutageTimeout, OutageTimeout * 2.5);
    }

    [Fact]
    public async Task Calls_that_wait_for_their_retry_keep_no_place()
    {
        // Four places, and four customers that fail and wait: the fifth goes at once.
        using var handler = new Switch { DownBelow = 5 };
        using var client = await ConnectAsync(handler);
        using var stop = new CancellationTokenSource();
        var waiting = Enumerable.Range(1, 4).Select(number => client.Customers[Id(number)].Qualifications.GetAsync(stop.Token)).ToList();
        while (handler.Requests < 4)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        Assert.Empty(
            await client.Customers[Id(9)].Qualifications.GetAsync(TestContext.Current.CancellationToken)
                .WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        Assert.All(waiting, task => Assert.False(task.IsCompleted));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));
    }

    [Fact]
    public async Task No_more_requests_than_the_operation_allows_are_sent_at_a_time()
    {
        using var handler = new Switch { Delay = TimeSpan.FromMilliseconds(5) };
        using var client = await ConnectAsync(handler);
        await Task.WhenAll(
            Enumerable.Range(1, 100).Select(number => client.Customers[Id(number)].Qualifications.GetAsync(TestContext.Current.CancellationToken)));
        Assert.Equal(4, handler.MaxAtOnce);
    }

    private sealed class Switch : HttpMessageHandler
    {
        private int _now;
        private int _most;
        private int _requests;

        public bool IsDown { get; set; }

        public bool Lost { get; init; }

        /// <summary>Whether those that fail get no answer at all.</summary>
        public bool IsSilent { get; init; }

        /// <summary>The customer whose requests fail; null for all.</summary>
        public string? Failing { get; init; }

        public TimeSpan? RetryAfter { get; init; }

        public string? Down { get; init; }

        public int DownBelow { get; init; }

        public TimeSpan Delay { get; init; }

        public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

        public int Requests => Volatile.Read(ref _requests);

        public int MaxAtOnce => _most;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var now = Interlocked.Increment(ref _now);
            lock (this)
            {
                _most = Math.Max(_most, now);
            }

            Interlocked.Increment(ref _requests);
            if (Delay > TimeSpan.Zero)
            {
                await Task.Delay(Delay, cancellationToken);
            }

            Interlocked.Decrement(ref _now);
            var customer = request.RequestUri!.Segments[3].TrimEnd('/');
            if (IsDown || customer == Down || int.Parse(customer[^12..], System.Globalization.CultureInfo.InvariantCulture) < DownBelow)
            {
                throw new HttpRequestException("Connection refused", new SocketException((int)SocketError.ConnectionRefused));
            }

            if ((Failing ?? customer) == customer && IsSilent)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            if (customer == Failing)
            {
                var failing = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("busy") };
                failing.Headers.RetryAfter = new(RetryAfter!.Value);
                return failing;
            }

            if (Lost)
            {
                throw new HttpRequestException("The response ended prematurely.");
            }

            return new HttpResponseMessage(Status) { Content = new StringContent("[]") };
        }
    }
}
