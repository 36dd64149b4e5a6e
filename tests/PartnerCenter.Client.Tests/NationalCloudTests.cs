using System;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// Where each cloud's sign-in and service are, and which addresses may see a token at all.
/// </summary>
public sealed class NationalCloudTests
{
    [Theory]
    [InlineData(PartnerEnvironment.Global, "login.microsoftonline.com", "api.partnercenter.microsoft.com")]
    [InlineData(PartnerEnvironment.USGovernment, "login.microsoftonline.us", "api.partnercenter.microsoft.com")]
    [InlineData(PartnerEnvironment.China, "login.partner.microsoftonline.cn", "partner.partnercenterapi.microsoftonline.cn")]
    public async Task Authority_scope_and_address(PartnerEnvironment environment, string authority, string api)
    {
        using var emulator = new PartnerCenterEmulator(new EmulatorOptions { RecordRequests = true, Environment = environment });
        using var handler = emulator.CreateHandler();
        var appOnly = PartnerCredentials.ClientSecret(
            EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, Secret.Hide(EmulatorDefaults.ApplicationSecret));
        var appUser = PartnerCredentials.RefreshToken(
            Secret.Hide(emulator.IssueRefreshToken(environment: environment)), EmulatorDefaults.ApplicationId, EmulatorDefaults.TenantId);
        foreach (var (credential, scope) in new[] { (appOnly, $"https://{api}/.default"), (appUser, $"https://{api}/user_impersonation") })
        {
            emulator.Statistics.Reset();
            using var client = await PartnerClient.ConnectAsync(
                credential, new PartnerClientOptions { HttpHandler = handler, Environment = environment }, TestContext.Current.CancellationToken);
            await client.Customers[emulator.Customers[0].CustomerId].GetAsync(TestContext.Current.CancellationToken);
            var requests = emulator.Statistics.RecordedRequests;
            Assert.Equal([authority, api], requests.Select(request => request.Host));
            var asked = requests[0].Body.Split('&').Select(WebUtility.UrlDecode)
                .Single(pair => pair!.StartsWith("scope=", StringComparison.Ordinal))!["scope=".Length..];
            Assert.Contains(scope, asked.Split(' '));
            Assert.Equal(200, requests[1].StatusCode);
            Assert.Equal(new Uri($"https://{api}"), client.Endpoint);
        }
    }

    [Theory]
    [InlineData("http://api.partnercenter.microsoft.com")]
    [InlineData("http://10.0.0.1:8080")]
    [InlineData("http://localhost.evil.example")]
    [InlineData("http://127.0.0.1.evil.example")]
    [InlineData("ftp://localhost")]
    [InlineData("file:///tmp")]
    public async Task Http_goes_to_loopback_only(string address)
    {
        using var emulator = new PartnerCenterEmulator(new EmulatorOptions { RecordRequests = true });
        using var handler = emulator.CreateHandler();
        var credential = PartnerCredentials.ClientSecret(
            EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, Secret.Hide(EmulatorDefaults.ApplicationSecret));
        foreach (var options in new[]
        {
            new PartnerClientOptions { HttpHandler = handler, Endpoint = new Uri(address) },
            new PartnerClientOptions { HttpHandler = handler, Authority = new Uri(address) },
        })
        {
            var failure = await Assert.ThrowsAsync<PartnerCenterException>(
                () => PartnerClient.ConnectAsync(credential, options, TestContext.Current.CancellationToken));
            Assert.Equal(PartnerErrorCode.InvalidRequest, failure.Error);

            // Of another scheme nothing is repeated: what looks like a scheme may be a user name.
            Assert.Contains(address.StartsWith("http", StringComparison.Ordinal) ? address : "https://", failure.Message, StringComparison.Ordinal);
            Assert.Contains("https", failure.RecommendedAction, StringComparison.Ordinal);
        }

        Assert.Empty(emulator.Statistics.RecordedRequests);
    }

    [Theory]
    [InlineData("http://localhost:5088")]
    [InlineData("http://127.0.0.1:5088/")]
    [InlineData("http://[::1]:5088/some/path")]
    [InlineData("https://proxy.contoso.example:8443/partner")]
    public async Task Loopback_and_https_are_accepted_with_their_path(string address)
    {
        var options = new EmulatorOptions { RecordRequests = true };
        options.AdditionalHosts.Add("proxy.contoso.example");
        using var emulator = new PartnerCenterEmulator(options);
        using var handler = emulator.CreateHandler();
        using var client = await PartnerClient.ConnectAsync(
            PartnerCredentials.AccessToken(Secret.Hide(emulator.IssueAccessToken())),
            new PartnerClientOptions { HttpHandler = handler, Endpoint = new Uri(address) },
            TestContext.Current.CancellationToken);
        emulator.RespondWith(_ => true, CannedResponse.Json("[]"));
        Assert.Empty(await client.Customers[emulator.Customers[0].CustomerId].Qualifications.GetAsync(TestContext.Current.CancellationToken));
        var request = Assert.Single(emulator.Statistics.RecordedRequests);
        Assert.Equal(new Uri(address).Host, request.Host);
        Assert.Equal(new Uri(address).AbsolutePath.TrimEnd('/') + "/v1/customers/" + emulator.Customers[0].CustomerId + "/qualifications", request.Path);
    }

    [Fact]
    public async Task Sign_in_and_calls_over_a_real_port()
    {
        var token = string.Empty;
        await using var server = new LoopbackServer((_, connection, cancel) => LoopbackServer.SendAsync(
            connection,
            LoopbackServer.Ok(
                token.Length == 0
                    ? $$"""{"token_type":"Bearer","expires_in":3600,"access_token":"{{token = "made-here"}}"}"""
                    : """[{"qualification":"Education"}]"""),
            cancel));
        using var client = await PartnerClient.ConnectAsync(
            PartnerCredentials.ClientSecret(EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, Secret.Hide("s")),
            new PartnerClientOptions { Endpoint = server.Address, Authority = server.Address },
            TestContext.Current.CancellationToken);
        Assert.Single(await client.Customers["5aa9d8cf-1f1c-4b6e-9a0c-000000000001"].Qualifications.GetAsync(TestContext.Current.CancellationToken));
        var requests = server.Requests.ToList();
        Assert.StartsWith($"POST /{EmulatorDefaults.TenantId}/oauth2/v2.0/token HTTP/1.1", requests[0], StringComparison.Ordinal);
        Assert.Contains("Authorization: Bearer made-here", requests[1], StringComparison.Ordinal);
    }
}
