using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// Which values of a token request are removed from its response before MSAL sees it, each alone. The sign-in removes secrets once more from what it
/// prints, so a test of the sign-in as a whole can't see a value that was forgotten here.
/// </summary>
public sealed class EchoHandlerTests
{
    private const string Value = "the-value-that-was-sent";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static async Task<HttpResponseMessage> SendAsync(HttpResponseMessage response, string? field = null, string? header = null, string value = Value)
    {
        using var client = new HttpMessageInvoker(new EchoHandler(new Network(response)));
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://login.example/token");
        if (header is not null)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(header, value));
        }

        if (field is not null)
        {
            request.Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["client_id"] = "the-application", [field] = value });
        }

        return await client.SendAsync(request, Stop);
    }

    private static HttpResponseMessage Text(string body, string? reason = null, int status = 400) =>
        new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "text/plain"), ReasonPhrase = reason };

    [Theory]
    [InlineData("client_secret", true)]
    [InlineData("client_assertion", true)]
    [InlineData("refresh_token", true)]
    [InlineData("assertion", true)]
    [InlineData("code", true)]
    [InlineData("code_verifier", true)]
    [InlineData("device_code", true)]
    [InlineData("password", true)]
    [InlineData("scope", false)]
    [InlineData("client_assertion_type", false)]
    [InlineData("Client_Secret", false)]
    public async Task A_secret_of_the_form_is_removed_from_body_and_reason(string field, bool isSecret)
    {
        using var response = await SendAsync(Text($"sent: {Value} by the-application", $"No {Value}"), field);
        Assert.Equal(isSecret ? "sent: *** by the-application" : $"sent: {Value} by the-application", await response.Content.ReadAsStringAsync(Stop));
        Assert.Equal(isSecret ? "No ***" : $"No {Value}", response.ReasonPhrase);
        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("X-IDENTITY-HEADER", Value, true)]
    [InlineData("secret", Value, true)]
    [InlineData("Authorization", "Basic " + Value, true)]
    [InlineData("Authorization", Value, true)]
    [InlineData("Metadata", Value, false)]
    public async Task A_secret_of_a_header_is_removed_without_the_scheme(string header, string value, bool isSecret)
    {
        using var response = await SendAsync(Text($"sent: {Value}"), header: header, value: value);
        Assert.Equal(isSecret ? "sent: ***" : $"sent: {Value}", await response.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task All_secrets_of_one_request_are_removed()
    {
        using var client = new HttpMessageInvoker(new EchoHandler(new Network(Text("one-secret-value, two-secret-value, three-secret-value"))));
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://login.example/token")
        {
            Headers = { { "secret", "one-secret-value" } },
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["code"] = "two-secret-value", ["password"] = "three-secret-value" }),
        };
        using var response = await client.SendAsync(request, Stop);
        Assert.Equal("***, ***, ***", await response.Content.ReadAsStringAsync(Stop));
    }

    // A response with a token is not rewritten: it can contain the refresh token that was sent.
    [Theory]
    [InlineData(200, "{\"access_token\":\"t\",\"refresh_token\":\"" + Value + "\"}", false)]
    [InlineData(200, "\"access_token\":\"" + Value + "\"", false)]
    [InlineData(200, "{\"error\":\"" + Value + "\"}", true)]
    [InlineData(400, "{\"access_token\":\"t\",\"refresh_token\":\"" + Value + "\"}", true)]
    public async Task A_grant_is_left_as_it_is(int status, string body, bool isRewritten)
    {
        var original = Text(body, status: status);
        var content = original.Content;
        using var response = await SendAsync(original, "refresh_token");
        Assert.Equal(isRewritten ? body.Replace(Value, "***") : body, await response.Content.ReadAsStringAsync(Stop));
        Assert.Equal(isRewritten, !ReferenceEquals(content, response.Content));
        if (isRewritten)
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(() => content.ReadAsStreamAsync(Stop));
        }
    }

    [Theory]
    [InlineData("utf8", null)]
    [InlineData("\"x-nobody\"", null)]
    [InlineData("\"utf-8\"", "utf-8")]
    [InlineData("iso-8859-1", "iso-8859-1")]
    public async Task A_character_set_is_named_so_that_every_framework_can_read_it(string name, string? expected)
    {
        foreach (var field in (string?[])["code", null])
        {
            var original = Text("the words");
            original.Content.Headers.ContentType!.CharSet = name;
            using var response = await SendAsync(original, field);
            Assert.Equal(expected, response.Content.Headers.ContentType!.CharSet);
            Assert.Equal("the words", await response.Content.ReadAsStringAsync(Stop));
        }
    }

    [Fact]
    public async Task A_request_without_a_secret_is_not_read()
    {
        var content = new BrokenContent(new IOException("Read."));
        using var response = await SendAsync(new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = content }, "scope");
        Assert.Same(content, response.Content);
    }

    [Fact]
    public async Task A_response_that_breaks_off_is_disposed_and_reported()
    {
        var content = new BrokenContent(new IOException("Reset."));
        using var original = new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = content };
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => SendAsync(original, "code"));
        Assert.Equal("Reset.", failure.GetBaseException().Message);
        Assert.True(content.IsDisposed);
    }

    [Fact]
    public async Task A_response_that_breaks_off_because_the_caller_cancelled_is_cancelled()
    {
        using var cancelling = new CancellationTokenSource();
        var content = new BrokenContent(new IOException("Reset."), cancelling);
        using var client = new HttpMessageInvoker(new EchoHandler(new Network(new HttpResponseMessage { Content = content })));
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://login.example/") { Headers = { { "secret", Value } } };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.SendAsync(request, cancelling.Token));
    }

    private sealed class Network(HttpResponseMessage response) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(response);
    }

    private sealed class BrokenContent(Exception failure, CancellationTokenSource? cancelling = null) : HttpContent
    {
        public bool IsDisposed { get; private set; }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            cancelling?.Cancel();
            return Task.FromException(failure);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
