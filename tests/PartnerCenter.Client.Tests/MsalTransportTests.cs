using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// Where the sign-in library's requests go.
/// </summary>
public sealed class MsalTransportTests
{
    private static SignInSetting Setting(string authority, HttpMessageHandler? handler = null) => new(
        PartnerCloud.Of(PartnerEnvironment.Global),
        new Uri(authority),
        handler ?? new Recorder(),
        new PartnerClientOptions { HttpHandler = handler },
        new PartnerOperation());

    [Theory]
    [InlineData("https://login.example/", "contoso.com", "https://login.example/contoso.com")]
    [InlineData("https://login.example:8443/", "contoso.com", "https://login.example:8443/contoso.com")]
    [InlineData("https://login.example/", null, "https://login.example/organizations")]
    [InlineData("http://localhost:5000/", null, "https://localhost:5000/organizations")]
    [InlineData("http://localhost/", "contoso.com", "https://localhost:80/contoso.com")]
    public void The_authority_as_the_library_is_told_it(string authority, string? tenant, string expected) =>
        Assert.Equal(expected, MsalTransport.AuthorityFor(Setting(authority), tenant));

    [Theory]
    [InlineData("http://localhost:5000/", "https://localhost:5000/a?b=c", "http://localhost:5000/a?b=c")]
    [InlineData("http://localhost:5000/", "https://localhost:5001/a", "https://localhost:5001/a")]
    [InlineData("http://localhost:5000/", "https://other.example:5000/a", "https://other.example:5000/a")]
    [InlineData("https://localhost:5000/", "https://localhost:5000/a", "https://localhost:5000/a")]
    [InlineData("https://login.example/", "https://login.example/a", "https://login.example/a")]
    public void The_address_that_is_really_asked(string authority, string address, string expected) =>
        Assert.Equal(expected, MsalTransport.AddressFor(new Uri(authority), new Uri(address)).AbsoluteUri);

    [Theory]
    [InlineData("https://login.example/", "https://login.example/a?b=c", "https://login.example/a?b=c")]
    [InlineData("http://localhost:5000/", "https://localhost:5000/a", "http://localhost:5000/a")]
    [InlineData("https://login.example/", "https://login.example:444/a", null)]
    [InlineData("https://login.example/", "http://login.example/a", null)]
    [InlineData("https://login.example/", "https://evil.example/a?secret", null)]
    [InlineData("https://login.example/", "https://user@login.example/a", null)]
    [InlineData("http://localhost:5000/", "https://localhost:5001/a", null)]
    public async Task A_request_goes_to_the_authority_or_nowhere(string authority, string address, string? sent)
    {
        using var recorder = new Recorder();
        using var transport = MsalTransport.ToAuthority(Setting(authority, recorder));
        var sending = transport.GetHttpClient().GetAsync(address, TestContext.Current.CancellationToken);
        if (sent is null)
        {
            var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => sending);
            Assert.Equal((PartnerErrorCode.SignInFailed, true), (failure.Error, failure.AffectsEveryCustomer));
            Assert.Contains(new Uri(address).GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped), failure.Message, StringComparison.Ordinal);
            Assert.Contains(authority, failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("user@", failure.Message, StringComparison.Ordinal);
            Assert.Empty(recorder.Addresses);
            return;
        }

        using var answer = await sending;
        Assert.Equal([sent], recorder.Addresses);
    }

    // The connection's own handler is used again, with the next sign-in.
    [Fact]
    public async Task The_connection_s_handler_outlives_the_transport()
    {
        using var recorder = new Recorder();
        var setting = Setting("https://login.example/", recorder);
        foreach (var create in (Func<SignInSetting, MsalTransport>[])[MsalTransport.ToAuthority, MsalTransport.ToManagedIdentity])
        {
            var transport = create(setting);
            Assert.Equal(TimeSpan.FromSeconds(100), transport.GetHttpClient().Timeout);
            Assert.Same(transport.GetHttpClient(), transport.GetHttpClient((_, _, _, _) => false));
            transport.Dispose();
            Assert.False(recorder.IsDisposed);
            await Assert.ThrowsAnyAsync<ObjectDisposedException>(
                () => transport.GetHttpClient().GetAsync("https://login.example/", TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task A_managed_identity_has_clients_of_its_own()
    {
        var transport = MsalTransport.ToManagedIdentity(Setting("https://login.example/"));
        var plain = transport.GetHttpClient();
        var checking = transport.GetHttpClient((_, _, _, _) => false);
        Assert.NotSame(plain, checking);
        Assert.Same(checking, transport.GetHttpClient((_, _, _, _) => true));
        Assert.Equal(TimeSpan.FromSeconds(100), checking.Timeout);
        transport.Dispose();
        foreach (var client in (HttpClient[])[plain, checking])
        {
            await Assert.ThrowsAnyAsync<ObjectDisposedException>(() => client.GetAsync("http://localhost:1/", TestContext.Current.CancellationToken));
        }
    }

    private sealed class Recorder : HttpMessageHandler
    {
        public List<string> Addresses { get; } = [];

        public bool IsDisposed { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Addresses.Add(request.RequestUri!.AbsoluteUri);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("{}"), RequestMessage = request });
        }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
