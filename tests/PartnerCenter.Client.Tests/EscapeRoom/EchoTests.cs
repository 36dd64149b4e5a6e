using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests.EscapeRoom;

/// <summary>
/// A server that repeats what it was sent, and a proxy that refuses: nothing that can be printed holds a secret.
/// </summary>
[Collection(nameof(EscapeRoomTests))]
public sealed class EchoTests : IDisposable
{
    private const string Code = "the-authorization-code-2b7c";
    private const string Password = "Pr0xy Passw0rd!";

    private const string ServerError = "a page of a server's error";

    private static readonly string[] SecretFields = ["client_secret", "client_assertion", "refresh_token", "code", "device_code", "code_verifier"];
    private static int _tenants;

    private readonly ConcurrentQueue<string> _printed = new();

    public EchoTests()
    {
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", "http://127.0.0.1:9/msi/token");
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", Keyring.IdentityHeader);
    }

    /// <summary>
    /// How a server may repeat a request: Entra's error, a gateway's page, text, the reason beside the status, an id, and a success that is none.
    /// </summary>
    private static IReadOnlyDictionary<string, Func<string, HttpResponseMessage>> Forms { get; } = new Dictionary<string, Func<string, HttpResponseMessage>>
    {
        ["Entra's error"] = echo => Json(400, new { error = "invalid_client", error_description = "AADSTS7000215: " + echo }),
        ["Entra's error with ids"] = echo =>
            Json(
                401,
                new { error = "invalid_grant", error_description = "no", correlation_id = echo, suberror = echo, claims = echo, error_codes = new[] { 1 } }),
        ["only a code"] = echo => Json(400, new { error = echo }),
        ["the service's error"] = echo => Json(400, new { code = echo, description = echo }),
        ["a bare string"] = echo => Json(403, echo),
        ["text"] = echo => Text(400, echo, "text/plain"),
        ["a page"] = echo => Text(405, $"<html><title>{WebUtility.HtmlEncode(echo)}</title></html>", "text/html"),
        ["escaped as an address"] = echo => Text(400, Uri.EscapeDataString(echo), "text/plain"),
        ["the reason"] = echo => new(HttpStatusCode.BadRequest) { Content = new ByteArrayContent([]), ReasonPhrase = OneLine(echo) },
        ["ids in headers"] = echo =>
            new(
                HttpStatusCode.BadRequest)
            {
                Content = new ByteArrayContent([]),
                Headers = { { "MS-RequestId", OneLine(echo) }, { "MS-CorrelationId", OneLine(echo) } }
            },
        ["a success that is none"] = echo => Json(200, new { error = echo, error_description = echo }),
        ["a success in no form"] = echo => Text(200, echo, "text/plain"),
        ["a character set that is none"] = echo => WithCharacterSet(Text(403, echo, "text/html"), "utf8"),
        ["a page with a character set that is none"] = echo =>
            WithCharacterSet(Text(405, $"<html><title>{WebUtility.HtmlEncode(echo)}</title></html>", "text/html"), "\"x-nobody\""),
        ["cut off"] = echo =>
            Text(400, new string('x', 430) + " " + echo.Remove(0, Math.Max(0, echo.IndexOf("Bearer", StringComparison.Ordinal))), "text/plain"),
        [ServerError] = echo => Text(500, $"<html><title>{WebUtility.HtmlEncode(echo)}</title></html>", "text/html"),
    };

