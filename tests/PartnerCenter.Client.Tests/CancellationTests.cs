using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// Whoever stops a call, or closes the connection, does not wait for what the call was waiting for.
/// </summary>
public sealed class CancellationTests
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Never = TimeSpan.FromMinutes(5);

    /// <summary>What a call can be waiting for.</summary>
    public enum Wait
    {
        Answer,
        Backoff,
        ThrottlingOfItsOwn,
        ThrottlingOfOthers,
        Renewal,
        RenewalOfOthers,
    }

    // Calls that are waiting when this returns; they are all alike but for the one whose throttling or renewal the others wait for.
    private static async Task<(TestConnection Connection, Task[] Calls)> BeginAsync(Wait wait, CancellationToken cancellationToken)
    {
        var connection = await TestConnection.OpenAsync(
            emulate: options => options.AccessTokenLifetime = TimeSpan.FromHours(1),
            retryDelay: Never,
            callTimeout: Never * 2,
            credential: _ =>
                PartnerCredentials.ClientSecret(EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, Secret.Hide(EmulatorDefaults.ApplicationSecret)));
        var count = 1;
        switch (wait)
        {
            case Wait.Answer:
                connection.Respond(new CannedResponse(200) { Delay = Never });
                break;
            case Wait.Backoff:
                connection.Respond(new CannedResponse(503).WithHeader("Retry-After", "300"));
                break;
            case Wait.ThrottlingOfItsOwn:
                connection.Respond(new CannedResponse(429).WithHeader("Retry-After", "300"));
                break;
            case Wait.ThrottlingOfOthers:
                connection.Respond(new CannedResponse(429).WithHeader("Retry-After", "300"));
                _ = connection.Client.Validations.GetAsync(cancellationToken);
                await UntilAsync(() => connection.Client.Connection.Governor.PauseLeft > TimeSpan.Zero);
                count = 5;
                break;
            default:
                connection.Emulator.RevokeAccessTokens();
                connection.Emulator.RespondWith(request => request.Operation == EmulatorRoute.Token, new CannedResponse(200) { Delay = Never });
                if (wait == Wait.RenewalOfOthers)
                {
                    // Goes on whatever becomes of the others.
                    _ = connection.ReadAsync();
                    await UntilAsync(() => connection.Emulator.Statistics.TokenRequests == 2);
                    count = 10;
                }

                break;
        }

        var before = connection.Emulator.Statistics.Requests;
        var calls = Enumerable.Range(0, count).Select(_ => (Task)connection.ReadAsync(cancellationToken)).ToArray();
        if (wait != Wait.ThrottlingOfOthers)
        {
            var expected = wait switch
            {
                Wait.Renewal => 2,
                Wait.RenewalOfOthers => 10,
                _ => 1,
            };
            await UntilAsync(() => connection.Emulator.Statistics.Requests - before >= expected);
        }

        await Task.Delay(50, CancellationToken.None);
        Assert.All(calls, call => Assert.False(call.IsCompleted, call.Exception?.ToString()));
        return (connection, calls);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 1000 && !condition(); i++)
        {
            await Task.Delay(5, CancellationToken.None);
        }

        Assert.True(condition());
    }

    [Theory]
    [InlineData(Wait.Answer)]
    [InlineData(Wait.Backoff)]
    [InlineData(Wait.ThrottlingOfItsOwn)]
    [InlineData(Wait.ThrottlingOfOthers)]
    [InlineData(Wait.Renewal)]
    [InlineData(Wait.RenewalOfOthers)]
    public async Task A_cancelled_call_ends_at_once(Wait wait)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var (connection, calls) = await BeginAsync(wait, cancellation.Token);
        using (connection)
        {
            await cancellation.CancelAsync();
            foreach (var call in calls)
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(AtOnce, CancellationToken.None));
            }
        }
    }

    [Theory]
    [InlineData(Wait.Answer)]
    [InlineData(Wait.Backoff)]
    [InlineData(Wait.ThrottlingOfItsOwn)]
    [InlineData(Wait.ThrottlingOfOthers)]
    [InlineData(Wait.Renewal)]
    [InlineData(Wait.RenewalOfOthers)]
    public async Task Closing_the_connection_ends_the_calls_that_wait(Wait wait)
    {
        var (connection, calls) = await BeginAsync(wait, TestContext.Current.CancellationToken);
        using (connection)
        {
            connection.Client.Dispose();
            foreach (var call in calls)
            {
                var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => call.WaitAsync(AtOnce, TestContext.Current.CancellationToken));
                Assert.Equal(PartnerErrorCode.NotConnected, failure.Error);
                Assert.True(failure.AffectsEveryCustomer);
                Assert.NotEmpty(failure.RecommendedAction);
            }

            // And whoever comes later does not wait either.
            var late = await Assert.ThrowsAsync<PartnerCenterException>(() => connection.ReadAsync().WaitAsync(AtOnce, TestContext.Current.CancellationToken));
            Assert.Equal(PartnerErrorCode.NotConnected, late.Error);
        }
    }

    [Fact]
    public async Task A_server_that_never_answers_is_left_at_once()
    {
        await using var server = new LoopbackServer((_, _, token) => Task.Delay(Timeout.InfiniteTimeSpan, token));
        using var client = await PartnerClient.ConnectAsync(
            PartnerCredentials.AccessToken(Secret.Hide("opaque")), new PartnerClientOptions { Endpoint = server.Address },
            TestContext.Current.CancellationToken);
        using var cancellation = new CancellationTokenSource();
        var call = client.Customers["5aa9d8cf-1f1c-4b6e-9a0c-000000000001"].GetAsync(cancellation.Token);
        await UntilAsync(() => server.Requests.Count == 1);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(AtOnce, CancellationToken.None));
    }

    [Fact]
    public async Task A_body_that_never_ends_is_left_at_once()
    {
        await using var server = new LoopbackServer(async (_, connection, token) =>
        {
            await LoopbackServer.SendAsync(connection, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[", token);
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
        });
        using var client = await PartnerClient.ConnectAsync(
            PartnerCredentials.AccessToken(Secret.Hide("opaque")), new PartnerClientOptions { Endpoint = server.Address },
            TestContext.Current.CancellationToken);
        using var cancellation = new CancellationTokenSource();
        var call = client.Customers["5aa9d8cf-1f1c-4b6e-9a0c-000000000001"].Qualifications.GetAsync(cancellation.Token);
        await UntilAsync(() => server.Requests.Count == 1);
        await Task.Delay(100, TestContext.Current.CancellationToken);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(AtOnce, CancellationToken.None));
    }

    [Fact]
    public async Task A_call_that_was_cancelled_before_sends_nothing()
    {
        using var connection = await TestConnection.OpenAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connection.ReadAsync(cancelled.Token));
        Assert.Empty(connection.ApiRequests);
    }

    [Fact]
    public async Task A_listing_stops_within_a_page_that_does_not_come()
    {
        using var connection = await TestConnection.OpenAsync(options => options.DefaultPageSize = 10);
        connection.Emulator.RespondWith(request => request.GetHeader("MS-ContinuationToken") is not null, new CannedResponse(200) { Delay = Never });
        using var cancellation = new CancellationTokenSource();
        var customers = 0;
        var listing = Task.Run(
            async () =>
            {
                await foreach (var customer in connection.Client.Customers.ListAsync(cancellationToken: cancellation.Token))
                {
                    customers++;
                }
            },
            TestContext.Current.CancellationToken);
        await UntilAsync(() => connection.Emulator.Statistics.Requests == 2);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listing.WaitAsync(AtOnce, CancellationToken.None));
        Assert.Equal(10, customers);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_gives_its_place_to_the_next()
    {
        using var connection = await TestConnection.OpenAsync(parallelism: 1);
        connection.RespondOnce(new CannedResponse(200) { Delay = Never });
        using var cancellation = new CancellationTokenSource();
        var first = connection.ReadAsync(cancellation.Token);
        await UntilAsync(() => connection.Emulator.Statistics.Requests == 1);
        var second = connection.ReadAsync();
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.False(second.IsCompleted);
        Assert.Equal(1, connection.Emulator.Statistics.Requests);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Empty(await second.WaitAsync(AtOnce, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_sign_in_can_be_stopped()
    {
        using var emulator = new PartnerCenterEmulator(new EmulatorOptions { DeviceCodePollsBeforeApproval = int.MaxValue });
        using var handler = emulator.CreateHandler();
        using var cancellation = new CancellationTokenSource();
        var credential = PartnerCredentials.DeviceCode(EmulatorDefaults.ApplicationId, _ => cancellation.CancelAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            PartnerClient.ConnectAsync(credential, new PartnerClientOptions { HttpHandler = handler }, cancellation.Token)
                .WaitAsync(AtOnce, CancellationToken.None));
    }

    [Fact]
    public async Task Closing_twice_is_no_error()
    {
        using var connection = await TestConnection.OpenAsync();
        connection.Client.Dispose();
        connection.Client.Dispose();
        Assert.Equal(PartnerErrorCode.NotConnected, (await connection.FailAsync()).Error);
    }
}
