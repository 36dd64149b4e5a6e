using System;
using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Qualifications;
using CertificateCheck = System.Func<
    System.Net.Http.HttpRequestMessage,
    System.Security.Cryptography.X509Certificates.X509Certificate2,
    System.Security.Cryptography.X509Certificates.X509Chain,
    System.Net.Security.SslPolicyErrors,
    bool>;

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
        var handler = new ReleasableHandler(options.HttpHandler ?? CreateNetworkHandler(), isOwner: options.HttpHandler is null);
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
            catch (PartnerCenterException failure) when (failure is { RetryKind: RetryKind.Transient, StatusCode: not null, RetryAfter: null })
            {
                failures.Add(failure);
                if (policy.GetDelay(failures, MaxSignInTime - options.TimeProvider.GetElapsedTime(started), outlastsOutage: false) is not { } delay)
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

    // Redirects are not followed: the service sends none, and a token must not travel to wherever an answer points. The check of the server's certificate is
    // the system's unless another one is given.
#if NETFRAMEWORK
    internal static HttpClientHandler CreateNetworkHandler(bool useProxy = true, CertificateCheck? check = null) => new()
    {
        AllowAutoRedirect = false,

        // The default is the process's, and powershell.exe may be older than TLS 1.2. The framework has no name for 1.3 and refuses its number.
        SslProtocols = SslProtocols.Tls12,

        // Scripts switch the check of certificates off for the whole session (ServicePointManager.ServerCertificateValidationCallback); not for us.
        ServerCertificateCustomValidationCallback = check ?? (static (_, _, _, errors) => errors == SslPolicyErrors.None),
        CheckCertificateRevocationList = ServicePointManager.CheckCertificateRevocationList,
        AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
        MaxConnectionsPerServer = 128,
        UseCookies = false,
        UseProxy = useProxy,
        Proxy = useProxy ? new SystemProxy() : null,
    };
#else
    internal static SocketsHttpHandler CreateNetworkHandler(bool useProxy = true, CertificateCheck? check = null) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
        EnableMultipleHttp2Connections = true,
        UseCookies = false,
        UseProxy = useProxy,
        Proxy = useProxy ? new SystemProxy() : null,

        // Long runs notice a change of the service's address.
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        SslOptions = { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13, RemoteCertificateValidationCallback = check is null ? null : Adapt(check) },
    };

    // This kind of handler does not tell which request the connection is made for.
    private static RemoteCertificateValidationCallback Adapt(CertificateCheck check) => (_, certificate, chain, errors) =>
    {
        using var request = new HttpRequestMessage();
        return certificate is X509Certificate2 found && check(request, found, chain!, errors);
    };
#endif
}
