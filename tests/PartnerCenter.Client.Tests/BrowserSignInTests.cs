using System;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// The listener that the browser brings its answer to, and who the answer is about.
/// </summary>
public sealed class BrowserSignInTests
{
    private static async Task<TcpClient> ConnectAsync(IPAddress address, int port)
    {
        var client = new TcpClient(address.AddressFamily);
        await client.ConnectAsync(address, port);
        return client;
    }

    private static Task SendAsync(TcpClient client, string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        return client.GetStream().WriteAsync(bytes, 0, bytes.Length);
    }

    private static async Task<string> ReadStatusAsync(TcpClient client)
    {
        var said = new byte["HTTP/1.1 404".Length];
        for (var length = 0; length < said.Length;)
        {
            var read = await client.GetStream().ReadAsync(said, length, said.Length - length);
            Assert.NotEqual(0, read);
            length += read;
        }

        return Encoding.ASCII.GetString(said);
    }

    private static bool IsFree(IPAddress address, int port)
    {
        var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        finally
        {
            listener.Stop();
        }
    }

    // Not by taking the port: connections that have just ended can keep it for a while.
    private static async Task<bool> IsClosedAsync(int port)
    {
        try
        {
            using var client = await ConnectAsync(IPAddress.Loopback, port);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static bool HasIPv6()
    {
        try
        {
            return IsFree(IPAddress.IPv6Loopback, 0);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [Fact]
    public void Both_addresses_of_localhost_are_taken()
    {
        Assert.SkipUnless(HasIPv6(), "This machine has no IPv6.");
        for (var i = 0; i < 20; i++)
        {
            using var receiver = new BrowserCodeReceiver();
            Assert.False(IsFree(IPAddress.Loopback, receiver.Address.Port));
            Assert.False(IsFree(IPAddress.IPv6Loopback, receiver.Address.Port));
        }
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task The_answer_is_received_on_either_address(string address)
    {
        Assert.SkipUnless(address != "::1" || HasIPv6(), "This machine has no IPv6.");
        using var receiver = new BrowserCodeReceiver();
        var answer = receiver.ReceiveAsync("the state", TestContext.Current.CancellationToken);
        using var browser = await ConnectAsync(IPAddress.Parse(address), receiver.Address.Port);
        await SendAsync(browser, "GET /?code=the%2Bcode&state=the+state HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Assert.Equal("the+code", (await answer.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken))["code"]);
    }

    [Theory]
    [InlineData("code=c", true)]
    [InlineData("code=c&error=access_denied&error_description=no", false)]
    [InlineData("error=access_denied", false)]
    [InlineData("code=", false)]
    [InlineData("code=&error=", false)]
    [InlineData("x=y", false)]
    public async Task The_page_says_what_the_answer_was(string answer, bool isSuccess)
    {
        using var receiver = new BrowserCodeReceiver();
        var received = receiver.ReceiveAsync("s", TestContext.Current.CancellationToken);
        using var browser = await ConnectAsync(IPAddress.Loopback, receiver.Address.Port);
        await SendAsync(browser, $"GET /?{answer}&state=s HTTP/1.1\r\n\r\n");
        Assert.Equal(isSuccess, BrowserCodeReceiver.IsSuccess(await received.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken)));
        using var reader = new System.IO.StreamReader(browser.GetStream());
        var page = await Task.Run(reader.ReadToEnd, TestContext.Current.CancellationToken);
        Assert.Contains(WebUtility.HtmlEncode(isSuccess ? Messages.SignInPage : Messages.SignInPageFailed), page, StringComparison.Ordinal);
        Assert.DoesNotContain(WebUtility.HtmlEncode(isSuccess ? Messages.SignInPageFailed : Messages.SignInPage), page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_beside_a_code_is_an_error_and_shows_no_code()
    {
        using var page = new LoopbackWebUI(new Uri("https://login.microsoftonline.com/"), async address =>
        {
            using var browser = await ConnectAsync(IPAddress.Loopback, new Uri(BrowserCodeReceiver.ReadValues(address.Query)["redirect_uri"]).Port);
            await SendAsync(browser, "GET /?error=access_denied&error_description=no+code+the-code-4c1f&code=the-code-4c1f&state=s HTTP/1.1\r\n\r\n");
        });
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => page.AcquireAuthorizationCodeAsync(
            new Uri($"https://login.microsoftonline.com/x?state=s&redirect_uri={page.Address}"), page.Address, TestContext.Current.CancellationToken));
        Assert.Equal("access_denied", failure.ServiceCode);
        Assert.Contains("no code ***", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("the-code", failure.ToString() + failure.Description, StringComparison.Ordinal);
    }

    // What Entra says beside the name, the account's owner may have chosen.
    [Theory]
    [InlineData("email")]
    [InlineData("unique_name")]
    [InlineData("name")]
    [InlineData("nickname")]
    [InlineData("upn")]
    public async Task Another_claim_than_the_name_does_not_fulfil_the_hint(string claim)
    {
        foreach (var isConfidential in new[] { false, true })
        {
            using var emulator = new PartnerCenterEmulator(new EmulatorOptions { RecordRequests = true });
            emulator.RespondWith(request => request.Operation == EmulatorRoute.Token, CannedResponse.Json(
                $$"""
                {"token_type":"Bearer","expires_in":3600,"access_token":"{{emulator.IssueAccessToken()}}","refresh_token":"r","scope":"x",
                 "client_info":"{{Encode("""{"uid":"11111111-1111-1111-1111-111111111111","utid":"4f0c2f6a-3c1d-4f5e-9b7a-0d5a1c7e2b11"}""")}}",
                 "id_token":"{{Encode("{}")}}.{{Encode($$"""{"oid":"11111111-1111-1111-1111-111111111111","sub":"s","tid":"4f0c2f6a-3c1d-4f5e-9b7a-0d5a1c7e2b11","preferred_username":"mallory@evil.example","{{claim}}":"admin@contoso.com"}""")}}.c2ln"}
                """));
            using var handler = emulator.CreateHandler();
            Task OpenAsync(Uri address) => new HeadlessBrowser(emulator).OpenAsync(address);
            Task<PartnerClient> ConnectAsync(string hint) => PartnerClient.ConnectAsync(
                isConfidential
                    ? PartnerCredentials.InteractiveBrowser(
                        EmulatorDefaults.ApplicationId, Secret.Hide(EmulatorDefaults.ApplicationSecret), EmulatorDefaults.TenantId, hint, OpenAsync)
                    : PartnerCredentials.InteractiveBrowser(EmulatorDefaults.ApplicationId, EmulatorDefaults.TenantId, hint, OpenAsync),
                new PartnerClientOptions { HttpHandler = handler },
                TestContext.Current.CancellationToken);
            var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => ConnectAsync("admin@contoso.com"));
            Assert.Contains("'mallory@evil.example' signed in", failure.Message, StringComparison.Ordinal);
            using var client = await ConnectAsync("Mallory@evil.example");
            Assert.NotNull(client);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_user_who_has_signed_in_is_not_asked_again_when_the_code_cannot_be_redeemed(bool isConfidential)
    {
        using var emulator = new PartnerCenterEmulator(new EmulatorOptions());
        emulator.RespondWith(
            request => request.Operation == EmulatorRoute.Token,
            CannedResponse.Json("""{"error":"temporarily_unavailable","error_description":"AADSTS90033: A transient error has occurred."}""", 503));
        using var handler = emulator.CreateHandler();
        var opened = 0;
        Task OpenAsync(Uri address)
        {
            opened++;
            return new HeadlessBrowser(emulator).OpenAsync(address);
        }

        // An authority of its own, because MSAL remembers a failed token endpoint for the whole process.
        var authority = new Uri($"http://localhost:{(isConfidential ? 18051 : 18052)}/");
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => PartnerClient.ConnectAsync(
            isConfidential
                ? PartnerCredentials.InteractiveBrowser(
                    EmulatorDefaults.ApplicationId, Secret.Hide(EmulatorDefaults.ApplicationSecret), EmulatorDefaults.TenantId, null, OpenAsync)
                : PartnerCredentials.InteractiveBrowser(EmulatorDefaults.ApplicationId, EmulatorDefaults.TenantId, null, OpenAsync),
            new PartnerClientOptions { HttpHandler = handler, Authority = authority },
            TestContext.Current.CancellationToken));
        Assert.Equal("AADSTS90033", failure.ServiceCode);
        Assert.Equal(1, opened);
    }

    private static string Encode(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    [Fact]
    public async Task A_browser_that_drops_the_connection_has_brought_the_code_all_the_same()
    {
        for (var i = 0; i < 20; i++)
        {
            using var receiver = new BrowserCodeReceiver();
            var answer = receiver.ReceiveAsync("s", TestContext.Current.CancellationToken);
            using (var browser = await ConnectAsync(IPAddress.Loopback, receiver.Address.Port))
            {
                await SendAsync(browser, "POST / HTTP/1.1\r\nContent-Length: 14\r\n\r\ncode=c&state=s");

                // Not closed, but reset.
                browser.LingerState = new LingerOption(true, 0);
            }

            Assert.Equal("c", (await answer.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken))["code"]);
        }
    }

    [Fact]
    public async Task Neither_silence_nor_somebody_else_s_knock_keeps_the_answer_waiting()
    {
        using var receiver = new BrowserCodeReceiver();
        var answer = receiver.ReceiveAsync("s", TestContext.Current.CancellationToken);
        using var silent = await ConnectAsync(IPAddress.Loopback, receiver.Address.Port);
        using var half = await ConnectAsync(IPAddress.Loopback, receiver.Address.Port);
        await SendAsync(half, "GET /?code=");
        foreach (var knock in new[]
        {
            "GET /favicon.ico HTTP/1.1\r\n\r\n", "GET /?code=x HTTP/1.1\r\n\r\n", "GET /?code=x&state=S HTTP/1.1\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", "nonsense\r\n\r\n", "\0\0\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n", "GET /?" + new string('x', 100_000),
            })
        {
            using var client = await ConnectAsync(IPAddress.Loopback, receiver.Address.Port);
            try
            {
                await SendAsync(client, knock);
            }
            catch (System.IO.IOException)
            {
                // It had heard enough.
            }
        }

        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.False(answer.IsCompleted);
        using var browser = await ConnectAsync(IPAddress.Loopback, receiver.Address.Port);
        await SendAsync(browser, "GET /?state=s&code=c HTTP/1.1\r\n\r\n");
        Assert.Equal("c", (await answer.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken))["code"]);
    }

    // What another site can make a browser bring here, or what is left of an earlier sign-in.
    [Theory]
    [InlineData("GET /?code=x&state=another HTTP/1.1\r\n\r\n")]
    [InlineData("GET /?code=x&state= HTTP/1.1\r\n\r\n")]
    [InlineData("GET /?code=x&state HTTP/1.1\r\n\r\n")]
    [InlineData("GET /?code=x&state=the%20State HTTP/1.1\r\n\r\n")]
    [InlineData("GET /?code=x&state=the%20state%20 HTTP/1.1\r\n\r\n")]
    [InlineData("GET /?code=x&State=the%20state HTTP/1.1\r\n\r\n")]
    [InlineData("GET /?code=x HTTP/1.1\r\n\r\n")]
    [InlineData("GET /?error=access_denied&state=another HTTP/1.1\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 20\r\n\r\ncode=x&state=another")]
    [InlineData("POST /?state=the%20state HTTP/1.1\r\nContent-Length: 6\r\n\r\ncode=x")]
    public async Task An_answer_of_another_sign_in_is_refused_and_the_right_one_still_taken(string foreign)
    {
        using var receiver = new BrowserCodeReceiver();
        var answer = receiver.ReceiveAsync("the state", TestContext.Current.CancellationToken);
        using var other = await ConnectAsync(IPAddress.Loopback, receiver.Address.Port);
        await SendAsync(other, foreign);
        Assert.Equal("HTTP/1.1 404", await ReadStatusAsync(other));
        Assert.False(answer.IsCompleted);
        using var browser = await ConnectAsync(IPAddress.Loopback, receiver.Address.Port);
        await SendAsync(browser, "GET /?code=mine&state=the%20state HTTP/1.1\r\n\r\n");
        Assert.Equal("mine", (await answer.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken))["code"]);
    }

    [Fact]
    public async Task Cancelling_ends_the_waiting_at_once()
    {
        using var receiver = new BrowserCodeReceiver();
        using var cancellation = new CancellationTokenSource();
        var answer = receiver.ReceiveAsync("s", cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task The_port_is_given_back_however_the_sign_in_ends(bool isConfidential, bool opens)
    {
        Uri? redirect = null;
        using var emulator = new PartnerCenterEmulator(new EmulatorOptions { RecordRequests = true });
        using var handler = emulator.CreateHandler();
        var browser = new HeadlessBrowser(emulator);
        Task OpenAsync(Uri address)
        {
            redirect = new Uri(BrowserCodeReceiver.ReadValues(address.Query)["redirect_uri"]);
            return opens ? browser.OpenAsync(address) : throw new InvalidOperationException("There is no browser.");
        }

        var credential = isConfidential
            ? PartnerCredentials.InteractiveBrowser(
                EmulatorDefaults.ApplicationId, Secret.Hide(EmulatorDefaults.ApplicationSecret), EmulatorDefaults.TenantId, openBrowser: OpenAsync)
            : PartnerCredentials.InteractiveBrowser(EmulatorDefaults.ApplicationId, EmulatorDefaults.TenantId, openBrowser: OpenAsync);
        try
        {
            using var client = await PartnerClient.ConnectAsync(
                credential, new PartnerClientOptions { HttpHandler = handler }, TestContext.Current.CancellationToken);
            Assert.True(opens);
            Assert.True(await IsClosedAsync(redirect!.Port));
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            Assert.False(opens);
        }

        Assert.NotNull(redirect);
        Assert.True(await IsClosedAsync(redirect.Port));
    }

    [Fact]
    public async Task A_credential_that_no_application_can_be_built_of_leaves_no_port_open()
    {
        using var empty = new System.Security.SecureString();
        using var handler = new HttpClientHandler();
        var setting = new SignInSetting(
            PartnerCloud.Of(PartnerEnvironment.Global), new Uri("https://login.example/"), handler, new PartnerClientOptions(), new PartnerOperation());
        using var page = new LoopbackWebUI(setting.Authority, openBrowser: null);
        var credential = new InteractiveBrowserCredential(EmulatorDefaults.ApplicationId, empty, EmulatorDefaults.TenantId, loginHint: null, openBrowser: null);
        Assert.False(IsFree(IPAddress.Loopback, page.Address.Port));
        Assert.Throws<PartnerCenterException>(() => credential.CreateProvider(setting, page));
        Assert.True(await IsClosedAsync(page.Address.Port));
    }

    // The token cache is what comes first; here it can be none, for a file is where its folder should be.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_step_before_the_browser_that_fails_leaves_no_port_open(bool isConfidential)
    {
        var file = System.IO.Path.GetTempFileName();
        try
        {
            var options = new PartnerClientOptions { TokenCache = TokenCacheMode.CurrentUser, TokenCacheFolder = file };
            var credential = isConfidential
                ? PartnerCredentials.InteractiveBrowser(EmulatorDefaults.ApplicationId, Secret.Hide("x"), EmulatorDefaults.TenantId)
                : PartnerCredentials.InteractiveBrowser(EmulatorDefaults.ApplicationId, EmulatorDefaults.TenantId);
            var watched = new WatchedCredential(credential);
            await Assert.ThrowsAsync<PartnerCenterException>(() => PartnerClient.ConnectAsync(watched, options, TestContext.Current.CancellationToken));
            Assert.InRange(watched.Port, 1, 65535);
            Assert.True(await IsClosedAsync(watched.Port));
        }
        finally
        {
            System.IO.File.Delete(file);
        }
    }

    [Theory]
    [InlineData(EmulatorDefaults.UserPrincipalName, true)]
    [InlineData("ADMIN@contoso.onmicrosoft.com", true)]
    [InlineData("somebody.else@contoso.onmicrosoft.com", false)]
    public async Task Who_signed_in_is_held_against_the_hint(string hint, bool fits)
    {
        foreach (var isConfidential in new[] { false, true })
        {
            var connecting = TestConnection.OpenAsync(credential: emulator => isConfidential
                ? PartnerCredentials.InteractiveBrowser(
                    EmulatorDefaults.ApplicationId, Secret.Hide(EmulatorDefaults.ApplicationSecret), EmulatorDefaults.TenantId, hint,
                    new HeadlessBrowser(emulator).OpenAsync)
                : PartnerCredentials.InteractiveBrowser(
                    EmulatorDefaults.ApplicationId, EmulatorDefaults.TenantId, hint, new HeadlessBrowser(emulator).OpenAsync));
            if (fits)
            {
                using var connection = await connecting;
                Assert.Equal(EmulatorDefaults.UserPrincipalName, connection.Client.Identity.User);
            }
            else
            {
                var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => connecting);
                Assert.Equal(PartnerErrorCode.SignInFailed, failure.Error);
                Assert.Contains(EmulatorDefaults.UserPrincipalName, failure.Message, StringComparison.Ordinal);
                Assert.Contains(hint, failure.Message, StringComparison.Ordinal);
                Assert.Contains("login hint", failure.RecommendedAction, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>Tells the port that the sign-in listens on.</summary>
    private sealed class WatchedCredential(PartnerCredential inner) : PartnerCredential(inner.Kind, inner.ApplicationId, inner.TenantId)
    {
        public int Port { get; private set; }

        internal override TokenProvider CreateProvider(SignInSetting setting)
        {
            var provider = inner.CreateProvider(setting);
            Port = ObjectGraph.Find<BrowserCodeReceiver>(provider)!.Address.Port;
            return provider;
        }
    }
}