    // The sign-in library takes a second or more to repeat a request that ended with a status of 500 or more: three kinds show it.
    public static TheoryData<string, string> Cases { get; } =
    [
        .. Keyring.Credentials.Keys.SelectMany(kind => Forms.Keys.Where(form => form != ServerError).Select(form => (kind, form))),
        ("secret", ServerError), ("managed identity", ServerError), ("access token", ServerError),
    ];

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", null);
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", null);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_a_server_repeats_is_not_printed(string kind, string form)
    {
        // A tenant of its own: the sign-in library remembers some failures for the whole process.
        var tenant = $"t{Interlocked.Increment(ref _tenants)}.example";
        using var server = new EchoServer(Forms[form]);
        var options = new PartnerClientOptions { HttpHandler = server, RetryAttempts = 1, RetryDelay = TimeSpan.FromMilliseconds(1) };
        var failure = await SignInAsync(kind switch
        {
            "browser" => PartnerCredentials.InteractiveBrowser(Keyring.ApplicationId, tenant, openBrowser: BringCodeAsync),
            "browser, secret" =>
                PartnerCredentials.InteractiveBrowser(Keyring.ApplicationId, Secret.Hide(Keyring.ClientSecret), tenant, openBrowser: BringCodeAsync),
            _ => Keyring.Credentials[kind](tenant),
        }, options);

        Assert.IsType<PartnerCenterException>(failure);
        Assert.NotEmpty(_printed);

        // A device code that was never given is the one request without a secret.
        Assert.True(!server.Secrets.IsEmpty || kind == "device code", "Nothing was looked for.");
        foreach (var secret in server.Secrets)
        {
            // Not its beginning either: an access token is longer than what an error repeats.
            var start = secret.Substring(0, Math.Min(secret.Length, 20));
            Assert.All(_printed, text =>
            {
                Assert.DoesNotContain(start, text, StringComparison.Ordinal);
                Assert.DoesNotContain(Uri.EscapeDataString(start), text, StringComparison.Ordinal);
            });
        }
    }

