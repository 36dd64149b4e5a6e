using System.Security.Authentication;
using PartnerCenter.Client.Http;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// What the network handler asks for, whatever the process's defaults are.
/// </summary>
public sealed class TransportSecurityTests
{
    [Fact]
    public void TLS_1_2_or_later_without_redirects_and_cookies()
    {
        using var handler = PartnerConnection.CreateNetworkHandler();
#if NETFRAMEWORK
        Assert.Equal(SslProtocols.Tls12, handler.SslProtocols);
#else
        Assert.Equal(SslProtocols.Tls12 | SslProtocols.Tls13, handler.SslOptions.EnabledSslProtocols);
#endif
        Assert.False(handler.AllowAutoRedirect);
        Assert.False(handler.UseCookies);
    }
}
