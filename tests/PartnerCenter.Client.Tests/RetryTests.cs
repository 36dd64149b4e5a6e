using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// What is tried again, how often, and after what wait.
/// </summary>
public sealed class RetryTests
{
    private const string CustomerId = "5aa9d8cf-1f1c-4b6e-9a0c-000000000001";

    // The clock runs on while a request is on its way.
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(5);

    private static CannedResponse Status(int status, string? retryAfter = null, string? date = null)
    {
        var response = CannedResponse.Json("""{"code":"1","description":"Not now."}""", status);
        if (retryAfter is not null)
        {
            response.WithHeader("Retry-After", retryAfter);
        }

        return date is null ? response : response.WithHeader("Date", date);
    }

    // Between the answers, by the emulator's clock.
    private static List<TimeSpan> Waits(TestConnection connection)
    {
        var times = connection.ApiRequests.Select(request => request.Time).ToList();
        return [.. times.Skip(1).Zip(times, (later, earlier) => later - earlier)];
    }

    private static Task<PartnerClient> ConnectAsync(LoopbackServer server, int retries = 5, TimeSpan? attemptTimeout = null, TimeSpan? callTimeout = null) =>
        PartnerClient.ConnectAsync(
        PartnerCredentials.AccessToken(Secret.Hide("opaque")),
        new PartnerClientOptions
        {
            Endpoint = server.Address,
            RetryDelay = TimeSpan.FromMilliseconds(1),
            RetryAttempts = retries,
            AttemptTimeout = attemptTimeout ?? TimeSpan.FromSeconds(30),
            CallTimeout = callTimeout ?? TimeSpan.FromSeconds(60),
        },
        TestContext.Current.CancellationToken);

