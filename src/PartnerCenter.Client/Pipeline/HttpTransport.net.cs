using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using CertificateCheck = System.Func<
    System.Net.Http.HttpRequestMessage,
    System.Security.Cryptography.X509Certificates.X509Certificate2,
    System.Security.Cryptography.X509Certificates.X509Chain,
    System.Net.Security.SslPolicyErrors,
    bool>;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// What the frameworks' HTTP handlers do differently.
/// </summary>
internal static class HttpTransport
{
    private static readonly HttpRequestError[] UnsentRequestErrors =
    [
        HttpRequestError.ConnectionError, HttpRequestError.NameResolutionError, HttpRequestError.SecureConnectionError, HttpRequestError.ProxyTunnelError,
    ];

    /// <summary>Asks for HTTP/2 where the server has it.</summary>
    public static void PreferHttp2(HttpRequestMessage request)
    {
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
    }

    /// <summary>Whether nothing of the request has left.</summary>
    public static bool WasNotSent(Exception cause) => cause is HttpRequestException http && UnsentRequestErrors.Contains(http.HttpRequestError);

    /// <summary>Whether a proxy asked for credentials.</summary>
    public static bool IsProxyRefusal(Exception cause) =>
        // Not every version of the framework gives the status beside the text.
        cause is HttpRequestException { StatusCode: HttpStatusCode.ProxyAuthenticationRequired }
        || (cause is HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } tunnel && tunnel.Message.Contains("407"));

    // Redirects are not followed: the service sends none, and a token must not travel to wherever an answer points. The check of the server's certificate is
    // the system's unless another one is given.
    internal static SocketsHttpHandler CreateHandler(bool useProxy = true, CertificateCheck? check = null) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
        EnableMultipleHttp2Connections = true,
        UseCookies = false,
        UseProxy = useProxy,
        Proxy = useProxy ? new SystemProxy() : null,

        // Long runs notice a change of the service's address.
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        SslOptions = { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            RemoteCertificateValidationCallback = check is null ? null : Adapt(check) },
    };

    // This kind of handler does not tell which request the connection is made for.
    private static RemoteCertificateValidationCallback Adapt(CertificateCheck check) => (_, certificate, chain, errors) =>
    {
        using var request = new HttpRequestMessage();
        return certificate is X509Certificate2 found && check(request, found, chain!, errors);
    };
}
