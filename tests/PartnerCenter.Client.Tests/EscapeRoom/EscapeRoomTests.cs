using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests.EscapeRoom;

/// <summary>
/// Alone in the process, for these tests change its proxy and its environment.
/// </summary>
[CollectionDefinition(nameof(EscapeRoomTests), DisableParallelization = true)]
public sealed class EscapeRoomCollection;

/// <summary>
/// Whatever stands in a parameter, and whatever proxy the system has: a secret reaches who was addressed, and nobody else.
/// </summary>
[Collection(nameof(EscapeRoomTests))]
public sealed class EscapeRoomTests : IDisposable
{
    private const string CustomerId = "5aa9d8cf-1f1c-4b6e-9a0c-000000000001";
    private const string Tenant = "contoso.onmicrosoft.com";

    private readonly CaptureServer _addressed = new();
    private readonly CaptureServer _stranger = new();
    private readonly CaptureServer _proxy = new();
    private readonly CaptureServer _identity = new(
        $$"""{"access_token":"{{Keyring.IdentityToken}}","expires_on":"4102444800","resource":"api://AzureADTokenExchange","token_type":"Bearer"}""");

    private readonly IWebProxy? _systemProxy = SystemProxy;

    public EscapeRoomTests()
    {
        // As http_proxy, https_proxy and all_proxy without no_proxy make it: everything goes there.
        SystemProxy = new WebProxy(_proxy.Address);
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", _identity.Address.AbsoluteUri + "msi/token");
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", Keyring.IdentityHeader);
    }

    public static TheoryData<string> Kinds { get; } = new(Keyring.Credentials.Keys);

    private static IWebProxy? SystemProxy
    {
#if NETFRAMEWORK
        get => WebRequest.DefaultWebProxy;
        set => WebRequest.DefaultWebProxy = value;
#else
        get => HttpClient.DefaultProxy;
        set => HttpClient.DefaultProxy = value!;
#endif
    }

    public void Dispose()
    {
        SystemProxy = _systemProxy;
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", null);
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", null);
        _addressed.Dispose();
        _stranger.Dispose();
        _proxy.Dispose();
        _identity.Dispose();
    }

