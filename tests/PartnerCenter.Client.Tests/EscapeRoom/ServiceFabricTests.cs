#if !NETFRAMEWORK
using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Identity.Client;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Tests.Support;
using Xunit;

namespace PartnerCenter.Client.Tests.EscapeRoom;

/// <summary>
/// A managed identity in Service Fabric, for which MSAL wants a client with a check of its own: that one goes past the proxy and follows nothing, too.
/// </summary>
[Collection(nameof(EscapeRoomTests))]
public sealed class ServiceFabricTests
{
    private static MsalTransport CreateTransport() => MsalTransport.ToManagedIdentity(
        new SignInSetting(
            PartnerCloud.Of(default), new Uri("https://login.microsoftonline.com"), new HttpClientHandler(), new PartnerClientOptions(),
            new PartnerOperation()));

    private static HttpRequestMessage CreateRequest(Uri address) => new(HttpMethod.Get, address) { Headers = { { "secret", Keyring.IdentityHeader } } };

    // MSAL asks for a client of each of these kinds, and makes its own of a kind that is not offered. A new kind is to be looked at.
    [Fact]
    public void Every_kind_of_client_that_MSAL_can_be_given_is_known()
    {
        var kinds = typeof(IMsalHttpClientFactory).Assembly.GetExportedTypes()
            .Where(type => type.IsInterface && type.Name.EndsWith("HttpClientFactory", StringComparison.Ordinal))
            .Select(type => type.Name)
            .Order(StringComparer.Ordinal);
        Assert.Equal(["IMsalHttpClientFactory", "IMsalMtlsHttpClientFactory", "IMsalSFHttpClientFactory", "IMsalWsTrustHttpClientFactory"], kinds);
        using var transport = CreateTransport();
        Assert.IsType<IMsalSFHttpClientFactory>(transport, exactMatch: false);
    }

    [Fact]
    public async Task It_goes_past_the_proxy_and_follows_no_redirect()
    {
        using var proxy = new CaptureServer();
        await using var other = new LoopbackServer((_, connection, token) => LoopbackServer.SendAsync(connection, LoopbackServer.Ok("{}"), token));
        await using var identity = new LoopbackServer((_, connection, token) => LoopbackServer.SendAsync(
            connection, $"HTTP/1.1 307 Moved\r\nLocation: {other.Address}token\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", token));
        var earlier = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new WebProxy(proxy.Address);
        try
        {
            using var transport = CreateTransport();
            using var request = CreateRequest(identity.Address);
            using var answer = await transport.GetHttpClient((_, _, _, _) => true).SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.TemporaryRedirect, answer.StatusCode);
        }
        finally
        {
            HttpClient.DefaultProxy = earlier;
        }

        Assert.Contains(Keyring.IdentityHeader, Assert.Single(identity.Requests), StringComparison.Ordinal);
        Assert.Empty(other.Requests);
        Assert.Equal(0, proxy.Connections);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task MSAL_s_check_of_the_certificate_decides(bool accepts)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var received = ServeAsync(listener, TestContext.Current.CancellationToken);
        using var transport = CreateTransport();
        string? shown = null;
        var client = transport.GetHttpClient((request, certificate, _, errors) =>
        {
            Assert.NotNull(request);
            Assert.NotEqual(SslPolicyErrors.None, errors);
            shown = certificate.Thumbprint;
            return accepts;
        });
        Assert.Same(client, transport.GetHttpClient((_, _, _, _) => true));
        using var request = CreateRequest(new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"));
        if (accepts)
        {
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
            Assert.Contains(Keyring.IdentityHeader, await received, StringComparison.Ordinal);
        }
        else
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(request, TestContext.Current.CancellationToken));
            Assert.Empty(await received);
        }

        Assert.Equal(TestCertificates.Shared.Thumbprint, shown);
    }

    /// <summary>Answers one request over TLS, with a certificate that nobody trusts.</summary>
    private static async Task<string> ServeAsync(TcpListener listener, CancellationToken cancellationToken)
    {
        using var connection = await listener.AcceptTcpClientAsync(cancellationToken);
        await using var stream = new SslStream(connection.GetStream());
        try
        {
            await stream.AuthenticateAsServerAsync(TestCertificates.Shared);
            var buffer = new byte[8192];
            var length = await stream.ReadAsync(buffer, cancellationToken);
            await stream.WriteAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray(), cancellationToken);
            return Encoding.ASCII.GetString(buffer, 0, length);
        }
        catch (Exception exception) when (exception is System.IO.IOException or System.Security.Authentication.AuthenticationException)
        {
            return string.Empty;
        }
    }
}
#endif
