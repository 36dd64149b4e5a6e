#if !NETFRAMEWORK
using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Tests.EscapeRoom;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// A proxy is the only way out: sign-in and service both take it, with its credentials.
/// </summary>
[Collection(nameof(EscapeRoomTests))]
public sealed class ProxyTests : IDisposable
{
    // Names that nobody can resolve but the proxy. What is on this machine never passes a proxy.
    private const string Api = "api.behind-the-proxy.invalid";
    private const string Login = "login.behind-the-proxy.invalid";

    private readonly PartnerCenterEmulator _emulator = new(new EmulatorOptions { RecordRequests = true, AdditionalHosts = { Api, Login } });
    private readonly X509Certificate2 _made = TestCertificates.Create("CN=*.behind-the-proxy.invalid");
    private readonly X509Certificate2 _certificate;
    private readonly SocketsHttpHandler _handler = HttpTransport.CreateHandler();
    private readonly IWebProxy _before = HttpClient.DefaultProxy;

    public ProxyTests()
    {
        // From a file: a key that was just made cannot be used by a server on every platform.
        _certificate = X509CertificateLoader.LoadPkcs12(_made.Export(X509ContentType.Pfx, "x"), "x");
        _handler.SslOptions.RemoteCertificateValidationCallback = (_, seen, _, _) => seen?.GetCertHashString() == _certificate.GetCertHashString();
    }

    public void Dispose()
    {
        HttpClient.DefaultProxy = _before;
        _handler.Dispose();
        _certificate.Dispose();
        _made.Dispose();
        _emulator.Dispose();
    }

    private PartnerClientOptions Options => new()
    {
        HttpHandler = _handler,
        Endpoint = new Uri("https://" + Api),
        Authority = new Uri("https://" + Login),
        RetryDelay = TimeSpan.FromMilliseconds(1),
    };

    private ForwardingProxy Start(string? userAndPassword, string? user = null, string? password = null)
    {
        var proxy = new ForwardingProxy(_emulator.CreateHandler(), _certificate, userAndPassword);
        HttpClient.DefaultProxy = new WebProxy(proxy.Address) { Credentials = user is null ? null : new NetworkCredential(user, password) };
        return proxy;
    }

    private Task<PartnerClient> SignInAsync() => PartnerClient.ConnectAsync(
        PartnerCredentials.ClientSecret(EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, Secret.Hide(EmulatorDefaults.ApplicationSecret)), Options,
        TestContext.Current.CancellationToken);

    private Task<PartnerClient> UseTokenAsync() =>
        PartnerClient.ConnectAsync(PartnerCredentials.AccessToken(Secret.Hide(_emulator.IssueAccessToken())), Options, TestContext.Current.CancellationToken);

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("robin:p\u00e4ssword", "robin", "p\u00e4ssword")]
    public async Task Sign_in_and_service_pass_it(string? expected, string? user, string? password)
    {
        await using var proxy = Start(expected, user, password);
        using var client = await SignInAsync();
        var customers = await client.Customers.ListAsync(cancellationToken: TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.NotEmpty(customers);
        Assert.Equal([Login + ":443", Api + ":443"], proxy.Tunnels.Distinct());
        Assert.Equal(1, _emulator.Statistics.TokenRequests);

        // The proxy is told where to go, and nothing else.
        Assert.All(proxy.Heads, head => Assert.StartsWith("CONNECT ", head, StringComparison.Ordinal));
        Assert.All(proxy.Heads, head => Assert.DoesNotContain("Bearer", head, StringComparison.Ordinal));

        // And the service is not told the proxy's password.
        Assert.All(_emulator.Statistics.RecordedRequests, request => Assert.DoesNotContain("Proxy-Authorization", request.Headers.Keys));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("robin", "wrong")]
    public async Task A_sign_in_that_it_refuses_says_so(string? user, string? password)
    {
        await using var proxy = Start("robin:right", user, password);
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(SignInAsync);
        Assert.Equal((PartnerErrorCode.SignInFailed, 407), (failure.Error, failure.StatusCode!.Value));
        AssertSaysSo(failure, proxy, Login);
        Assert.True(Guid.TryParse(failure.CorrelationId, out _), "no correlation id");
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("robin", "wrong")]
    public async Task A_call_that_it_refuses_says_so_once(string? user, string? password)
    {
        await using var proxy = Start("robin:right", user, password);
        using var client = await UseTokenAsync();
        var operation = new PartnerOperation { OutageTimeout = TimeSpan.FromMinutes(1) };
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(async () =>
            await client.With(operation).Customers[_emulator.Customers[0].CustomerId].Qualifications.GetAsync(TestContext.Current.CancellationToken));
        Assert.Equal((PartnerErrorCode.ServiceUnavailable, 407), (failure.Error, failure.StatusCode!.Value));
        AssertSaysSo(failure, proxy, Api);

        // Asked once, with the credentials after the first refusal where there are any.
        Assert.InRange(proxy.Heads.Count, 1, 2);
    }

    [Fact]
    public async Task A_write_that_it_refuses_was_not_sent()
    {
        await using var proxy = Start("robin:right");
        using var client = await UseTokenAsync();
        var failure = await client.Customers[_emulator.Customers[0].CustomerId].FailToWriteAsync(WriteConnection.Create);
        Assert.Equal(PartnerErrorCode.ServiceUnavailable, failure.Error);
        AssertSaysSo(failure, proxy, Api);
    }

    [Fact]
    public async Task Credentials_that_are_set_after_the_refusal_are_used()
    {
        await using var proxy = Start("robin:right");
        using var client = await UseTokenAsync();
        await Assert.ThrowsAsync<PartnerCenterException>(async () => await client.Validations.GetAsync(TestContext.Current.CancellationToken));
        HttpClient.DefaultProxy.Credentials = new NetworkCredential("robin", "right");
        Assert.NotEmpty(await client.Validations.GetAsync(TestContext.Current.CancellationToken));
    }

    // In place of the service, without a tunnel.
    [Fact]
    public async Task An_answer_of_407_says_so()
    {
        using var connection = await TestConnection.OpenAsync();
        connection.Respond(new CannedResponse(407));
        var failure = await connection.FailAsync();
        Assert.Equal((PartnerErrorCode.ServiceUnavailable, 407, true), (failure.Error, failure.StatusCode!.Value, failure.AffectsEveryCustomer));
        Assert.Contains("requires authentication (407)", failure.Message, StringComparison.Ordinal);
        Assert.Single(connection.ApiRequests);

        connection.Emulator.RespondWith(request => request.Operation == EmulatorRoute.Token, new CannedResponse(407));
        using var handler = connection.Emulator.CreateHandler();
        failure = await Assert.ThrowsAsync<PartnerCenterException>(() => PartnerClient.ConnectAsync(
            PartnerCredentials.ClientSecret(EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, Secret.Hide("x")),
            new PartnerClientOptions { HttpHandler = handler }, TestContext.Current.CancellationToken));
        Assert.Contains("requires authentication (407)", failure.Message, StringComparison.Ordinal);
    }

    private static void AssertSaysSo(PartnerCenterException failure, ForwardingProxy proxy, string host)
    {
        Assert.True(failure.AffectsEveryCustomer);
        Assert.Contains(
            $"The proxy {proxy.Address.GetLeftPart(UriPartial.Authority)} requires authentication (407), so https://{host}", failure.Message,
            StringComparison.Ordinal);
        Assert.Contains("HTTPS_PROXY", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", failure.ToString(), StringComparison.Ordinal);
        Assert.Empty(proxy.Tunnels);
    }
}
#endif
