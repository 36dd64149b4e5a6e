using System;
using System.Globalization;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Identity.Client;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Qualifications;
using CertificateCheck = System.Func<
    System.Net.Http.HttpRequestMessage,
    System.Security.Cryptography.X509Certificates.X509Certificate2,
    System.Security.Cryptography.X509Certificates.X509Chain,
    System.Net.Security.SslPolicyErrors,
    bool>;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// Carries MSAL's requests over the connection's own handler.
/// </summary>
/// <remarks>
/// MSAL makes a client of its own, with the system's proxy and with redirects, for every kind of client that its factory does not offer. So this one offers
/// the one for Service Fabric, too; the one for mutual TLS is asked for by no credential.
/// </remarks>
internal sealed class MsalTransport : IMsalSFHttpClientFactory, IDisposable
{
    private readonly object _gate = new();
    private readonly HttpClient _client;
    private readonly Func<CertificateCheck, HttpClient>? _create;
    private HttpClient? _checkingClient;

    private MsalTransport(HttpMessageHandler handler, bool disposeHandler, Func<CertificateCheck, HttpClient>? create = null)
    {
        _client = CreateClient(handler, disposeHandler);
        _create = create;
    }

    /// <summary>A transport that sends to the authority and nowhere else.</summary>
    public static MsalTransport ToAuthority(SignInSetting setting) =>
        new(new AuthorityHandler(setting.Authority, Watch(setting, setting.Handler)), disposeHandler: false);

    /// <summary>
    /// A transport to the machine's own managed identity: never through a proxy, for the answer is a credential and the address is the machine's.
    /// </summary>
    public static MsalTransport ToManagedIdentity(SignInSetting setting) =>
        setting.Options.HttpHandler is { } handler
            ? new(Watch(setting, handler), disposeHandler: false)
            : new(
                Watch(setting, HttpTransport.CreateHandler(useProxy: false)),
                disposeHandler: true,
                check => CreateClient(Watch(setting, HttpTransport.CreateHandler(useProxy: false, check)), disposeHandler: true));

    /// <summary>The authority as MSAL is told it.</summary>
    public static string AuthorityFor(SignInSetting setting, string? tenant)
    {
        var builder = new UriBuilder(setting.Authority) { Scheme = Uri.UriSchemeHttps, Port = setting.Authority.Port, Path = tenant ?? "organizations" };
        return builder.Uri.AbsoluteUri;
    }

    /// <summary>An address that MSAL made from the authority, as it really is.</summary>
    /// <remarks>
    /// MSAL accepts only https authorities. A test server on a loopback address has no certificate, so the scheme is put back on the way
    /// to exactly that address.
    /// </remarks>
    public static Uri AddressFor(Uri authority, Uri address) =>
        PartnerAddress.IsLoopbackHttp(authority) && address.Host == authority.Host && address.Port == authority.Port
            ? new UriBuilder(address) { Scheme = Uri.UriSchemeHttp, Port = authority.Port }.Uri
            : address;

    public HttpClient GetHttpClient() => _client;

    /// <summary>The client for a managed identity in Service Fabric, whose certificate nobody but its thumbprint vouches for.</summary>
    public HttpClient GetHttpClient(CertificateCheck validateServerCert)
    {
        if (_create is null)
        {
            return _client;
        }

        lock (_gate)
        {
            // MSAL's check is the same each time.
            return _checkingClient ??= _create(validateServerCert);
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _checkingClient?.Dispose();
    }

    private static EchoHandler Watch(SignInSetting setting, HttpMessageHandler handler) => new(new TraceHandler(setting.Operation, handler));

    private static HttpClient CreateClient(HttpMessageHandler handler, bool disposeHandler) =>
        new(handler, disposeHandler) { Timeout = TimeSpan.FromSeconds(100) };

    /// <summary>
    /// The last moment before a request leaves: whatever made its address, it goes to the authority or nowhere. Told of by the trace behind it, so that the
    /// trace shows the address that is really asked.
    /// </summary>
    private sealed class AuthorityHandler(Uri authority, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var address = request.RequestUri is { IsAbsoluteUri: true } asked ? AddressFor(authority, asked) : null;
            if (address is null || !PartnerAddress.IsSameOrigin(address, authority) || address.UserInfo.Length > 0)
            {
                var stranger = address?.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
                return Task.FromException<HttpResponseMessage>(new PartnerCenterException(
                    PartnerErrorCode.SignInFailed,
                    string.Format(CultureInfo.CurrentCulture, Messages.AuthorityMismatch, stranger, authority),
                    Advice.Of(nameof(Messages.AuthorityMismatchAction))));
            }

            request.RequestUri = address;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