    // As Azure Arc's key, which is read from a file and sent in a header.
    [Fact]
    public void A_key_that_cannot_stand_in_a_header_is_not_printed()
    {
        const string Key = "the-key-of-the-agent";
        using var request = new HttpRequestMessage();
        var cause = Assert.Throws<FormatException>(() => request.Headers.Add("Authorization", $"Basic {Key}=\"q"));
        Assert.Contains(Key, cause.Message, StringComparison.Ordinal);
        using var handler = new EchoServer(Forms["text"]);
        var setting = new SignInSetting(PartnerCloud.Of(default), new Uri("http://localhost/"), handler, new PartnerClientOptions(), new PartnerOperation());
        foreach (var exception in new Exception[] { cause,
            new Microsoft.Identity.Client.MsalClientException("unknown_managed_identity_error", cause.Message, cause) })
        {
            Assert.True(SignInErrors.IsIdentityFailure(exception));
            var failure = SignInErrors.TranslateIdentity(exception, setting);
            Assert.Equal(PartnerErrorCode.SignInFailed, failure.Error);
            Assert.DoesNotContain(Key, failure.ToString(), StringComparison.Ordinal);
            Assert.Contains("managed identity", failure.Message, StringComparison.Ordinal);
            Assert.Contains("azcmagent", failure.RecommendedAction, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("access token")]
    public async Task What_opens_the_proxy_is_not_printed(string kind)
    {
        await using var proxy = new LoopbackServer((_, connection, token) => LoopbackServer.SendAsync(
            connection, "HTTP/1.1 407 X\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", token));
        await RunThroughAsync(new WebProxy(new UriBuilder(proxy.Address) { UserName = "jane", Password = Uri.EscapeDataString(Password) }.Uri), kind, "https");
        Assert.NotEmpty(proxy.Requests);
        AssertNoPassword();
#if !NETFRAMEWORK

        // It is the proxy that is named.
        Assert.Contains(_printed, text => text.Contains("127.0.0.1", StringComparison.Ordinal));
#endif
    }

    // Over a proxy that answers itself, and repeats the header that opened it.
    [Theory]
    [InlineData("secret")]
    [InlineData("access token")]
    public async Task What_a_proxy_repeats_is_not_printed(string kind)
    {
        await using var proxy = new LoopbackServer((number, connection, token) => LoopbackServer.SendAsync(
            connection,
            number == 1
                ? "HTTP/1.1 407 X\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                : $"HTTP/1.1 403 X\r\nConnection: close\r\n\r\nopened with {Convert.ToBase64String(Encoding.UTF8.GetBytes("jane:" + Password))} which is jane:{Password}",
            token));
        await RunThroughAsync(new WebProxy(proxy.Address) { Credentials = new NetworkCredential("jane", Password) }, kind, "https");
        Assert.NotEmpty(proxy.Requests);
        AssertNoPassword();
    }

    [Theory]
    [InlineData("could not reach 'http://jane:secret@proxy:8080/'", "could not reach 'http://proxy:8080/'")]
    [InlineData("at https://secret@a.example/x and http://b:secret@c.example", "at https://a.example/x and http://c.example")]
    [InlineData("mail to admin@contoso.com about https://a.example/x@y?z=a@b", "mail to admin@contoso.com about https://a.example/x@y?z=a@b")]
    [InlineData("(the-client-secret-8c1f)", "(***)")]
    [InlineData("the-client-secret-8c1fthe-client-secret-8c1f", "******")]
    [InlineData("cut off: the-client-secret-8", "cut off: ***")]
    [InlineData("pin 1234, not 12345", "pin ***, not 12345")]
    [InlineData("a%2Bb+c%2Fd%3D%3D and a\\u002Bb c/d== and a&#43;b", "*** and *** and a&#43;b")]
    [InlineData("\"https://a.example\",\"user\":\"jane@b.example\"", "\"https://a.example\",\"user\":\"jane@b.example\"")]
    [InlineData("<a href=\"https://a.example\">,jane@b.example", "<a href=\"https://a.example\">,jane@b.example")]
    [InlineData("said the-cl\u2026 (500), and the c\u2026, and the-cl", "said ***\u2026 (500), and the c\u2026, and the-cl")]
    [InlineData("", "")]
    public void Secrets_are_taken_out_of_text(string text, string expected) =>
        Assert.Equal(expected, SecretText.Hide(text, new Uri("http://localhost/"), Keyring.ClientSecret, "1234", "a+b c/d==", string.Empty, " "));

    // Each server has its own way to write a character that its format does not allow.
    [Theory]
    [InlineData("Ab+c\\/d\\\"e'f&g<h8~Q\u00e9\\\\w")]
    [InlineData("Ab%2bc%2fd%22e%27f%26g%3ch8%7eQ%c3%a9%5cw")]
    [InlineData("Ab%2Bc%2Fd%22e%27f%26g%3Ch8~Q%C3%A9%5Cw")]
    [InlineData("Ab&#x2B;c&#x2F;d&quot;e&#x27;f&amp;g&lt;h8~Q&eacute;&#92;w")]
    [InlineData("Ab+c/d&#34;e&#39;f&amp;g&lt;h8&#126;Q&#xE9;\\w")]
    [InlineData("Ab\\u002bc\\u002fd\\u0022e\\u0027f\\u0026g\\u003ch8\\u007eQ\\u00e9\\u005cw")]
    [InlineData("Ab\\u002Bc/d\\u0022e\\u0027f\\u0026g\\u003Ch8~Q\\u00E9\\\\w")]
    [InlineData("Ab+c/d\"e'f&g<h8~Q\u00e9\\w")]
    public void A_secret_is_found_however_it_is_written(string written)
    {
        const string Short = "Ab+c/d\"e'f&g<h8~Q\u00e9\\w";
        Assert.Equal("is ***.", SecretText.Hide($"is {written}.", new Uri("http://localhost/"), Short));

        // Where the first character of that kind stands far behind, too.
        const string Plain = "abcdefghijklmnopqrstuvwxyz";
        Assert.Equal("is ***.", SecretText.Hide($"is {Plain}{written}.", new Uri("http://localhost/"), Plain + Short));
    }

    [Theory]
    [InlineData("a%41&amp;b\\\\c", "a%41&amp;b\\\\c")]
    [InlineData("a%41&amp;b\\\\c", "a%2541&amp;amp;b\\\\\\\\c")]
    public void A_secret_may_look_like_a_spelling(string secret, string written) =>
        Assert.Equal("is ***.", SecretText.Hide($"is {written}.", new Uri("http://localhost/"), secret));

    [Fact]
    public void Of_secrets_that_begin_alike_none_is_left()
    {
        const string Start = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.";
        var secrets = new[] { Start + "first.aaaa", Start + "second.bbbbbbbb", Start + "third.cc" };
        foreach (var order in new[] { secrets, Enumerable.Reverse(secrets).ToArray() })
        {
            Assert.Equal("a=***&b=***&c=***", SecretText.Hide($"a={secrets[0]}&b={secrets[1]}&c={secrets[2]}", new Uri("http://localhost/"), order));
        }
    }

    private static string OneLine(string text) => text.Replace('\r', ' ').Replace('\n', ' ');

    private static HttpResponseMessage Json(int status, object body) => Text(status, JsonSerializer.Serialize(body), "application/json");

    private static HttpResponseMessage Text(int status, string body, string type) =>
        new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, type) };

