using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Identity.Client;

namespace PartnerCenter.Client.SignIn;

/// <summary>
/// Carries MSAL's requests over the connection's own handler.
/// </summary>
internal sealed class MsalTransport : IMsalHttpClientFactory, IDisposable
{
    private readonly HttpClient _client;

    public MsalTransport(SignInSetting setting)
    {
        // Told last, so that the trace shows the address that is really asked.
        HttpMessageHandler handler = new TraceHandler(setting.Operation, setting.Handler);
        if (PartnerAddress.IsLoopbackHttp(setting.Authority))
        {
            handler = new LoopbackHandler(setting.Authority, handler);
        }

        _client = new HttpClient(handler, disposeHandler: false) { Timeout = TimeSpan.FromSeconds(100) };
    }

    /// <summary>The authority as MSAL is told it.</summary>
    public static string AuthorityFor(SignInSetting setting, string? tenant)
    {
        var builder = new UriBuilder(setting.Authority) { Scheme = Uri.UriSchemeHttps, Port = setting.Authority.Port };
        return new Uri(builder.Uri, tenant ?? "organizations").AbsoluteUri;
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

    public void Dispose() => _client.Dispose();

    private sealed class LoopbackHandler(Uri authority, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri is { } address)
            {
                request.RequestUri = AddressFor(authority, address);
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
