using System;
using System.Collections.Concurrent;
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
/// Tokens that end, or that the service no longer wants, while work goes on.
/// </summary>
public sealed class TokenRenewalTests
{
    private static PartnerCredential Secretly(PartnerCenterEmulator emulator) =>
        PartnerCredentials.ClientSecret(EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, Secret.Hide(EmulatorDefaults.ApplicationSecret));

    private static PartnerCredential ByRefreshToken(PartnerCenterEmulator emulator) =>
        PartnerCredentials.RefreshToken(Secret.Hide(emulator.IssueRefreshToken()), EmulatorDefaults.ApplicationId);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refused_token_is_renewed_once_and_the_call_made_again(bool asUser)
    {
        using var connection = await TestConnection.OpenAsync(credential: asUser ? ByRefreshToken : Secretly);
        var events = new ConcurrentQueue<PartnerEvent>();
        connection.Emulator.RevokeAccessTokens();
        var customer = connection.Client.With(new PartnerOperation { Listener = events.Enqueue }).Customers[connection.CustomerId];
        Assert.Equal(connection.CustomerId, (await customer.GetAsync(TestContext.Current.CancellationToken)).CustomerId);
        Assert.Equal([401, 200], connection.ApiRequests.Select(request => request.StatusCode));
        Assert.NotEqual(connection.ApiRequests[0].AccessToken, connection.ApiRequests[1].AccessToken);
        Assert.Equal(2, connection.Emulator.Statistics.TokenRequests);
        Assert.Equal(PartnerEventKind.Renewal, Assert.Single(events).Kind);

        // The new token serves the next call, too.
        await connection.ReadAsync();
        Assert.Equal(2, connection.Emulator.Statistics.TokenRequests);
    }