    private static Task<IReadOnlyList<CustomerQualification>> ReadAsync(PartnerClient client) =>
        client.Customers[CustomerId].Qualifications.GetAsync(TestContext.Current.CancellationToken);

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(408)]
    [InlineData(429)]
    public async Task A_status_that_may_pass_is_tried_again(int status)
    {
        var clock = new ManualTimeProvider();
        using var connection = await TestConnection.OpenAsync(clock: clock);
        connection.RespondOnce(Status(status));
        connection.RespondOnce(Status(status));
        Assert.Empty(await clock.RunAsync(connection.ReadAsync()));
        Assert.Equal([status, status, 200], connection.ApiRequests.Select(request => request.StatusCode));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(409)]
    [InlineData(412)]
    [InlineData(422)]
    [InlineData(501)]
    [InlineData(505)]
    [InlineData(302)]
    public async Task Any_other_status_is_not(int status)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.Respond(Status(status));
        Assert.Equal(status, (await connection.FailAsync()).StatusCode);
        Assert.Single(connection.ApiRequests);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task As_often_as_the_options_say(int retries)
    {
        using var connection = await TestConnection.OpenAsync(retries: retries);
        connection.Respond(Status(503));
        var failure = await connection.FailAsync();
        Assert.Equal(PartnerErrorCode.ServiceUnavailable, failure.Error);
        Assert.Equal(503, failure.StatusCode);
        Assert.Equal(1 + retries, connection.ApiRequests.Count);
    }

    [Fact]
    public async Task Each_wait_is_longer_in_the_whole_and_none_is_longer_than_half_a_minute()
    {
        var clock = new ManualTimeProvider();
        using var connection = await TestConnection.OpenAsync(clock: clock, retryDelay: TimeSpan.FromSeconds(0.5), retries: 8);
        connection.Respond(Status(503));
        await clock.RunAsync(connection.FailAsync());
        var waits = Waits(connection);
        Assert.Equal(8, waits.Count);
        foreach (var (wait, seconds) in waits.Zip([0.5, 1, 2, 4, 8, 16, 32, 64]))
        {
            // A quarter more or less, and no more than half a minute.
            Assert.InRange(wait.TotalSeconds, Math.Min(0.75 * seconds, 24), Math.Min(1.25 * seconds, 30) + Leeway.TotalSeconds);
        }
    }

    [Theory]
    [InlineData(0, new[] { 0.375, 0.75, 1.5, 3, 6, 12, 24, 30 })]
    [InlineData(0.5, new[] { 0.5, 1, 2, 4, 8, 16, 30, 30 })]
    [InlineData(1, new[] { 0.625, 1.25, 2.5, 5, 10, 20, 30, 30 })]
    public void Each_wait_is_twice_the_last_one_a_quarter_more_or_less(double random, double[] seconds)
    {
        var policy = new RetryPolicy(new PartnerClientOptions { RetryDelay = TimeSpan.FromSeconds(0.5), RetryAttempts = 8 }, () => random);
        var failures = new RequestFailures();
        var waits = new List<double>();
        for (var i = 0; i < seconds.Length; i++)
        {
            failures.Add(new PartnerCenterException(PartnerErrorCode.ServiceUnavailable, "Down.", "Wait.") { RetryKind = RetryKind.Transient });
            waits.Add(policy.GetDelay(failures, TimeSpan.FromDays(1), outageRemaining: null)!.Value.TotalSeconds);
        }

        Assert.Equal(seconds, waits);
        failures.Add(failures.Last);
        Assert.Null(policy.GetDelay(failures, TimeSpan.FromDays(1), outageRemaining: null));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Retry_after_in_seconds_is_honoured(int status)
    {
        var clock = new ManualTimeProvider();
        using var connection = await TestConnection.OpenAsync(clock: clock);
        connection.RespondOnce(Status(status, "57"));
        await clock.RunAsync(connection.ReadAsync());
        Assert.InRange(Assert.Single(Waits(connection)), TimeSpan.FromSeconds(57), TimeSpan.FromSeconds(57) + Leeway);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Retry_after_as_a_date_is_counted_by_the_server_s_clock(int status)
    {
        var clock = new ManualTimeProvider();
        using var connection = await TestConnection.OpenAsync(clock: clock);
        connection.RespondOnce(Status(status, "Thu, 01 Jan 2015 00:00:23 GMT", "Thu, 01 Jan 2015 00:00:00 GMT"));
        await clock.RunAsync(connection.ReadAsync());
        Assert.InRange(Assert.Single(Waits(connection)), TimeSpan.FromSeconds(23), TimeSpan.FromSeconds(23) + Leeway);
    }

    [Fact]
    public async Task Retry_after_as_a_date_from_a_server_that_does_not_tell_the_time()
    {
        var clock = new ManualTimeProvider();
        using var connection = await TestConnection.OpenAsync(clock: clock);
        connection.RespondOnce(Status(503, DateTimeOffset.UtcNow.AddSeconds(40).ToString("R", CultureInfo.InvariantCulture)));
        await clock.RunAsync(connection.ReadAsync());
        Assert.InRange(Assert.Single(Waits(connection)), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(40) + Leeway);
    }

    // Without a wait of its own all attempts would be used up within milliseconds.
    [Theory]
    [InlineData("Thu, 01 Jan 2015 00:00:00 GMT")]
    [InlineData("0")]
    public async Task Retry_after_zero_or_in_the_past_waits_as_without_it(string retryAfter)
    {
        var clock = new ManualTimeProvider();
        using var connection = await TestConnection.OpenAsync(clock: clock, retryDelay: TimeSpan.FromSeconds(20));
        connection.RespondOnce(Status(503, retryAfter));
        await clock.RunAsync(connection.ReadAsync());
        Assert.InRange(Assert.Single(Waits(connection)), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(25) + Leeway);
    }

    // The date has passed by the server's own clock, or by this machine's where the server does not tell the time.
    [Theory]
    [InlineData("0", null)]
    [InlineData("Thu, 01 Jan 2015 00:00:00 GMT", "Thu, 01 Jan 2015 00:00:09 GMT")]
    [InlineData("Thu, 01 Jan 2015 00:00:09 GMT", "Thu, 01 Jan 2015 00:00:09 GMT")]
    [InlineData("Thu, 01 Jan 2015 00:00:00 GMT", null)]
    public async Task Throttling_with_a_wait_of_zero_or_in_the_past_is_waited_out_as_without_one(string retryAfter, string? date)
    {
        var clock = new ManualTimeProvider();
        using var connection = await TestConnection.OpenAsync(clock: clock);
        connection.RespondOnce(Status(429, retryAfter, date));
        connection.RespondOnce(Status(429, retryAfter, date));
        await clock.RunAsync(connection.ReadAsync(), TimeSpan.FromMilliseconds(50));
        foreach (var (wait, seconds) in Waits(connection).Zip([1, 2]))
        {
            Assert.InRange(wait, TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds + 0.9));
        }

        Assert.Equal([429, 429, 200], connection.ApiRequests.Select(request => request.StatusCode));
    }

    [Fact]
    public async Task Waits_differ_from_call_to_call()
    {
        var clock = new ManualTimeProvider();
        using var connection = await TestConnection.OpenAsync(clock: clock, retryDelay: TimeSpan.FromSeconds(16), retries: 1);
        var waits = new HashSet<double>();
        for (var i = 0; i < 8; i++)
        {
            connection.RespondOnce(Status(503));
            await clock.RunAsync(connection.ReadAsync(), TimeSpan.FromMilliseconds(100));
        }

        var times = connection.ApiRequests.Select(request => request.Time).ToList();
        for (var i = 0; i < times.Count; i += 2)
        {
            waits.Add(Math.Round((times[i + 1] - times[i]).TotalSeconds, 1));
        }

        Assert.True(waits.Count > 3, string.Join(", ", waits));
        Assert.All(waits, wait => Assert.InRange(wait, 12, 21));
    }

    [Fact]
    public async Task A_truncated_answer_after_another_failure_is_tried_again_too()
    {
        using var connection = await TestConnection.OpenAsync();
        connection.RespondOnce(Status(503));
        connection.RespondOnce(CannedResponse.Json("[{\"qualification\":"));
        connection.RespondOnce(Status(503));
        Assert.Empty(await connection.ReadAsync());
        Assert.Equal(4, connection.ApiRequests.Count);
    }

    [Fact]
    public async Task Throttling_that_does_not_say_how_long_is_waited_out_ever_longer()
    {
        var clock = new ManualTimeProvider();
        using var connection = await TestConnection.OpenAsync(clock: clock);
        for (var i = 0; i < 4; i++)
        {
            connection.RespondOnce(Status(429));
        }

        await clock.RunAsync(connection.ReadAsync(), TimeSpan.FromMilliseconds(50));
        var waits = Waits(connection);
        foreach (var (wait, seconds) in waits.Zip([1, 2, 4, 8]))
        {
            Assert.InRange(wait, TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds + 0.9));
        }

        Assert.Equal(4, waits.Count);
    }

    [Fact]
    public async Task Throttling_does_not_use_up_the_attempts()
    {
        var clock = new ManualTimeProvider();
        using var connection = await TestConnection.OpenAsync(clock: clock, retries: 1);
        for (var i = 0; i < 6; i++)
        {
            connection.RespondOnce(Status(429, "2"));
        }

        connection.RespondOnce(Status(503));
        Assert.Empty(await clock.RunAsync(connection.ReadAsync()));
        Assert.Equal(8, connection.ApiRequests.Count);
    }

    [Theory]
    [InlineData(429, PartnerErrorCode.TooManyRequests)]
    [InlineData(503, PartnerErrorCode.ServiceUnavailable)]
    public async Task A_wait_that_is_longer_than_a_call_may_take_is_not_begun(int status, PartnerErrorCode error)
    {
        using var connection = await TestConnection.OpenAsync(callTimeout: TimeSpan.FromMinutes(1));
        connection.Respond(Status(status, "61"));
        var failure = await connection.FailAsync().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(error, failure.Error);
        Assert.Equal(TimeSpan.FromSeconds(61), failure.RetryAfter);
        Assert.Single(connection.ApiRequests);
    }

    // Longer than a timer runs, and longer than the calendar.
    [Theory]
    [InlineData("5000000", null)]
    [InlineData("2147483647", null)]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT", "Thu, 01 Jan 2015 00:00:00 GMT")]
    public async Task A_wait_beyond_all_reason_is_throttling_all_the_same(string retryAfter, string? date)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.Respond(Status(429, retryAfter, date));
        var failure = await connection.FailAsync();
        Assert.Equal(PartnerErrorCode.TooManyRequests, failure.Error);
    }

    [Fact]
    public async Task Throttling_without_end_ends_with_the_call_s_time_limit()
    {
        var clock = new ManualTimeProvider();
        using var connection = await TestConnection.OpenAsync(clock: clock, callTimeout: TimeSpan.FromSeconds(30));
        connection.Respond(Status(429, "7"));
        var began = clock.GetUtcNow();
        var failure = await clock.RunAsync(connection.FailAsync());
        Assert.Equal(PartnerErrorCode.TooManyRequests, failure.Error);
        Assert.Equal(429, failure.StatusCode);
        Assert.Equal("1", failure.ServiceCode);
        Assert.Equal("Not now", failure.Description);
        Assert.Equal(connection.CustomerId, failure.CustomerId);
        Assert.Equal(connection.ApiRequests[0].Headers["MS-RequestId"], failure.RequestId);
        Assert.Contains("00:00:30", failure.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(7), failure.RetryAfter);

        // The next wait would not end in time, so it is not begun.
        Assert.InRange(clock.GetUtcNow() - began, TimeSpan.FromSeconds(21), TimeSpan.FromSeconds(30) + Leeway);
        Assert.InRange(connection.ApiRequests.Count, 4, 5);
    }

    [Fact]
    public async Task A_call_that_never_got_its_turn_while_the_service_throttled_says_so()
    {
        var clock = new ManualTimeProvider();
        using var connection = await TestConnection.OpenAsync(clock: clock, callTimeout: TimeSpan.FromSeconds(30));
        connection.Respond(Status(429, "3600"));
        await clock.RunAsync(connection.FailAsync());
        var failure = await clock.RunAsync(connection.FailAsync());
        Assert.Equal(PartnerErrorCode.TooManyRequests, failure.Error);
        Assert.Single(connection.ApiRequests);
        Assert.Contains("00:00:30", failure.Message, StringComparison.Ordinal);
        Assert.InRange(failure.RetryAfter!.Value, TimeSpan.FromSeconds(3600) - Leeway, TimeSpan.FromSeconds(3600));
    }

    [Fact]
    public async Task Failing_without_end_ends_with_the_call_s_time_limit_and_the_last_failure()
    {
        var clock = new ManualTimeProvider();
        using var connection = await TestConnection.OpenAsync(clock: clock, callTimeout: TimeSpan.FromSeconds(30));
        connection.Respond(Status(503, "20"));
        var failure = await clock.RunAsync(connection.FailAsync());
        Assert.Equal(PartnerErrorCode.ServiceUnavailable, failure.Error);
        Assert.Equal(503, failure.StatusCode);
        Assert.Contains("00:00:30", failure.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(20), failure.RetryAfter);
        Assert.Equal(2, connection.ApiRequests.Count);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_in_time_is_asked_for_again()
    {
        using var connection = await TestConnection.OpenAsync(attemptTimeout: TimeSpan.FromMilliseconds(200));
        connection.RespondOnce(new CannedResponse(200) { Delay = TimeSpan.FromMinutes(1) });
        connection.RespondOnce(CannedResponse.Json("[]"));
        Assert.Empty(await connection.ReadAsync());
        Assert.Equal(2, connection.ApiRequests.Count);
    }

    [Fact]
    public async Task Answers_that_never_come_in_time_are_a_timeout()
    {
        using var connection = await TestConnection.OpenAsync(attemptTimeout: TimeSpan.FromMilliseconds(50), retries: 2);
        connection.Respond(new CannedResponse(200) { Delay = TimeSpan.FromMinutes(1) });
        var failure = await connection.FailAsync();
        Assert.Equal(PartnerErrorCode.RequestTimeout, failure.Error);
        Assert.Null(failure.StatusCode);
        Assert.Equal(connection.CustomerId, failure.CustomerId);
        Assert.Contains("00:00:00.05", failure.Message, StringComparison.Ordinal);
        Assert.Equal(3, connection.ApiRequests.Count);
    }

    [Fact]
    public async Task A_call_that_runs_out_of_time_is_a_timeout()
    {
        using var connection = await TestConnection.OpenAsync(callTimeout: TimeSpan.FromMilliseconds(100));
        connection.Respond(new CannedResponse(200) { Delay = TimeSpan.FromMinutes(1) });
        var failure = await connection.FailAsync();
        Assert.Equal(PartnerErrorCode.RequestTimeout, failure.Error);
        Assert.Single(connection.ApiRequests);
    }

    // The headers are there in time, the body never ends.
    [Fact]
    public async Task A_body_that_does_not_end_in_time_is_asked_for_again()
    {
        await using var server = new LoopbackServer(async (number, connection, token) =>
        {
            if (number == 1)
            {
                await LoopbackServer.SendAsync(connection, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[{\"qual", token);
                await Task.Delay(TimeSpan.FromMinutes(1), token);
            }

            await LoopbackServer.SendAsync(connection, LoopbackServer.Ok("[]"), token);
        });
        using var client = await ConnectAsync(server, attemptTimeout: TimeSpan.FromMilliseconds(300));
        Assert.Empty(await ReadAsync(client));
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("", false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[{\"qual", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[{\"qual", false)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[{\"qu", false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-", false)]
    [InlineData("no HTTP at all\r\n\r\n", false)]
    public async Task A_connection_that_breaks_off_is_tried_again(string beginning, bool reset)
    {
        await using var server = new LoopbackServer(async (number, connection, token) =>
        {
            if (number > 2)
            {
                await LoopbackServer.SendAsync(connection, LoopbackServer.Ok("""[{"qualification":"Education"}]"""), token);
                return;
            }

            await LoopbackServer.SendAsync(connection, beginning, token);
            if (reset)
            {
                LoopbackServer.Reset(connection);
            }
        });
        using var client = await ConnectAsync(server);
        Assert.Single(await ReadAsync(client));
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_connection_that_always_breaks_off_is_a_service_that_cannot_be_reached()
    {
        await using var server = new LoopbackServer((_, connection, _) =>
        {
            LoopbackServer.Reset(connection);
            return Task.CompletedTask;
        });
        using var client = await ConnectAsync(server, retries: 2);
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => ReadAsync(client));
        Assert.Equal(PartnerErrorCode.ServiceUnavailable, failure.Error);
        Assert.Null(failure.StatusCode);
        Assert.Contains("network", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(CustomerId, failure.CustomerId);
        Assert.NotNull(failure.RequestId);
        Assert.NotNull(failure.CorrelationId);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task An_error_whose_body_breaks_off_is_still_that_error()
    {
        await using var server = new LoopbackServer((_, connection, token) =>
            LoopbackServer.SendAsync(connection, "HTTP/1.1 404 Not Found\r\nContent-Length: 100\r\n\r\n{\"code\":", token));
        using var client = await ConnectAsync(server);
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => ReadAsync(client));
        Assert.Equal(404, failure.StatusCode);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_port_that_nobody_listens_on()
    {
        var nobody = await LoopbackServer.UnusedAddressAsync();

        using var client = await PartnerClient.ConnectAsync(
            PartnerCredentials.AccessToken(Secret.Hide("opaque")),
            new PartnerClientOptions { Endpoint = nobody, RetryDelay = TimeSpan.FromMilliseconds(1), RetryAttempts = 1 },
            TestContext.Current.CancellationToken);
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => ReadAsync(client));
        Assert.Equal(PartnerErrorCode.ServiceUnavailable, failure.Error);
        Assert.Contains(nobody.ToString(), failure.Message, StringComparison.Ordinal);
        Assert.Contains("network", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_no_answer_is_asked_for_once_more()
    {
        using var connection = await TestConnection.OpenAsync();
        connection.RespondOnce(CannedResponse.Json("[{\"qualification\":"));
        connection.RespondOnce(CannedResponse.Json("""[{"qualification":"Education"}]"""));
        Assert.Single(await connection.ReadAsync());
        Assert.Equal(2, connection.ApiRequests.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("<html>Sign in to the hotel's network</html>")]
    [InlineData("\"education\"")]
    [InlineData("[{\"qualification\":")]
    [InlineData("[7]")]
    [InlineData("""{"qualifications":{"a":1}}""")]
    [InlineData("""{"error":"none"}""")]
    [InlineData("[null]")]
    [InlineData("[] []")]
    public async Task A_body_that_is_wrong_twice_is_an_invalid_response(string body)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.Respond(CannedResponse.Json(body));
        var failure = await connection.FailAsync();
        Assert.Equal(PartnerErrorCode.InvalidResponse, failure.Error);
        Assert.Equal(200, failure.StatusCode);
        Assert.Equal(connection.CustomerId, failure.CustomerId);
        Assert.False(failure.AffectsEveryCustomer);
        Assert.Contains("proxy", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(2, connection.ApiRequests.Count);
    }

    [Theory]
    [InlineData("gzip", 200, PartnerErrorCode.InvalidResponse)]
    [InlineData("deflate", 200, PartnerErrorCode.InvalidResponse)]
    [InlineData("gzip", 403, PartnerErrorCode.AccessDenied)]
    public async Task A_body_that_says_to_be_compressed_and_is_not(string encoding, int status, PartnerErrorCode error)
    {
#if NETFRAMEWORK
        Assert.SkipWhen(
            status == 200 && Type.GetType("Mono.Runtime") is not null,
            "Mono's decompression throws an IOException, as a broken connection does, and not the framework's InvalidDataException.");
#endif
        await using var server = new LoopbackServer((_, connection, token) => LoopbackServer.SendAsync(
            connection, $"HTTP/1.1 {status} Odd\r\nContent-Encoding: {encoding}\r\nContent-Length: 20\r\nConnection: close\r\n\r\n[1,2,3,4,5,6,7,8,99]", token));
        using var client = await ConnectAsync(server);
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => ReadAsync(client));
        Assert.Equal(error, failure.Error);
        Assert.Equal(status, failure.StatusCode);
    }

    [Fact]
    public async Task Who_listens_hears_of_retries_waits_and_requests()
    {
        var clock = new ManualTimeProvider();
        using var connection = await TestConnection.OpenAsync(clock: clock);
        connection.RespondOnce(Status(503));
        connection.RespondOnce(Status(429, "9"));
        var events = new ConcurrentQueue<PartnerEvent>();
        var operation = new PartnerOperation { Listener = events.Enqueue, TraceRequests = true };
        await clock.RunAsync(connection.Client.With(operation).Customers[connection.CustomerId].GetAsync(TestContext.Current.CancellationToken));
        Assert.Equal(
            [PartnerEventKind.Request, PartnerEventKind.Retry, PartnerEventKind.Request, PartnerEventKind.Throttled, PartnerEventKind.Request],
            events.Select(happened => happened.Kind));
        Assert.Contains(" 9 s", events.Single(happened => happened.Kind == PartnerEventKind.Throttled).Message, StringComparison.Ordinal);
        Assert.Contains("503", events.First().Message, StringComparison.Ordinal);
        Assert.All(
            events.Where(happened => happened.Kind == PartnerEventKind.Request),
            happened => Assert.Contains(operation.CorrelationId, happened.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_listener_that_did_not_ask_for_requests_hears_only_of_trouble()
    {
        using var connection = await TestConnection.OpenAsync();
        var events = new ConcurrentQueue<PartnerEvent>();
        await connection.Client.With(new PartnerOperation { Listener = events.Enqueue }).Customers[connection.CustomerId].GetAsync(
            TestContext.Current.CancellationToken);
        Assert.Empty(events);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(86_401_000)]
    public void A_time_limit_that_is_none_is_refused(int milliseconds)
    {
        var limit = TimeSpan.FromMilliseconds(milliseconds);
        Assert.Contains(
            "one day", Assert.Throws<ArgumentOutOfRangeException>(() => new PartnerClientOptions { AttemptTimeout = limit }).Message, StringComparison.Ordinal);
        Assert.Contains(
            "one day", Assert.Throws<ArgumentOutOfRangeException>(() => new PartnerClientOptions { CallTimeout = limit }).Message, StringComparison.Ordinal);
    }
}
