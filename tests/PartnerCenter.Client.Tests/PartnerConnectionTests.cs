using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// How a connection is opened and closed, with a credential that does what a test says, and a clock that the test moves.
/// </summary>
public sealed class PartnerConnectionTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly Network _network = new();
    private readonly List<PartnerEvent> _told = [];
    private readonly FakeCredential _credential;

    public PartnerConnectionTests() => _credential = new FakeCredential(_clock);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _network.Dispose();

    private static PartnerCenterException Failure(
        int? status = 503, RetryKind kind = RetryKind.Transient, double? retryAfter = null, string message = "Not now.") =>
        new(PartnerErrorCode.SignInFailed, message, "Wait.")
        {
            StatusCode = status,
            RetryKind = kind,
            RetryAfter = retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };

    private async Task<PartnerConnection> OpenAsync(
        int retries = 5, double delay = 1, PartnerEnvironment environment = default, TokenCacheMode cache = default, Uri? endpoint = null,
        Uri? authority = null, CancellationToken? cancellationToken = null)
    {
        var options = new PartnerClientOptions
        {
            HttpHandler = _network,
            TimeProvider = _clock,
            RetryAttempts = retries,
            RetryDelay = TimeSpan.FromSeconds(delay),
            Environment = environment,
            TokenCache = cache,
            Endpoint = endpoint,
            Authority = authority,
        };
        var opening = PartnerConnection.OpenAsync(
            _credential, options, new PartnerOperation { Listener = _told.Add }, cancellationToken ?? Stop);
        return await _clock.RunAsync(opening);
    }

    private async Task<Exception> FailToOpenAsync(int retries = 5, double delay = 1, CancellationToken? cancellationToken = null)
    {
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => OpenAsync(retries, delay, cancellationToken: cancellationToken));

        // Nothing is left, except for the handler, which belongs to the caller.
        Assert.True(_credential.Provider.IsDisposed);
        Assert.False(_network.IsDisposed);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _credential.SendAsync());
        return exception;
    }

    [Fact]
    public async Task A_sign_in_that_fails_for_a_moment_is_tried_again_and_each_attempt_is_told()
    {
        _credential.Provider.Failures.Enqueue(Failure(503, message: "The first."));
        _credential.Provider.Failures.Enqueue(Failure(500, message: "The second."));
        using var connection = await OpenAsync();
        Assert.Equal(3, _credential.Provider.SignIns.Count);
        Assert.All(_told, happened => Assert.Equal(PartnerEventKind.Retry, happened.Kind));
        Assert.Collection(
            _told.Select(happened => happened.Message),
            message => Assert.Matches(@"^Attempt 1 of the sign-in failed \(The first\.\)\. Retrying in (0[.,]\d+|1|1[.,]\d+) s\.$", message),
            message => Assert.Matches(@"^Attempt 2 of the sign-in failed \(The second\.\)\. Retrying in (1[.,]\d+|2|2[.,]\d+) s\.$", message));

        // The time that was told was waited.
        for (var i = 0; i < 2; i++)
        {
            var told = double.Parse(_told[i].Message.Split(' ')[^2], CultureInfo.CurrentCulture);
            Assert.InRange(told, 0.75 * (i + 1), 1.25 * (i + 1));
            Assert.InRange((_credential.Provider.SignIns[i + 1] - _credential.Provider.SignIns[i]).TotalSeconds, told - 0.01, told + 60);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public async Task It_is_tried_again_as_often_as_the_options_say(int retries)
    {
        var failures = Enumerable.Range(0, 9).Select(number => Failure(message: $"No. {number}")).ToArray();
        Array.ForEach(failures, _credential.Provider.Failures.Enqueue);
        var failure = Assert.IsType<PartnerCenterException>(await FailToOpenAsync(retries, delay: 0.01));
        Assert.Equal(failures[retries].Message, failure.Message);
        Assert.Equal((retries + 1, retries), (_credential.Provider.SignIns.Count, _told.Count));
    }

    // 12 to 20 s, then 24 to 30 s, and after that less than a minute is left. The wait that would be too long isn't told.
    [Fact]
    public async Task It_is_tried_again_for_a_minute_at_most()
    {
        for (var i = 0; i < 99; i++)
        {
            _credential.Provider.Failures.Enqueue(Failure());
        }

        Assert.IsType<PartnerCenterException>(await FailToOpenAsync(retries: 90, delay: 16));
        Assert.InRange(_credential.Provider.SignIns.Count, 2, 3);
        Assert.Equal(_credential.Provider.SignIns.Count - 1, _told.Count);
        var waits = _told.Select(happened => double.Parse(happened.Message.Split(' ')[^2], CultureInfo.CurrentCulture)).ToArray();
        Assert.InRange(waits.Sum(), 12, 60);
    }

    // Without a response, somebody can be told at once; with a wait, MSAL wouldn't ask again; and a refusal stays one.
    [Theory]
    [InlineData(null, nameof(RetryKind.Transient), null, true, 1)]
    [InlineData(503, nameof(RetryKind.Transient), 5.0, true, 1)]
    [InlineData(400, nameof(RetryKind.None), null, true, 1)]
    [InlineData(429, nameof(RetryKind.Throttled), null, true, 1)]
    [InlineData(200, nameof(RetryKind.Malformed), null, true, 1)]
    [InlineData(503, nameof(RetryKind.Transient), null, false, 1)]
    [InlineData(503, nameof(RetryKind.Transient), null, true, 2)]
    public async Task Only_a_response_that_can_differ_the_next_time_is_tried_again(
        int? status, string kind, double? retryAfter, bool canSignInAgain, int attempts)
    {
        var failure = Failure(status, Enum.Parse<RetryKind>(kind), retryAfter);
        _credential.Provider.CanBeRepeated = canSignInAgain;
        _credential.Provider.Failures.Enqueue(failure);
        if (attempts == 1)
        {
            Assert.Same(failure, await FailToOpenAsync());
            Assert.Empty(_told);
        }
        else
        {
            (await OpenAsync()).Dispose();
        }

        Assert.Equal(attempts, _credential.Provider.SignIns.Count);
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_for_the_next_attempt()
    {
        using var cancelling = new CancellationTokenSource();
        _credential.Provider.Failures.Enqueue(Failure());
        _credential.Provider.OnSignIn = () => cancelling.CancelAfter(TimeSpan.FromMilliseconds(20));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PartnerConnection.OpenAsync(
            _credential, new PartnerClientOptions { HttpHandler = _network, TimeProvider = _clock }, new PartnerOperation(), cancelling.Token));
        Assert.Single(_credential.Provider.SignIns);
        Assert.True(_credential.Provider.IsDisposed);
    }

    [Fact]
    public async Task A_failure_before_the_sign_in_leaves_nothing_open()
    {
        _credential.Refusal = new InvalidOperationException("No provider.");
        Assert.Same(_credential.Refusal, await Assert.ThrowsAnyAsync<Exception>(() => OpenAsync()));
        Assert.False(_network.IsDisposed);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _credential.SendAsync());
    }

    [Fact]
    public async Task The_identity_is_that_of_the_token()
    {
        using var emulator = new PartnerCenterEmulator(new EmulatorOptions());
        _credential.Provider.Token = PartnerToken.Create(emulator.IssueAccessToken(), null);
        using var connection = await OpenAsync();
        var claims = _credential.Provider.Token.Claims;
        Assert.NotNull(claims.TenantId);
        Assert.NotNull(claims.ApplicationId);
        Assert.NotNull(claims.User);
        var identity = connection.Identity;
        Assert.Equal((claims.TenantId, claims.ApplicationId, claims.User), (identity.TenantId, identity.ApplicationId, identity.User));
        Assert.Equal((AuthenticationKind.AppUser, true, true), (identity.Authentication, identity.HasMfa, identity.IsEmulator));
        Assert.Equal(CredentialKind.DeviceCode, identity.CredentialKind);
    }

    [Fact]
    public async Task What_the_token_does_not_say_is_what_the_caller_specified()
    {
        _credential.Provider.Token = PartnerToken.Create("opaque", null, AuthenticationKind.AppOnly);
        using var connection = await OpenAsync();
        var identity = connection.Identity;
        Assert.Equal(("contoso.example", "the-application", null), (identity.TenantId, identity.ApplicationId, identity.User));
        Assert.Equal((AuthenticationKind.AppOnly, null, false), (identity.Authentication, identity.HasMfa, identity.IsEmulator));
    }

    [Theory]
    [InlineData(99, 0, "'99' is not a valid value of Environment.", "Global, ")]
    [InlineData(0, 99, "'99' is not a valid value of TokenCache.", "Process, ")]
    public async Task A_number_that_is_no_value_is_refused_before_anything_is_sent(int environment, int cache, string message, string values)
    {
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(
            () => OpenAsync(environment: (PartnerEnvironment)environment, cache: (TokenCacheMode)cache));
        Assert.Equal((PartnerErrorCode.InvalidRequest, true, message), (failure.Error, failure.AffectsEveryCustomer, failure.Message));
        Assert.StartsWith("Use one of these values: " + values, failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Null(_credential.Setting);
    }

    [Theory]
    [InlineData(PartnerEnvironment.Global, null, null, "https://api.partnercenter.microsoft.com/", "https://login.microsoftonline.com/")]
    [InlineData(PartnerEnvironment.Global, "https://gateway.example/", null, "https://gateway.example/", "https://login.microsoftonline.com/")]
    [InlineData(PartnerEnvironment.Global, null, "https://login.example/", "https://api.partnercenter.microsoft.com/", "https://login.example/")]
    public async Task The_addresses_are_those_of_the_cloud_unless_others_are_specified(
        PartnerEnvironment environment, string? endpoint, string? authority, string usedEndpoint, string usedAuthority)
    {
        using var connection = await OpenAsync(
            environment: environment, endpoint: endpoint is null ? null : new Uri(endpoint), authority: authority is null ? null : new Uri(authority));
        Assert.Equal((usedEndpoint, usedAuthority), (connection.Endpoint.AbsoluteUri, _credential.Setting!.Authority.AbsoluteUri));
    }

    [Fact]
    public async Task Closing_ends_what_waits_and_forgets_the_sign_in()
    {
        var connection = await OpenAsync();
        var call = new PartnerRequest<int>(HttpMethod.Get, "v1/customers", (_, _, _) => new ValueTask<int>(1));
        var waiting = connection.Caller.SendAsync(call, new PartnerOperation(), Stop).AsTask();
        await _network.Asked.Task.WaitAsync(TimeSpan.FromSeconds(10), Stop);
        connection.Dispose();
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(10), Stop));
        Assert.Equal(PartnerErrorCode.NotConnected, failure.Error);
        Assert.True(_credential.Provider.IsDisposed);
        Assert.False(_network.IsDisposed);
        Assert.Equal(0, _credential.Provider.SignOuts);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _credential.SendAsync());
        failure = await Assert.ThrowsAsync<PartnerCenterException>(() => connection.Caller.SendAsync(call, new PartnerOperation(), Stop).AsTask());
        Assert.Equal(PartnerErrorCode.NotConnected, failure.Error);
    }

    [Fact]
    public async Task Signing_out_removes_the_sign_in_and_closes()
    {
        var connection = await OpenAsync();
        _credential.Provider.SignOutFailure = Failure();
        Assert.Same(_credential.Provider.SignOutFailure, await Assert.ThrowsAsync<PartnerCenterException>(() => connection.SignOutAsync(Stop)));
        Assert.False(_credential.Provider.IsDisposed);
        Assert.NotNull(await connection.Tokens.GetAsync(Stop));

        _credential.Provider.SignOutFailure = null;
        await connection.SignOutAsync(Stop);
        Assert.Equal(2, _credential.Provider.SignOuts);
        Assert.True(_credential.Provider.IsDisposed);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _credential.SendAsync());
    }

    private sealed class FakeCredential(TimeProvider clock) : PartnerCredential(CredentialKind.DeviceCode, "the-application", "contoso.example")
    {
        public FakeProvider Provider { get; } = new(clock);

        public Exception? Refusal { get; set; }

        public SignInSetting? Setting { get; private set; }

        /// <summary>Sends a request over the handler that the sign-in got.</summary>
        public async Task SendAsync()
        {
            using var client = new HttpMessageInvoker(Setting!.Handler, disposeHandler: false);
            using var request = new HttpRequestMessage(HttpMethod.Get, "https://login.example/");
            await client.SendAsync(request, Stop).WaitAsync(TimeSpan.FromSeconds(10), Stop);
        }

        internal override TokenProvider CreateProvider(SignInSetting setting)
        {
            Setting = setting;
            return Refusal is null ? Provider : throw Refusal;
        }
    }

    private sealed class FakeProvider(TimeProvider clock) : TokenProvider
    {
        public PartnerToken Token { get; set; } = PartnerToken.Create("token", null);

        public Queue<PartnerCenterException> Failures { get; } = new();

        public PartnerCenterException? SignOutFailure { get; set; }

        public Action? OnSignIn { get; set; }

        /// <summary>When the sign-in was attempted.</summary>
        public List<DateTimeOffset> SignIns { get; } = [];

        public int SignOuts { get; private set; }

        public bool IsDisposed { get; private set; }

        public bool CanBeRepeated { get; set; } = true;

        public override bool CanRenew => false;

        public override bool CanSignInAgain => CanBeRepeated;

        public override Task<PartnerToken> SignInAsync(CancellationToken cancellationToken)
        {
            SignIns.Add(clock.GetUtcNow());
            OnSignIn?.Invoke();
            return Failures.Count > 0 ? Task.FromException<PartnerToken>(Failures.Dequeue()) : Task.FromResult(Token);
        }

        public override Task<PartnerToken> RenewAsync(bool force, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override Task SignOutAsync(CancellationToken cancellationToken)
        {
            SignOuts++;
            return SignOutFailure is null ? Task.CompletedTask : Task.FromException(SignOutFailure);
        }

        public override void Dispose() => IsDisposed = true;
    }

    /// <summary>Never responds.</summary>
    private sealed class Network : HttpMessageHandler
    {
        public TaskCompletionSource<bool> Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsDisposed { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.TrySetResult(true);
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK);
        }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