    // Whether it is the sign-in or the customer, only other calls with the same token can tell.
    [Fact]
    public async Task One_customer_whom_the_service_refuses_with_401_fails_alone_where_others_are_served()
    {
        using var connection = await TestConnection.OpenAsync(credential: emulator =>
            PartnerCredentials.RefreshToken(Secret.Hide(emulator.IssueRefreshToken()), EmulatorDefaults.ApplicationId));
        var refused = connection.Emulator.Customers[1].CustomerId;
        var refusal = CannedResponse.Json("""{"code":"800001","description":"Not this one."}""", 401);
        refusal.Delay = TimeSpan.FromMilliseconds(500);
        connection.Emulator.RespondWith(request => request.Path.Contains(refused, StringComparison.Ordinal), refusal);
        var failing = Assert.ThrowsAsync<PartnerCenterException>(
            () => connection.Client.Customers[refused].Qualifications.GetAsync(TestContext.Current.CancellationToken));
        while (!failing.IsCompleted)
        {
            await connection.ReadAsync();
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        var failure = await failing;
        Assert.Equal(PartnerErrorCode.AccessDenied, failure.Error);
        Assert.False(failure.AffectsEveryCustomer);
        Assert.Contains(
            $"rejects the access token for customer {refused}, although other requests with the token succeed: Not this one", failure.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_refused_again_means_that_the_sign_in_has_expired()
    {
        using var connection = await TestConnection.OpenAsync(credential: Secretly);
        connection.Respond(CannedResponse.Json("""{"code":"800001","description":"No."}""", 401));
        var failure = await connection.FailAsync();
        Assert.Equal(PartnerErrorCode.SignInExpired, failure.Error);
        Assert.True(failure.AffectsEveryCustomer);
        Assert.Equal(2, connection.ApiRequests.Count);
        Assert.Equal(2, connection.Emulator.Statistics.TokenRequests);
    }

    [Theory]
    [InlineData(FaultKinds.ResetBeforeHeaders, true)]
    [InlineData(FaultKinds.NameResolutionFailure, true)]
    [InlineData(FaultKinds.NameResolutionFailure, false)]
    [InlineData(FaultKinds.Unavailable503, false)]
    public async Task A_renewal_that_does_not_get_through_is_tried_again_like_any_request(FaultKinds fault, bool asUser)
    {
        using var connection = await TestConnection.OpenAsync(credential: asUser ? ByRefreshToken : Secretly);
        connection.Emulator.RevokeAccessTokens();
        var left = 3;
        connection.Emulator.Options.FaultHook = request =>
            request.Operation == EmulatorRoute.Token && Interlocked.Decrement(ref left) >= 0 ? new EmulatorFault(fault) : null;
        Assert.NotNull(await connection.ReadAsync());
        Assert.True(left < 0);
    }

    [Fact]
    public async Task Where_the_sign_in_library_does_not_ask_for_a_while_the_next_attempt_waits_for_its_end()
    {
        // What the library remembers, it remembers for the whole process; so here the tenant has a name that no other test uses.
        using var connection = await TestConnection.OpenAsync(retries: 0, credential: emulator =>
            PartnerCredentials.RefreshToken(Secret.Hide(emulator.IssueRefreshToken()), EmulatorDefaults.ApplicationId, EmulatorDefaults.TenantDomain));
        connection.Emulator.RevokeAccessTokens();
        connection.Emulator.Options.FaultHook = request => request.Operation == EmulatorRoute.Token ? new EmulatorFault(FaultKinds.Unavailable503) : null;
        Assert.Null((await connection.FailAsync()).RetryAfter);
        var asked = connection.Emulator.Statistics.TokenRequests;
        connection.Emulator.Options.FaultHook = null;
        var failure = await connection.FailAsync();
        Assert.Equal(asked, connection.Emulator.Statistics.TokenRequests);

        // The library remembers for a minute.
        Assert.InRange(failure.RetryAfter!.Value.TotalSeconds * new PartnerClientOptions().RetryAttempts, 61, 300);
    }

    [Fact]
    public async Task A_renewal_that_never_gets_through_ends_everything_after_as_many_attempts_as_a_request_has()
    {
        using var connection = await TestConnection.OpenAsync(credential: ByRefreshToken, retries: 2);
        connection.Emulator.RevokeAccessTokens();
        var asked = 0;
        connection.Emulator.Options.FaultHook = request =>
        {
            if (request.Operation != EmulatorRoute.Token)
            {
                return null;
            }

            asked++;
            return new EmulatorFault(FaultKinds.NameResolutionFailure);
        };
        var failure = await connection.FailAsync();
        Assert.Equal(PartnerErrorCode.SignInFailed, failure.Error);
        Assert.True(failure.AffectsEveryCustomer);
        Assert.Equal(3, asked);
    }

    [Theory]
    [InlineData("900420", PartnerErrorCode.InvalidAudience)]
    [InlineData("900421", PartnerErrorCode.MfaRequired)]
    public async Task A_refusal_that_another_token_would_not_change_is_not_answered_by_one(string code, PartnerErrorCode error)
    {
        using var connection = await TestConnection.OpenAsync(credential: ByRefreshToken);
        connection.Respond(CannedResponse.Json($$"""{"code":"{{code}}","description":"No."}""", 401));
        Assert.Equal(error, (await connection.FailAsync()).Error);
        Assert.Single(connection.ApiRequests);
        Assert.Equal(1, connection.Emulator.Statistics.TokenRequests);
    }

    [Fact]
    public async Task A_token_in_hand_is_not_renewed()
    {
        using var connection = await TestConnection.OpenAsync();
        connection.Emulator.RevokeAccessTokens();
        var failure = await connection.FailAsync();
        Assert.Equal(PartnerErrorCode.SignInExpired, failure.Error);
        Assert.Contains("Connect again", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Single(connection.ApiRequests);
        Assert.Equal(0, connection.Emulator.Statistics.TokenRequests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Fifty_calls_that_find_the_token_refused_renew_it_once(bool asUser)
    {
        using var connection = await TestConnection.OpenAsync(
            options => options.Latency = TimeSpan.FromMilliseconds(20), credential: asUser ? ByRefreshToken : Secretly);
        connection.Emulator.RevokeAccessTokens();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => connection.ReadAsync()));
        Assert.Equal(2, connection.Emulator.Statistics.TokenRequests);
        Assert.Equal(50, connection.ApiRequests.Count(request => request.StatusCode == 200));
    }

    // Of 200 seconds, the last 20 are the margin. The sign-in library, which has a clock of its own, takes so short a token for one that ends.
    [Theory]
    [InlineData(false, 181)]
    [InlineData(true, 181)]
    [InlineData(false, 201)]
    [InlineData(true, 201)]
    public async Task Fifty_calls_that_find_the_token_at_its_end_renew_it_once_and_none_is_refused(bool asUser, int seconds)
    {
        var clock = new ManualTimeProvider();
        using var connection = await TestConnection.OpenAsync(
            options => options.AccessTokenLifetime = TimeSpan.FromSeconds(200), clock, credential: asUser ? ByRefreshToken : Secretly);
        var expires = connection.Client.TokenExpiresOn;
        Assert.NotNull(expires);
        clock.Advance(TimeSpan.FromSeconds(179));
        await connection.ReadAsync();
        Assert.Equal(1, connection.Emulator.Statistics.TokenRequests);
        clock.Advance(TimeSpan.FromSeconds(seconds - 179));
        connection.Emulator.Options.AccessTokenLifetime = TimeSpan.FromHours(1);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => connection.ReadAsync()));
        Assert.Equal(2, connection.Emulator.Statistics.TokenRequests);
        Assert.Equal(51, connection.ApiRequests.Count);
        Assert.All(connection.ApiRequests, request => Assert.Equal(200, request.StatusCode));
        Assert.Single(connection.ApiRequests.Skip(1).Select(request => request.AccessToken).Distinct());
        Assert.NotEqual(connection.ApiRequests[0].AccessToken, connection.ApiRequests[1].AccessToken);
        Assert.True(connection.Client.TokenExpiresOn > expires + TimeSpan.FromMinutes(50));
    }

    [Fact]
    public async Task A_token_is_used_while_it_is_good()
    {
        var clock = new ManualTimeProvider();
        using var connection = await TestConnection.OpenAsync(clock: clock, credential: Secretly);
        for (var i = 0; i < 10; i++)
        {
            await connection.ReadAsync();
            clock.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Equal(1, connection.Emulator.Statistics.TokenRequests);
    }

    [Fact]
    public async Task Who_stops_while_renewing_does_not_stop_the_others()
    {
        using var connection = await TestConnection.OpenAsync(options => options.Latency = TimeSpan.FromMilliseconds(150), credential: Secretly);
        connection.Emulator.RevokeAccessTokens();
        using var cancellation = new CancellationTokenSource();
        var first = connection.ReadAsync(cancellation.Token);
        for (var i = 0; i < 1000 && connection.Emulator.Statistics.TokenRequests < 2; i++)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        var others = Enumerable.Range(0, 5).Select(_ => connection.ReadAsync()).ToList();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Task.WhenAll(others).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(EmulatedTokenError.RefreshTokenExpired, "AADSTS700082")]
    [InlineData(EmulatedTokenError.RefreshTokenRevoked, "AADSTS50173")]
    public async Task A_renewal_that_fails_ends_the_call_with_the_sign_in_s_words(EmulatedTokenError error, string code)
    {
        using var connection = await TestConnection.OpenAsync(credential: ByRefreshToken);
        connection.Emulator.RevokeAccessTokens();
        connection.Emulator.Options.TokenError = error;
        var failure = await connection.FailAsync();
        Assert.Equal(PartnerErrorCode.SignInExpired, failure.Error);
        Assert.Equal(code, failure.ServiceCode);
        Assert.True(failure.AffectsEveryCustomer);
        Assert.Contains("refresh token", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Single(connection.ApiRequests);
    }

    [Fact]
    public async Task A_token_in_hand_that_ends_on_the_way_is_the_service_s_to_judge()
    {
        var clock = new ManualTimeProvider();
        using var connection = await TestConnection.OpenAsync(options => options.AccessTokenLifetime = TimeSpan.FromMinutes(10), clock: clock);
        Assert.Empty(await connection.ReadAsync());
        clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(PartnerErrorCode.SignInExpired, (await connection.FailAsync()).Error);
        Assert.Equal([200, 401], connection.ApiRequests.Select(request => request.StatusCode));
    }
}
