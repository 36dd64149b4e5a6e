using System;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Security.Authentication;
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
    /// <summary>Does nothing: the framework's handler has no HTTP/2.</summary>
    public static void PreferHttp2(HttpRequestMessage request)
    {
    }

    /// <summary>
    /// Whether nothing of the request has left. The framework's handler says it with a <see cref="WebException"/>, never in the exception itself.
    /// </summary>
    public static bool WasNotSent(Exception cause) => false;

    /// <summary>
    /// Whether a proxy asked for credentials. The framework's handler says it with a <see cref="WebException"/>, never in the exception itself.
    /// </summary>
    public static bool IsProxyRefusal(Exception cause) => false;

    // Redirects are not followed: the service sends none, and a token must not travel to wherever an answer points. The check of the server's certificate is
    // the system's unless another one is given.
    internal static HttpClientHandler CreateHandler(bool useProxy = true, CertificateCheck? check = null) => new()
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
}