    private static HttpResponseMessage WithCharacterSet(HttpResponseMessage response, string name)
    {
        response.Content.Headers.ContentType!.CharSet = name;
        return response;
    }

    // What the browser does at the end of a sign-in.
    private static async Task BringCodeAsync(Uri address)
    {
        var values = BrowserCodeReceiver.ReadValues(address.Query);
        using var browser = new TcpClient();
        await browser.ConnectAsync(IPAddress.Loopback, new Uri(values["redirect_uri"]).Port);
        var bytes = Encoding.ASCII.GetBytes($"GET /?code={Code}&state={Uri.EscapeDataString(values["state"])} HTTP/1.1\r\n\r\n");
        await browser.GetStream().WriteAsync(bytes, 0, bytes.Length);
    }

    private void AssertNoPassword()
    {
        Assert.NotEmpty(_printed);
        Assert.All(_printed, text =>
        {
            foreach (var secret in new[] { Password, Uri.EscapeDataString(Password), "Passw0rd",
                Convert.ToBase64String(Encoding.UTF8.GetBytes("jane:" + Password)) })
            {
                Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
            }
        });
    }

    private async Task RunThroughAsync(WebProxy proxy, string kind, string scheme)
    {
#if NETFRAMEWORK
        var earlier = WebRequest.DefaultWebProxy;
        WebRequest.DefaultWebProxy = proxy;
#else
        var earlier = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = proxy;
#endif
        try
        {
            var somewhere = new Uri($"{scheme}://somewhere{Interlocked.Increment(ref _tenants)}.invalid");
            var failure = await SignInAsync(
                Keyring.Credentials[kind]("contoso.example"),
                new PartnerClientOptions { Authority = somewhere, Endpoint = somewhere, RetryAttempts = 1, RetryDelay = TimeSpan.FromMilliseconds(1) });
            Assert.IsType<PartnerCenterException>(failure);
        }
        finally
        {
#if NETFRAMEWORK
            WebRequest.DefaultWebProxy = earlier;
#else
            HttpClient.DefaultProxy = earlier;
#endif
        }
    }

    private async Task<Exception?> SignInAsync(PartnerCredential credential, PartnerClientOptions options)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        var operation = new PartnerOperation { TraceRequests = true, Listener = happened => _printed.Enqueue(happened.Message) };
        try
        {
            using var client = await PartnerClient.ConnectAsync(credential, options, operation, limit.Token);
            await client.With(operation).Customers["5aa9d8cf-1f1c-4b6e-9a0c-000000000001"].Qualifications.GetAsync(limit.Token);
            return null;
        }
        catch (PartnerCenterException failure)
        {
            foreach (var text in new[] { failure.ToString(), failure.Message, failure.RecommendedAction, failure.Description, failure.ServiceCode,
                failure.RequestId, failure.CorrelationId })
            {
                _printed.Enqueue(text ?? string.Empty);
            }

            return failure;
        }
    }

    /// <summary>Stands for every server: keeps the secrets of each request, and repeats the request in its answer.</summary>
    private sealed class EchoServer(Func<string, HttpResponseMessage> answer) : HttpMessageHandler
    {
        public ConcurrentBag<string> Secrets { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var echo = new StringBuilder($"{request.Method} {request.RequestUri}\r\n{request.Headers}");
            foreach (var header in request.Headers.Where(header => header.Key is "Authorization" or "X-IDENTITY-HEADER"))
            {
                Secrets.Add(header.Value.Single().Replace("Bearer ", string.Empty));
            }

            if (request.Content is not null)
            {
                var body = await request.Content.ReadAsStringAsync(cancellationToken);
                echo.Append(body);
                foreach (var value in BrowserCodeReceiver.ReadValues(body).Where(value => SecretFields.Contains(value.Key)))
                {
                    Secrets.Add(value.Value);
                }
            }

            return answer(echo.ToString());
        }
    }
}
