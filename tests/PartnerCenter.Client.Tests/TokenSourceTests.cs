using System;
using System.Collections.Generic;
using System.Linq;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// The token of a connection while it is refused, renewed, cancelled and forgotten, with a provider that does what a test says.
/// </summary>
public sealed class TokenSourceTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly FakeProvider _provider = new();

    public void Dispose() => _provider.Dispose();

    private TokenSource Create(PartnerToken? first = null) => new(_provider, first ?? PartnerToken.Create("first", null), _clock);

    [Fact]
    public async Task A_refusal_of_the_new_token_is_remembered_instead_of_renewed_for_each_call()
    {
        using var tokens = Create();
        var refused = await tokens.GetAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < 20; i++)
        {
            refused = await tokens.RenewAsync(refused, TestContext.Current.CancellationToken);
        }

        Assert.Equal(1, _provider.Renewals);

        // Not for ever: whoever repairs the account need not connect again.
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.NotSame(refused, await tokens.RenewAsync(refused, TestContext.Current.CancellationToken));
        Assert.Equal(2, _provider.Renewals);
    }

    [Fact]
    public async Task A_new_token_that_was_accepted_once_is_renewed_when_it_is_refused()
    {
        using var tokens = Create();
        var refused = await tokens.GetAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < 5; i++)
        {
            refused = await tokens.RenewAsync(refused, TestContext.Current.CancellationToken);
            refused.WasAccepted = true;
        }

        Assert.Equal(5, _provider.Renewals);
    }

    // Five minutes before its end, or a tenth of its life, whichever is less.
    [Theory]
    [InlineData(3600, 3300)]
    [InlineData(7200, 6900)]
    [InlineData(3000, 2700)]
    [InlineData(600, 540)]
    [InlineData(60, 54)]
    public async Task A_token_is_renewed_a_little_before_its_end(int lifetime, int used)
    {
        using var tokens = Create(PartnerToken.Create("first", _clock.GetUtcNow() + TimeSpan.FromSeconds(lifetime)));
        var first = await tokens.GetAsync(TestContext.Current.CancellationToken);
        _clock.Advance(TimeSpan.FromSeconds(used - 0.1));
        Assert.Same(first, await tokens.GetAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, _provider.Renewals);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.NotSame(first, await tokens.GetAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, _provider.Renewals);
    }

    [Fact]
    public async Task A_token_whose_end_is_unknown_is_not_renewed_by_the_clock()
    {
        using var tokens = Create();
        _clock.Advance(TimeSpan.FromDays(30));
        await tokens.GetAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, _provider.Renewals);
    }

    [Fact]
    public async Task A_token_that_was_renewed_in_time_is_renewed_when_it_is_refused()
    {
        using var tokens = Create(PartnerToken.Create("first", _clock.GetUtcNow().AddMinutes(10)));
        _clock.Advance(TimeSpan.FromMinutes(11));
        var renewed = await tokens.GetAsync(TestContext.Current.CancellationToken);
        Assert.NotSame(renewed, await tokens.RenewAsync(renewed, TestContext.Current.CancellationToken));
        Assert.Equal(2, _provider.Renewals);
    }

    // A cache that another process locks lets each renewal wait for ten seconds.
    [Fact]
    public async Task A_renewal_that_fails_fails_for_all_who_waited_for_it()
    {
        using var tokens = Create();
        var refused = await tokens.GetAsync(TestContext.Current.CancellationToken);
        _provider.Gate = new TaskCompletionSource<bool>();
        var waiting = Enumerable.Range(0, 5).Select(_ => tokens.RenewAsync(refused, TestContext.Current.CancellationToken)).ToList();
        _provider.Gate.SetException(new PartnerCenterException(PartnerErrorCode.SignInFailed, "Locked.", "Wait."));
        foreach (var task in waiting)
        {
            Assert.Equal("Locked.", (await Assert.ThrowsAsync<PartnerCenterException>(() => task)).Message);
        }

        Assert.Equal(1, _provider.Renewals);

        // Who comes later tries anew.
        _provider.Gate = null;
        Assert.NotSame(refused, await tokens.RenewAsync(refused, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Twenty_calls_of_a_connection_whose_tokens_are_all_refused_renew_once()
    {
        using var connection = await TestConnection.OpenAsync(credential: emulator =>
            PartnerCredentials.RefreshToken(Secret.Hide(emulator.IssueRefreshToken()), EmulatorDefaults.ApplicationId));
        connection.Respond(CannedResponse.Json("""{"code":"800001","description":"No."}""", 401));
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(PartnerErrorCode.SignInExpired, (await connection.FailAsync()).Error);
        }

        Assert.Equal(2, connection.Emulator.Statistics.TokenRequests);
    }

    [Fact]
    public async Task A_renewal_that_ends_after_the_end_puts_nothing_back()
    {
        using var tokens = Create();
        var first = await tokens.GetAsync(TestContext.Current.CancellationToken);
        _provider.Gate = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _provider.IgnoresCancellation = true;
        var renewing = tokens.RenewAsync(first, TestContext.Current.CancellationToken);
        Assert.Equal(1, _provider.Renewals);
        tokens.Dispose();
        _provider.Gate.SetResult(true);
        Assert.Equal(PartnerErrorCode.NotConnected, (await Assert.ThrowsAsync<PartnerCenterException>(() => renewing)).Error);
        Assert.Null(tokens.Claims);
        Assert.Empty(ObjectGraph.WaysTo<PartnerToken>(tokens));
        Assert.Equal(
            PartnerErrorCode.NotConnected,
            (await Assert.ThrowsAsync<PartnerCenterException>(() => tokens.GetAsync(TestContext.Current.CancellationToken).AsTask())).Error);
    }

    [Fact]
    public async Task The_end_ends_a_renewal_and_whoever_waits_for_it()
    {
        using var tokens = Create();
        var first = await tokens.GetAsync(TestContext.Current.CancellationToken);
        _provider.Gate = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var renewals = Enumerable.Range(0, 5).Select(_ => tokens.RenewAsync(first, TestContext.Current.CancellationToken)).ToList();
        tokens.Dispose();
        foreach (var renewal in renewals)
        {
            var failure = await Assert.ThrowsAsync<PartnerCenterException>(
                () => renewal.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
            Assert.Equal(PartnerErrorCode.NotConnected, failure.Error);
        }
    }

    [Fact]
    public async Task Cancelling_ends_a_renewal_at_once_and_the_next_caller_renews()
    {
        using var tokens = Create();
        var first = await tokens.GetAsync(TestContext.Current.CancellationToken);
        _provider.Gate = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cancellation = new CancellationTokenSource();
        var renewing = tokens.RenewAsync(first, cancellation.Token);
        var waiting = tokens.RenewAsync(first, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => renewing.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        _provider.Gate = null;
        Assert.NotSame(first, await tokens.RenewAsync(first, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_sign_out_that_fails_changes_nothing_and_can_be_repeated()
    {
        using var tokens = Create();
        _provider.SignOutFailure = new PartnerCenterException(PartnerErrorCode.TokenCacheFailed, "locked", "wait");
        for (var i = 0; i < 2; i++)
        {
            Assert.Same(
                _provider.SignOutFailure, await Assert.ThrowsAsync<PartnerCenterException>(() => tokens.SignOutAsync(TestContext.Current.CancellationToken)));
            Assert.NotNull(await tokens.GetAsync(TestContext.Current.CancellationToken));
            Assert.False(_provider.IsDisposed);
        }

        _provider.SignOutFailure = null;
        await tokens.SignOutAsync(TestContext.Current.CancellationToken);
        Assert.True(_provider.IsDisposed);
        await Assert.ThrowsAsync<PartnerCenterException>(() => tokens.GetAsync(TestContext.Current.CancellationToken).AsTask());
        await tokens.SignOutAsync(TestContext.Current.CancellationToken);
        Assert.Equal(3, _provider.SignOuts);
    }

    [Fact]
    public async Task A_sign_out_waits_for_a_renewal_which_would_write_to_the_cache_afterwards()
    {
        using var tokens = Create();
        var first = await tokens.GetAsync(TestContext.Current.CancellationToken);
        _provider.Gate = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var renewing = tokens.RenewAsync(first, TestContext.Current.CancellationToken);
        using var impatience = new CancellationTokenSource(50);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tokens.SignOutAsync(impatience.Token));
        Assert.Equal(0, _provider.SignOuts);
        var leaving = tokens.SignOutAsync(TestContext.Current.CancellationToken);
        _provider.Gate.SetResult(true);
        await renewing;
        await leaving;
        Assert.Equal(1, _provider.SignOuts);
    }

    [Theory]
    [InlineData(59.9, 1)]
    [InlineData(60, 2)]
    public async Task A_refusal_of_the_new_token_counts_for_a_minute(double seconds, int renewals)
    {
        using var tokens = Create();
        var refused = await tokens.RenewAsync(await tokens.GetAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        var next = await tokens.RenewAsync(refused, TestContext.Current.CancellationToken);
        Assert.Equal(renewals, _provider.Renewals);
        Assert.Equal(renewals == 1, ReferenceEquals(refused, next));
    }

    [Fact]
    public async Task A_token_that_another_caller_has_replaced_is_not_renewed_again()
    {
        using var tokens = Create();
        var first = await tokens.GetAsync(TestContext.Current.CancellationToken);
        var second = await tokens.RenewAsync(first, TestContext.Current.CancellationToken);
        Assert.Same(second, await tokens.RenewAsync(first, TestContext.Current.CancellationToken));
        Assert.Same(second, await tokens.GetAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, _provider.Renewals);
    }

    // A cache may still hold the refused token.
    [Fact]
    public async Task Only_a_refused_token_is_renewed_past_the_cache()
    {
        using var tokens = Create(PartnerToken.Create("first", _clock.GetUtcNow().AddMinutes(10)));
        _clock.Advance(TimeSpan.FromMinutes(10));
        var second = await tokens.GetAsync(TestContext.Current.CancellationToken);
        await tokens.RenewAsync(second, TestContext.Current.CancellationToken);
        Assert.Equal([false, true], _provider.Forced);
    }

    [Fact]
    public async Task A_token_that_cannot_be_renewed_is_used_for_as_long_as_the_service_takes_it()
    {
        using var provider = new FakeProvider { IsFinal = true };
        using var tokens = new TokenSource(provider, PartnerToken.Create("first", _clock.GetUtcNow().AddMinutes(10)), _clock);
        Assert.False(tokens.CanRenew);
        _clock.Advance(TimeSpan.FromDays(1));
        var token = await tokens.GetAsync(TestContext.Current.CancellationToken);
        Assert.Equal("first", token.Value);
        Assert.Same(token, await tokens.RenewAsync(token, TestContext.Current.CancellationToken));
        Assert.Equal(0, provider.Renewals);
    }

    [Fact]
    public async Task What_is_known_of_the_token_and_forgotten_at_the_end()
    {
        var end = _clock.GetUtcNow().AddMinutes(10);
        using var tokens = Create(PartnerToken.Create("first", end, AuthenticationKind.AppOnly));
        Assert.Equal((true, end, AuthenticationKind.AppOnly), (tokens.CanRenew, tokens.ExpiresOn, tokens.Authentication));
        Assert.NotNull(tokens.Claims);
        using (var refreshToken = await tokens.FindRefreshTokenAsync(TestContext.Current.CancellationToken))
        {
            Assert.Equal("refresh", Secret.Reveal(refreshToken!));
        }

        tokens.Dispose();
        Assert.True(_provider.IsDisposed);
        Assert.Equal((false, null, null), (tokens.CanRenew, tokens.ExpiresOn, tokens.Claims));
        Assert.Null(await tokens.FindRefreshTokenAsync(TestContext.Current.CancellationToken));
        tokens.Dispose();
        await tokens.SignOutAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, _provider.SignOuts);
    }

    // Whoever cancels is told so, even where the connection is closed at the same time: who renews, and who waits for the renewal.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancelling_counts_more_than_the_end(bool waits)
    {
        using var tokens = Create();
        var first = await tokens.GetAsync(TestContext.Current.CancellationToken);
        var gate = _provider.Gate = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _provider.IgnoresCancellation = waits;
        using var cancellation = new CancellationTokenSource();
        var renewing = tokens.RenewAsync(first, waits ? TestContext.Current.CancellationToken : cancellation.Token);
        var cancelled = waits ? tokens.RenewAsync(first, cancellation.Token) : renewing;
        await cancellation.CancelAsync();
        tokens.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        gate.TrySetResult(true);
        await Assert.ThrowsAnyAsync<Exception>(() => renewing);
    }

    public static TheoryData<string, Action> BadOptions { get; } = new()
    {
        { "RetryDelay", () => _ = new PartnerClientOptions { RetryDelay = TimeSpan.FromTicks(-1) } },
        { "RetryDelay", () => _ = new PartnerClientOptions { RetryDelay = TimeSpan.FromDays(1) + TimeSpan.FromTicks(1) } },
        { "RetryDelay", () => _ = new PartnerClientOptions { RetryDelay = TimeSpan.MaxValue } },
        { "RetryAttempts", () => _ = new PartnerClientOptions { RetryAttempts = -1 } },
        { "MaxParallelism", () => _ = new PartnerClientOptions { MaxParallelism = 0 } },
        { "TimeProvider", () => _ = new PartnerClientOptions { TimeProvider = null! } },
    };

    // Set, not used: before anybody has signed in.
    [Theory]
    [MemberData(nameof(BadOptions))]
    public void An_option_out_of_range_is_refused_when_it_is_set(string name, Action set) =>
        Assert.Equal(name, Assert.ThrowsAny<ArgumentException>(set).ParamName);

    [Fact]
    public async Task The_ends_of_the_ranges_work()
    {
        using var connection = await TestConnection.OpenAsync(retryDelay: TimeSpan.Zero, retries: 0, parallelism: 1);
        Assert.Empty(await connection.ReadAsync());
        using var other = await TestConnection.OpenAsync(retryDelay: TimeSpan.FromDays(1), retries: int.MaxValue, parallelism: int.MaxValue);
        Assert.Empty(await other.ReadAsync());
    }

    private sealed class FakeProvider : TokenProvider
    {
        public int Renewals { get; private set; }

        public int SignOuts { get; private set; }

        public bool IsDisposed { get; private set; }

        public bool IgnoresCancellation { get; set; }

        public TaskCompletionSource<bool>? Gate { get; set; }

        public PartnerCenterException? SignOutFailure { get; set; }

        public bool IsFinal { get; init; }

        public List<bool> Forced { get; } = [];

        public override bool CanRenew => !IsFinal;

        public override Task<SecureString?> FindRefreshTokenAsync(CancellationToken cancellationToken) =>
            Task.FromResult<SecureString?>(Secret.Hide("refresh"));

        public override Task<PartnerToken> SignInAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public override async Task<PartnerToken> RenewAsync(bool force, CancellationToken cancellationToken)
        {
            Renewals++;
            Forced.Add(force);
            if (Gate is { } gate)
            {
                await gate.Task.WaitAsync(IgnoresCancellation ? CancellationToken.None : cancellationToken);
            }

            return PartnerToken.Create($"renewed {Renewals}", null);
        }

        public override Task SignOutAsync(CancellationToken cancellationToken)
        {
            SignOuts++;
            return SignOutFailure is null ? Task.CompletedTask : Task.FromException(SignOutFailure);
        }

        public override void Dispose() => IsDisposed = true;
    }
}