    [Fact]
    public void There_are_enough_tricks() => Assert.InRange(Tricks.Tenants(1).Distinct().Count(), 200, int.MaxValue);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_tenant_that_is_none_sends_nothing(string kind)
    {
        foreach (var tenant in Tricks.Tenants(_stranger.Port))
        {
            var failure = await SignInAsync(kind, tenant);
            Assert.True(failure is PartnerCenterException { Error: PartnerErrorCode.InvalidRequest }, $"{tenant}: {failure}");
            Assert.Contains("GUID", ((PartnerCenterException)failure).RecommendedAction, StringComparison.Ordinal);
        }

        AssertOnlyAddressed();
        Assert.Equal(0, _addressed.Connections);
        Assert.Equal(0, _identity.Connections);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_tenant_made_of_the_parts_of_addresses_stays_one_part_of_the_path(string kind)
    {
        var accepted = 0;
        foreach (var tenant in Tricks.Generate(seed: 12, count: 3000, _stranger.Port))
        {
            PartnerCredential credential;
            try
            {
                credential = Keyring.Credentials[kind](tenant);
            }
            catch (PartnerCenterException failure)
            {
                Assert.Equal(PartnerErrorCode.InvalidRequest, failure.Error);
                continue;
            }

            // What is accepted can only be one part of a path, whoever reads the address.
            accepted++;
            var address = new Uri(_addressed.Address, credential.TenantId);
            Assert.Equal("/" + tenant, address.AbsolutePath);
            Assert.Equal(_addressed.Port, address.Port);
            if (accepted <= 3)
            {
                await SignInAsync(kind, tenant);
            }
        }

        Assert.InRange(accepted, 3, 1000);
        AssertOnlyAddressed();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_tenant_that_is_one_is_asked_for_at_the_authority_and_past_the_proxy(string kind)
    {
        foreach (var tenant in new[] { Tenant, "4f0c2f6a-3c1d-4f5e-9b7a-0d5a1c7e2b11", "4F0C2F6A-3C1D-4F5E-9B7A-0D5A1C7E2B11", "organizations", "Common",
            "a-b.c1.example" })
        {
            await SignInAsync(kind, tenant);
        }

        AssertOnlyAddressed();

        // It really arrived, so the rooms above would have seen it. A browser is opened instead of a request.
        if (!kind.StartsWith("browser", StringComparison.Ordinal))
        {
            var received = string.Concat(_addressed.Received);
            Assert.Contains(
                kind.StartsWith("access token", StringComparison.Ordinal) ? $"Bearer {Keyring.AccessToken}" : $" /{Tenant}/oauth2/v2.0/",
                received,
                StringComparison.OrdinalIgnoreCase);
            Assert.Contains(Keyring.Secrets.Append("client_id="), secret => received.Contains(secret, StringComparison.Ordinal));
        }

        if (kind == "managed identity")
        {
            Assert.Contains(Keyring.IdentityHeader, string.Concat(_identity.Received), StringComparison.Ordinal);
            Assert.Contains(Keyring.IdentityToken, string.Concat(_addressed.Received), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_odd_address_is_refused_or_is_the_only_one_that_is_asked(string kind)
    {
        var tried = 0;
        foreach (var text in Tricks.Addresses)
        {
            if (!Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var address))
            {
                continue;
            }

            // Not on the network: these names are other people's.
            foreach (var options in new Func<HttpMessageHandler, PartnerClientOptions>[]
            {
                handler => new PartnerClientOptions { HttpHandler = handler, Authority = address, RetryAttempts = 0 },
                handler => new PartnerClientOptions { HttpHandler = handler, Endpoint = address, RetryAttempts = 0 },
                handler => new PartnerClientOptions { HttpHandler = handler, Authority = address, Endpoint = address, RetryAttempts = 0 },
            })
            {
                using var recorder = new Recorder(_identity.Address);
                var settings = options(recorder);
                var failure = await SignInAsync(kind, Tenant, settings);
                Assert.True(failure is null or PartnerCenterException or Keyring.GivenUpException, $"{text}: {failure}");
                Assert.DoesNotContain("s3cr3t", failure?.Message ?? string.Empty, StringComparison.Ordinal);
                var cloud = PartnerCloud.Of(default);
                foreach (var (asked, content) in recorder.Requests)
                {
                    var allowed = asked.AbsolutePath.Contains("/oauth2/", StringComparison.Ordinal)
                        ? settings.Authority ?? cloud.Authority
                        : settings.Endpoint ?? cloud.Endpoint;
                    Assert.True(allowed.IsAbsoluteUri && PartnerAddress.IsSameOrigin(allowed, asked), $"{text}: {asked}");
                    Assert.True(asked.Scheme == Uri.UriSchemeHttps || asked.IsLoopback, $"{text}: {asked}");
                    Assert.Empty(asked.UserInfo);
                    Assert.NotEmpty(content);
                    tried++;
                }
            }
        }

        Assert.True(tried > 10 || kind.StartsWith("browser", StringComparison.Ordinal), $"Only {tried} requests were made.");
        AssertOnlyAddressed();
    }

    [Theory]
    [InlineData("https://us3r:s3cr3t@a.example/")]
    [InlineData("https://s3cr3t@a.example/")]
    [InlineData("http://x@localhost/")]
    public async Task User_info_in_an_address_is_refused(string text)
    {
        foreach (var options in new[] { new PartnerClientOptions { Endpoint = new Uri(text) }, new PartnerClientOptions { Authority = new Uri(text) } })
        {
            var failure = Assert.IsType<PartnerCenterException>(await SignInAsync("secret", Tenant, options));
            Assert.Equal(PartnerErrorCode.InvalidRequest, failure.Error);
            Assert.DoesNotContain("s3", failure.Message, StringComparison.Ordinal);
        }
    }

    // Without a scheme, or with something else before the colon, everything may be the secret.
    [Theory]
    [InlineData("jane:s3cr3t@gw.contoso.com")]
    [InlineData("s3cr3t:jane@gw.contoso.com")]
    [InlineData("gw.contoso.com/pc?sig=s3cr3t")]
    [InlineData("//jane:s3cr3t@gw.contoso.com/")]
    [InlineData("jane@gw.contoso.com/?code=s3cr3t")]
    [InlineData("gw.contoso.com:443?sig=s3cr3t")]
    [InlineData("s3cr3t://gw.contoso.com")]
    [InlineData("/s3cr3t")]
    [InlineData("ftp://jane:s3cr3t@gw.contoso.com/")]
    [InlineData("http://gw.contoso.com/a?sig=s3cr3t#x")]
    public async Task An_address_that_is_refused_shows_no_secret(string text)
    {
        var address = new Uri(text, UriKind.RelativeOrAbsolute);
        foreach (var options in new[] { new PartnerClientOptions { Endpoint = address }, new PartnerClientOptions { Authority = address } })
        {
            var failure = Assert.IsType<PartnerCenterException>(await SignInAsync("secret", Tenant, options));
            Assert.Equal(PartnerErrorCode.InvalidRequest, failure.Error);
            Assert.DoesNotContain("s3cr3t", failure.ToString(), StringComparison.Ordinal);
            Assert.Contains("https", failure.RecommendedAction, StringComparison.Ordinal);
        }
    }

    // The sign-in library would prefix the host with the region.
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_region_in_the_environment_is_not_asked(string kind)
    {
        Environment.SetEnvironmentVariable("MSAL_FORCE_REGION", "westus2");
        try
        {
            using var recorder = new Recorder(_identity.Address);
            var failure = await SignInAsync(kind, Tenant, new PartnerClientOptions { HttpHandler = recorder, RetryAttempts = 0 });
            Assert.DoesNotContain("westus2", failure?.ToString() ?? string.Empty, StringComparison.Ordinal);
            Assert.All(
                recorder.Requests, request => Assert.Contains(request.Address.Host, new[] { "login.microsoftonline.com", "api.partnercenter.microsoft.com" }));
            Assert.True(!recorder.Requests.IsEmpty || kind.StartsWith("browser", StringComparison.Ordinal));
        }
        finally
        {
            Environment.SetEnvironmentVariable("MSAL_FORCE_REGION", null);
        }
    }

    [Fact]
    public async Task A_managed_identity_that_cannot_be_reached_is_named_and_not_the_sign_in()
    {
        var nobody = await LoopbackServer.UnusedAddressAsync();
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", $"http://jane:s3cr3t@127.0.0.1:{nobody.Port}/msi/token");

        // A user-assigned one: the sign-in library keeps the system-assigned one's token for the whole process.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => PartnerClient.ConnectAsync(
            PartnerCredentials.ManagedIdentity(Tenant, Keyring.ApplicationId, Guid.NewGuid().ToString()),
            new PartnerClientOptions { Authority = _addressed.Address, Endpoint = _addressed.Address },
            limit.Token));
        Assert.Equal(PartnerErrorCode.SignInFailed, failure.Error);
        Assert.Contains("managed identity could not be reached", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_addressed.Address.Authority, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", failure.ToString(), StringComparison.Ordinal);
        Assert.Contains("managed identity", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(RetryKind.Transient, failure.RetryKind);
        Assert.Equal(0, _addressed.Connections);
    }

    // Whatever made the address: the last check before the network does not care.
    [Theory]
    [InlineData("https://login.microsoftonline.com", "https://login.microsoftonline.com/x", true)]
    [InlineData("https://login.microsoftonline.com", "http://login.microsoftonline.com/x", false)]
    [InlineData("https://login.microsoftonline.com", "https://login.microsoftonline.com:444/x", false)]
    [InlineData("https://login.microsoftonline.com", "https://login.windows.net/x", false)]
    [InlineData("https://login.microsoftonline.com", "https://login.microsoftonline.com.b.example/x", false)]
    [InlineData("https://login.microsoftonline.com", "https://user@login.microsoftonline.com/x", false)]
    [InlineData("http://127.0.0.1:81", "https://127.0.0.1:81/x", true)]
    [InlineData("http://127.0.0.1:81", "https://127.0.0.1:82/x", false)]
    [InlineData("http://127.0.0.1:81", "http://localhost:81/x", false)]
    public async Task The_address_is_checked_once_more_at_the_last_moment(string authority, string address, bool passes)
    {
        using var recorder = new Recorder(_identity.Address);
        var setting = new SignInSetting(PartnerCloud.Of(default), new Uri(authority), recorder, new PartnerClientOptions(), new PartnerOperation());
        using var transport = MsalTransport.ToAuthority(setting);
        using var form = new StringContent(Keyring.ClientSecret);
        var post = transport.GetHttpClient().PostAsync(new Uri(address), form, TestContext.Current.CancellationToken);
        if (passes)
        {
            using var answer = await post;
            Assert.Single(recorder.Requests);
        }
        else
        {
            var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => post);
            Assert.Equal(PartnerErrorCode.SignInFailed, failure.Error);
            Assert.Empty(recorder.Requests);
        }
    }

    [Theory]
    [InlineData("http://localhost:81/", true)]
    [InlineData("http://127.0.0.1/", true)]
    [InlineData("https://127.3.2.1/", true)]
    [InlineData("http://[::1]:81/", true)]
    [InlineData("http://[::ffff:127.0.0.1]/", true)]
    [InlineData("http://169.254.169.254/metadata/identity/oauth2/token", true)]
    [InlineData("http://169.254.131.2:8081/msi/token", true)]
    [InlineData("http://[fe80::1]/", true)]
    [InlineData("http://169.253.0.1/", false)]
    [InlineData("http://[fec0::1]/", false)]
    [InlineData("https://login.microsoftonline.com/", false)]
    [InlineData("https://localhost.example/", false)]
    [InlineData("https://10.0.0.1/", false)]
    public void What_is_local_goes_past_the_system_s_proxy(string address, bool passes)
    {
        var proxy = new Client.Pipeline.SystemProxy();
        Assert.Equal(passes, proxy.IsBypassed(new Uri(address)));
        Assert.Equal(passes ? new Uri(address) : _proxy.Address, proxy.GetProxy(new Uri(address)));
    }

    [Fact]
    public async Task Everything_else_goes_through_the_system_s_proxy()
    {
        using var client = new HttpClient(HttpTransport.CreateHandler());
        using var answer = await client.GetAsync(new Uri("http://somewhere.invalid/x"), TestContext.Current.CancellationToken);
        Assert.StartsWith("GET http://somewhere.invalid/x HTTP/1.1", Assert.Single(_proxy.Received), StringComparison.Ordinal);
    }

    // What a user does with the connection counts, too: a read, where the sign-in succeeded.
    private async Task<Exception?> SignInAsync(string kind, string tenant, PartnerClientOptions? options = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        try
        {
            using var client = await PartnerClient.ConnectAsync(
                Keyring.Credentials[kind](tenant),
                options ?? new PartnerClientOptions { Authority = _addressed.Address, Endpoint = _addressed.Address, RetryAttempts = 0 },
                limit.Token);
            await client.Customers[CustomerId].Qualifications.GetAsync(limit.Token);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private void AssertOnlyAddressed()
    {
        Assert.Equal(0, _stranger.Connections);
        Assert.Equal(0, _proxy.Connections);
        Assert.All(_identity.Received, request => Assert.All(Keyring.Secrets.Where(secret => secret != Keyring.IdentityHeader), secret =>
            Assert.DoesNotContain(secret, request, StringComparison.Ordinal)));
    }

    /// <summary>Stands for the whole network: keeps every request, and answers as a server does that knows none of them.</summary>
    private sealed class Recorder(Uri identity) : HttpMessageHandler
    {
        private readonly ConcurrentQueue<(Uri Address, string Content)> _requests = new();

        public ConcurrentQueue<(Uri Address, string Content)> Requests => _requests;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.Port == identity.Port)
            {
                return Answer(
                    HttpStatusCode.OK, $$"""{"access_token":"{{Keyring.IdentityToken}}","expires_on":"4102444800","resource":"x","token_type":"Bearer"}""");
            }

            var content = new StringBuilder(request.Headers.ToString());
            if (request.Content is not null)
            {
                content.Append(await request.Content.ReadAsStringAsync(cancellationToken));
            }

            _requests.Enqueue((request.RequestUri, content.ToString()));
            return Answer(HttpStatusCode.BadRequest, """{"error":"invalid_client","error_description":"AADSTS7000215: no"}""");
        }

        private static HttpResponseMessage Answer(HttpStatusCode status, string json) =>
            new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
    }
}
