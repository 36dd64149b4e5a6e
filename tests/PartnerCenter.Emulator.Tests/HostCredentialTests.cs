using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Identity.Client;
using PartnerCenter.Emulator.Host;
using Xunit;

namespace PartnerCenter.Emulator.Tests;

/// <summary>
/// Nobody but a program on this machine reads what the emulator has recorded, and no credential of another service is in it.
/// </summary>
public sealed class HostCredentialTests : IAsyncLifetime
{
    private const string Secret = "prod~Secret.0123456789-abcdefghijklmnopqr";
    private const string Removed = "[not kept]";

    private const string Scope = "https://api.partnercenter.microsoft.com/.default";

    // Neither the key nor the claims are of this emulator.
    private const string Token =
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwczovL2FwaS5wYXJ0bmVyY2VudGVyLm1pY3Jvc29mdC5jb20ifQ.c2lnbmF0dXJlLXRoYXQtb3BlbnMtZG9vcnM";

    private EmulatorHost _host = null!;
    private HttpClient _http = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await EmulatorHost.StartAsync(HostArguments.Parse(["--urls", "http://127.0.0.1:0;http://[::1]:0", "--record-requests"]), Cancel);
        _http = new HttpClient { BaseAddress = new Uri(_host.Addresses[0]) };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData("Host", "attacker.example")]
    [InlineData("Host", "attacker.example:5088")]
    [InlineData("Host", "127.0.0.1.attacker.example")]
    [InlineData("Host", "localhost.attacker.example")]
    [InlineData("Host", "10.0.0.1")]
    [InlineData("Origin", "https://attacker.example")]
    [InlineData("Origin", "http://localhost:5088")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    public async Task A_web_page_neither_turns_recording_on_nor_reads_anything(string header, string value)
    {
        _host.Emulator.Options.RecordRequests = false;

        Assert.Equal(403, await Send(HttpMethod.Post, "settings", """{"recordRequests": true}""", header, value));
        foreach (var path in (string[])["requests", "settings", "statistics"])
        {
            Assert.Equal(403, await Send(HttpMethod.Get, path, null, header, value));
        }

        Assert.Equal(403, await Send(HttpMethod.Delete, "responses", null, header, value));
        Assert.Equal(403, await Send(HttpMethod.Post, "reset", null, header, value));
        Assert.False(_host.Emulator.Options.RecordRequests);
    }

    [Fact]
    public async Task Another_machine_is_not_answered_and_nothing_but_loopback_is_bound_unless_told_otherwise()
    {
        Assert.True(_host.IsLoopbackOnly);
        Assert.All(HostArguments.Parse([]).Urls, url => Assert.True(new Uri(url).IsLoopback));
        var own = (await Dns.GetHostAddressesAsync(Dns.GetHostName(), System.Net.Sockets.AddressFamily.InterNetwork, Cancel)).FirstOrDefault(
            address => !IPAddress.IsLoopback(address));
        Assert.SkipWhen(own is null, "This machine has no address but loopback ones.");
        await using var open = await EmulatorHost.StartAsync(HostArguments.Parse(["--urls", "http://*:0"]), Cancel);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://" + own + ":" + new Uri(open.Addresses[0]).Port + "/emulator/statistics");
        request.Headers.Host = "localhost";

        using var answer = await _http.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/jsonp")]
    [InlineData(null)]
    public async Task A_body_that_a_page_can_send_unasked_is_refused(string? contentType)
    {
        _host.Emulator.Options.RecordRequests = false;

        Assert.Equal(415, await Send(HttpMethod.Post, "settings", """{"recordRequests": true}""", contentType: contentType));

        Assert.False(_host.Emulator.Options.RecordRequests);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:5088")]
    [InlineData("LOCALHOST")]
    [InlineData("127.0.0.1:1")]
    [InlineData("127.1.2.3")]
    [InlineData("[::1]:5088")]
    public async Task A_program_on_this_machine_is_answered_by_any_loopback_name(string name)
    {
        Assert.Equal(200, await Send(HttpMethod.Get, "settings", null, "Host", name));
        Assert.Equal(200, await Send(HttpMethod.Post, "settings", "{}", "Host", name, "application/json; charset=utf-8"));
        Assert.Equal(200, await Send(HttpMethod.Get, "settings", null, "Sec-Fetch-Site", "none"));
        using var other = new HttpClient { BaseAddress = new Uri(_host.Addresses[1]) };
        using var answer = await other.GetAsync("/emulator/settings", Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("client_secret=" + Secret)]
    [InlineData("CLIENT_SECRET=" + Secret)]
    [InlineData("client%5Fsecret=" + Secret)]
    [InlineData("grant_type=password&username=u&password=" + Secret)]
    [InlineData("grant_type=refresh_token&refresh_token=" + Secret)]
    [InlineData("grant_type=authorization_code&code=" + Secret)]
    [InlineData("grant_type=client_credentials&client_assertion=" + Token)]
    [InlineData("assertion=" + Token + "&x=1")]
    [InlineData("some_new_name=" + Secret)]
    [InlineData("scope=" + Token)]
    [InlineData(Secret)]
    [InlineData(Secret + "=1")]
    [InlineData("{\"client_secret\":\"" + Secret + "\"}")]
    [InlineData("{\"x=\":\"" + Secret + "\"}")]
    public async Task A_foreign_credential_in_a_sign_in_request_is_not_kept(string form)
    {
        foreach (var path in (string[])["/contoso.com/oauth2/v2.0/token", "/common/oauth2/token", "/token"])
        {
            using var content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
            using var answer = await _http.PostAsync(path + "?" + form, content, Cancel);
        }

        await AssertNothingKept(3);
    }

    [Theory]
    [InlineData("Authorization", "Bearer " + Token)]
    [InlineData("Authorization", "bearer " + Token)]
    [InlineData("Authorization", "Bearer " + Secret)]
    [InlineData("Authorization", "Basic " + Secret)]
    [InlineData("Proxy-Authorization", "Basic " + Secret)]
    [InlineData("Cookie", "session=" + Secret)]
    [InlineData("X-IDENTITY-HEADER", Secret)]
    [InlineData("X-Api-Key", Secret)]
    [InlineData("x-ms-authorization-auxiliary", "Bearer " + Token)]
    [InlineData("X-Anything", "before " + Token + " after")]
    [InlineData("X-Anything", Secret)]
    [InlineData("X-Auth", Secret)]
    [InlineData("X-Pwd", Secret)]
    [InlineData("X-Ms-Sas", "sig=" + Secret)]
    [InlineData("Referer", "http://localhost/?client_secret=" + Secret)]
    [InlineData("X-Original-Bearer", "Bearer " + Secret)]
    [InlineData("X-Original-URL", "/" + Secret)]
    public async Task A_foreign_credential_in_a_header_is_not_kept(string header, string value)
    {
        foreach (var path in (string[])["/v1/customers", "/msi/token?resource=x", "/nothing"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation(header, value);
            using var answer = await _http.SendAsync(request, Cancel);
        }

        await AssertNothingKept(3);
    }

    [Theory]
    [InlineData("?access_token=" + Token, "{}")]
    [InlineData("?access_token=" + Secret, "{}")]
    [InlineData("?anything=" + Token, "{}")]
    [InlineData("", "{\"a\":\"" + Token + "\"}")]
    [InlineData("", "{\"a\":{\"clientSecret\" : \"" + Secret + "\"}}")]
    [InlineData("", "\"" + Token + "\"")]
    [InlineData("", "client_secret=" + Secret)]
    [InlineData("?sig=" + Secret, "{}")]
    [InlineData("?pwd=" + Secret, "{}")]
    [InlineData("?client%5Fsecret=" + Secret, "{}")]
    [InlineData("?filter=eyJhbGciOiJSUzI1NiJ9%2EeyJhdWQiOiJodHRwczovL2FwaS5wYXJ0bmVyY2VudGVyLm1pY3Jvc29mdC5jb20ifQ%2Ec2lnbmF0dXJlLXRoYXQtb3BlbnMtZG9vcnM", "{}")]
    [InlineData("", "{\"apiKey\":\"" + Secret + "\"}")]
    [InlineData("", "{\"pwd\":\"" + Secret + "\",\"code\":\"" + Secret + "\"}")]
    [InlineData("", "{\"qualification\":{\"value\":[[\"" + Secret + "\"]]}}")]
    [InlineData("", "{\"qualification\":\"" + Token + "\"}")]
    [InlineData("", "{\"" + Secret + "\":1}")]
    [InlineData("", "{\"pin\":123456789,\"secret\":\"" + Secret + "\"}")]
    [InlineData("", "{\"client\\u005fsecret\":\"" + Secret + "\",\"\\u0070assword\":\"\\u0070rod~Secret.0123456789-abcdefghijklmnopqr\"}")]
    [InlineData("", "{\"apiKey\":\"" + Secret + "\"")]
    [InlineData("", "[\"" + Secret + "\"]")]
    [InlineData("", "\"" + Secret + "\"")]
    [InlineData("", "<password>" + Secret + "</password>")]
    [InlineData("", "Authorization: Bearer " + Secret)]
    [InlineData("", Secret)]
    public async Task A_foreign_credential_in_a_request_to_the_api_is_not_kept(string query, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync("/v1/customers/" + Token + "/qualifications" + query, content, Cancel);

        await AssertNothingKept(1);
    }

    [Theory]
    [InlineData("/v1/customers/" + Secret)]
    [InlineData("/v1/customers/" + Secret + "/qualifications")]
    [InlineData("/v1/customers/f0c2/" + Secret)]
    [InlineData("/v1/prod%7ESecret.0123456789-abcdefghijklmnopqr")]
    [InlineData("/v1/customers/eyJhbGciOiJSUzI1NiJ9%2EeyJhdWQiOiJodHRwczovL2FwaS5wYXJ0bmVyY2VudGVyLm1pY3Jvc29mdC5jb20ifQ%2Ec2lnbmF0dXJlLXRoYXQtb3BlbnMtZG9vcnM")]
    [InlineData("/" + Secret)]
    [InlineData("/" + Secret + "/oauth2/v2.0/token")]
    [InlineData("/unknown/0.AXoA" + Secret)]
    public async Task A_foreign_credential_in_a_path_is_not_kept(string path)
    {
        using var answer = await _http.GetAsync(path, Cancel);

        await AssertNothingKept(1);
        Assert.DoesNotContain("0123456789", await _http.GetStringAsync("/emulator/requests", Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"qualification\":\"StateOwnedEntity\",\"website\":\"https://contoso.example\"}")]
    [InlineData(" { \"Qualification\" : \"Education\", \"EducationSegment\":\"HigherEducation\" } ")]
    [InlineData("{\"qualification\":\"GovernmentCommunityCloud\",\"validationCode\":\"204518\"}")]
    [InlineData("[true, false, null]")]
    [InlineData("{}")]
    [InlineData("")]
    public async Task A_body_without_a_credential_is_kept_as_it_was_sent(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync("/v1/customers/" + Guid.NewGuid() + "/qualifications?code=a%2Fb", content, Cancel);

        var recorded = Assert.Single(_host.Emulator.Statistics.RecordedRequests);
        Assert.Equal(body, recorded.Body);
        Assert.Equal("?code=a%2Fb", recorded.Query);
    }

    [Fact]
    public async Task What_belongs_to_the_emulator_and_what_is_harmless_is_kept()
    {
        var emulator = _host.Emulator;
        using var certificate = TestCertificates.Create("own");
        emulator.AddCertificate(certificate);
        var refresh = emulator.IssueRefreshToken();
        await RequestToken("grant_type=client_credentials&scope=a%20b&client_id=x&client_secret=" + Uri.EscapeDataString(EmulatorDefaults.ApplicationSecret));
        await RequestToken("grant_type=refresh_token&refresh_token=" + refresh);
        using (var request = new HttpRequestMessage(HttpMethod.Get, "/v1/customers?size=5&filter=%7B%22Value%22:%22a%20b%22%7D"))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", emulator.IssueAccessToken());
            request.Headers.Add("MS-ContinuationToken", "abc");
            request.Headers.Add("MS-PartnerCenter-Application", "Contoso");
            using var answer = await _http.SendAsync(request, Cancel);
        }

        using (var request = new HttpRequestMessage(HttpMethod.Get, "/msi/token?resource=https%3A%2F%2Fgraph.windows.net&api-version=2019-08-01"))
        {
            request.Headers.Add("X-IDENTITY-HEADER", EmulatorDefaults.IdentityHeader);
            using var answer = await _http.SendAsync(request, Cancel);
        }

        var application = ConfidentialClientApplicationBuilder.Create(EmulatorDefaults.ApplicationId).WithCertificate(certificate)
            .WithAuthority("https://login.microsoftonline.com/" + EmulatorDefaults.TenantId).WithHttpClientFactory(new MsalFactory(emulator)).Build();
        await application.AcquireTokenForClient([Scope]).ExecuteAsync(Cancel);

        var recorded = emulator.Statistics.RecordedRequests;
        Assert.DoesNotContain(Removed, await _http.GetStringAsync("/emulator/requests", Cancel), StringComparison.Ordinal);
        Assert.Equal("grant_type=refresh_token&refresh_token=" + refresh, recorded[1].Body);
        Assert.Equal("?size=5&filter=%7B%22Value%22:%22a%20b%22%7D", recorded[2].Query);
        Assert.NotNull(recorded[2].AccessToken);
        Assert.Contains(recorded, request => request.Body.Contains("client_assertion=eyJ", StringComparison.Ordinal));
    }

    private async Task RequestToken(string form)
    {
        using var content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        using var answer = await _http.PostAsync("/" + EmulatorDefaults.TenantId + "/oauth2/v2.0/token", content, Cancel);
    }

    private async Task AssertNothingKept(int requests)
    {
        var kept = await _http.GetStringAsync("/emulator/requests", Cancel);
        using var document = JsonDocument.Parse(kept);
        Assert.Equal(requests, document.RootElement.GetArrayLength());
        Assert.DoesNotContain(Secret, WebUtility.UrlDecode(kept), StringComparison.Ordinal);
        foreach (var part in Token.Split('.').Skip(1))
        {
            Assert.DoesNotContain(part, kept, StringComparison.Ordinal);
        }

        Assert.Contains(Removed, kept, StringComparison.Ordinal);
    }

    private async Task<int> Send(
        HttpMethod method, string path, string? body, string? header = null, string? value = null, string? contentType = "application/json")
    {
        using var request = new HttpRequestMessage(method, "/emulator/" + path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        if (header == "Host")
        {
            request.Headers.Host = value;
        }
        else if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        using var response = await _http.SendAsync(request, Cancel);
        return (int)response.StatusCode;
    }
}
