using System;
using System.Globalization;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// What all calls of one sign-in share: the HTTP connections, the token, and the speed that the service allows.
/// </summary>
internal sealed class PartnerConnection : IDisposable
{
    private static readonly TimeSpan MaxSignInTime = TimeSpan.FromMinutes(1);

    private readonly HttpMessageInvoker _http;
    private readonly CancellationTokenSource _closing = new();

    private PartnerConnection(
        PartnerClientOptions options, Uri endpoint, ReleasableHandler handler, TokenSource tokens, PartnerIdentity identity)
    {
        // Not an HttpClient: its own time limit and its own list of what is under way would do once more for each request what the caller does.
        _http = new HttpMessageInvoker(handler);
        Endpoint = endpoint;
        Identity = identity;
        Tokens = tokens;
        Clock = options.TimeProvider;
        Governor = new ThrottleGovernor(options.MaxParallelism, options.TimeProvider);
        Caller = new RequestPipeline(_http, endpoint, options, tokens, Governor, _closing.Token);
    }

    public Uri Endpoint { get; }

    public PartnerIdentity Identity { get; }

    public TokenSource Tokens { get; }

    public TimeProvider Clock { get; }

    public ThrottleGovernor Governor { get; }

    public RequestPipeline Caller { get; }

    public static async Task<PartnerConnection> OpenAsync(
        PartnerCredential credential, PartnerClientOptions options, PartnerOperation operation, CancellationToken cancellationToken)
    {
        RequireDefined(options.Environment, nameof(options.Environment));
        RequireDefined(options.TokenCache, nameof(options.TokenCache));
        var cloud = PartnerCloud.Of(options.Environment);
        var endpoint = PartnerAddress.RequireEndpoint(options.Endpoint ?? cloud.Endpoint);
        var authority = PartnerAddress.RequireAuthority(options.Authority ?? cloud.Authority);
        var handler = new ReleasableHandler(options.HttpHandler ?? HttpTransport.CreateHandler(), isOwner: options.HttpHandler is null);
        TokenProvider? provider = null;
        try
        {
            provider = credential.CreateProvider(new SignInSetting(cloud, authority, handler, options, operation));
            var token = await SignInAsync(provider, options, operation, cancellationToken).ConfigureAwait(false);
            var identity = new PartnerIdentity
            {
                TenantId = token.TenantId ?? credential.TenantId,
                ApplicationId = token.ApplicationId ?? credential.ApplicationId,
                User = token.User,
                Authentication = token.Authentication,
                CredentialKind = credential.Kind,
                HasMfa = token.HasMfa,
                IsEmulator = token.Claims.IsEmulated,
            };
            return new PartnerConnection(options, endpoint, handler, new TokenSource(provider, token, options.TimeProvider), identity);
        }
        catch
        {
            provider?.Dispose();
            handler.Dispose();
            throw;
        }
    }

    /// <summary>Removes the sign-in from a cache on disk as well, then closes the connection.</summary>
    /// <exception cref="PartnerCenterException">The cache could not be emptied. The connection stays open, so that the sign-out can be repeated.</exception>
    public async Task SignOutAsync(CancellationToken cancellationToken)
    {
        await Tokens.SignOutAsync(cancellationToken).ConfigureAwait(false);
        Dispose();
    }

    public void Dispose()
    {
        // Not disposed: calls may still be about to look at it, and it holds nothing.
        _closing.Cancel();
        Tokens.Dispose();
        Governor.Dispose();
        _http.Dispose();
    }

    // A sign-in that was answered with a failure that passes is tried again for a short while. Whoever cannot reach the sign-in is told at once, for
    // somebody may be waiting; and so is whoever would have to wait for MSAL, which does not ask again for a minute.
    private static async Task<PartnerToken> SignInAsync(
        TokenProvider provider, PartnerClientOptions options, PartnerOperation operation, CancellationToken cancellationToken)
    {
        var policy = new RetryPolicy(options, Jitter.Next);
        var failures = new RequestFailures();
        var started = options.TimeProvider.GetTimestamp();
        while (true)
        {
            TimeSpan wait;
            try
            {
                return await provider.SignInAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (PartnerCenterException failure) when (
                provider.CanSignInAgain && failure is { RetryKind: RetryKind.Transient, StatusCode: not null, RetryAfter: null })
            {
                failures.Add(failure);
                if (policy.GetDelay(failures, MaxSignInTime - options.TimeProvider.GetElapsedTime(started), outageRemaining: null) is not { } delay)
                {
                    throw;
                }

                wait = delay;
            }

            operation.Listener?.Invoke(new PartnerEvent(
                PartnerEventKind.Retry,
                string.Format(CultureInfo.CurrentCulture, Messages.SignInRetryEvent, failures.Count, failures.Last.Message, wait.TotalSeconds)));
            await Delay.WaitAsync(options.TimeProvider, wait, cancellationToken).ConfigureAwait(false);
        }
    }

    // A number can be made a value of any enumeration.
    private static void RequireDefined<T>(T value, string name)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(typeof(T), value))
        {
            throw new PartnerCenterException(
                PartnerErrorCode.InvalidRequest,
                string.Format(CultureInfo.CurrentCulture, Messages.UndefinedValue, value, name),
                Advice.Of(nameof(Messages.UndefinedValueAction), string.Join(", ", Enum.GetNames(typeof(T)))))
            { AffectsEveryCustomer = true };
        }
    }
}
