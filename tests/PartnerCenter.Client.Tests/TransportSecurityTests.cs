using System;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Client.Tests.EscapeRoom;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// What the network handler asks for, whatever the process's defaults are.
/// </summary>
[Collection(nameof(EscapeRoomTests))]
public sealed class TransportSecurityTests
{
    [Fact]
    public void TLS_1_2_or_later_without_redirects_and_cookies()
    {
        using var handler = HttpTransport.CreateHandler();
#if NETFRAMEWORK
        Assert.Equal(SslProtocols.Tls12, handler.SslProtocols);
        Assert.Equal(ServicePointManager.CheckCertificateRevocationList, handler.CheckCertificateRevocationList);
        foreach (SslPolicyErrors errors in Enum.GetValues(typeof(SslPolicyErrors)))
        {
            Assert.Equal(errors == SslPolicyErrors.None, handler.ServerCertificateCustomValidationCallback(null, null, null, errors));
        }

#else
        Assert.Equal(SslProtocols.Tls12 | SslProtocols.Tls13, handler.SslOptions.EnabledSslProtocols);
#endif
        Assert.False(handler.AllowAutoRedirect);
        Assert.False(handler.UseCookies);
    }

    // Many a script for Windows PowerShell begins so. With the framework's own handler the request below succeeds, which the first row shows.
    [Theory]
#if NETFRAMEWORK
    [InlineData(false, true)]
#endif
    [InlineData(true, false)]
    public async Task A_callback_that_trusts_every_certificate_of_the_session_does_not_apply(bool isOurs, bool succeeds)
    {
        // Mono's handler does not look at the session's callback, so that there is nothing to see on it.
        Assert.SkipWhen(!isOurs && Type.GetType("Mono.Runtime") is not null, "Only the .NET Framework asks the session's callback.");

        // From a file: a key that was just made cannot be used by a server on every platform.
        using var made = TestCertificates.Create("CN=localhost");
        using var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx, "x"), "x");
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, certificate);
#if NETFRAMEWORK
        ServicePointManager.ServerCertificateValidationCallback = static (_, _, _, _) => true;
#endif
        try
        {
            using var client = new HttpClient(isOurs ? HttpTransport.CreateHandler() : new HttpClientHandler());
            var request = client.GetStringAsync(
                new Uri($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/"), TestContext.Current.CancellationToken);
            if (succeeds)
            {
                Assert.Equal("ok", await request);
            }
            else
            {
                await Assert.ThrowsAsync<HttpRequestException>(() => request);
            }
        }
        finally
        {
#if NETFRAMEWORK
            ServicePointManager.ServerCertificateValidationCallback = null;
#endif
            listener.Stop();
            await serving;
        }
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_told_at_once()
    {
        using var made = TestCertificates.Create("CN=localhost");
        using var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx, "x"), "x");
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, certificate);
        try
        {
            using var client = (await PartnerClient.ConnectAsync(
                PartnerCredentials.AccessToken(Secret.Hide("opaque")),
                new PartnerClientOptions { Endpoint = new Uri($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/") },
                TestContext.Current.CancellationToken)).With(new PartnerOperation { OutageTimeout = TimeSpan.FromMinutes(1) });
            var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => client.Customers["5aa9d8cf-1f1c-4b6e-9a0c-000000000001"]
                .Qualifications.GetAsync(TestContext.Current.CancellationToken)
                    .WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
            Assert.Equal(PartnerErrorCode.ServiceUnavailable, failure.Error);
            Assert.True(failure.AffectsEveryCustomer);
            Assert.Contains("A trusted connection to https://localhost", failure.Message, StringComparison.Ordinal);
            Assert.Contains("certificate", failure.RecommendedAction, StringComparison.Ordinal);
        }
        finally
        {
            listener.Stop();
            await serving;
        }
    }

    private static async Task ServeAsync(TcpListener listener, X509Certificate2 certificate)
    {
        try
        {
            using var connection = await listener.AcceptTcpClientAsync();
            using var stream = new SslStream(connection.GetStream());
            await stream.AuthenticateAsServerAsync(certificate, false, SslProtocols.Tls12, false);
            var answer = System.Text.Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
            var read = new byte[8192];
            _ = await stream.ReadAsync(read, 0, read.Length);
            await stream.WriteAsync(answer, 0, answer.Length);
        }
        catch (Exception exception) when (exception is System.IO.IOException or AuthenticationException or SocketException or ObjectDisposedException
            or InvalidOperationException)
        {
            // The client does not trust this server.
        }
    }
}
