using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// Each national cloud by its own addresses, as they go over the wire.
/// </summary>
public sealed class CloudTests
{
    public static TheoryData<PartnerEnvironment, string, string> Clouds { get; } = new()
    {
        { PartnerEnvironment.Global, "login.microsoftonline.com", "api.partnercenter.microsoft.com" },
        { PartnerEnvironment.USGovernment, "login.microsoftonline.us", "api.partnercenter.microsoft.com" },
        { PartnerEnvironment.China, "login.partner.microsoftonline.cn", "partner.partnercenterapi.microsoftonline.cn" },
    };

    [Theory]
    [MemberData(nameof(Clouds))]
    public Task An_application_s_sign_in(PartnerEnvironment environment, string authority, string endpoint) => AssertAsync(
        environment,
        authority,
        endpoint,
        "/.default",
        _ => PartnerCredentials.ClientSecret(EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, Secret.Hide(EmulatorDefaults.ApplicationSecret)));

    [Theory]
    [MemberData(nameof(Clouds))]
    public Task A_user_s_sign_in(PartnerEnvironment environment, string authority, string endpoint) => AssertAsync(
        environment,
        authority,
        endpoint,
        "/user_impersonation",
        emulator => PartnerCredentials.RefreshToken(Secret.Hide(emulator.IssueRefreshToken()), EmulatorDefaults.ApplicationId, EmulatorDefaults.TenantId));

    private static async Task AssertAsync(
        PartnerEnvironment environment, string authority, string endpoint, string permission, Func<PartnerCenterEmulator, PartnerCredential> credential)
    {
        using var emulator = new PartnerCenterEmulator(new EmulatorOptions { Environment = environment, RecordRequests = true });
        using var handler = emulator.CreateHandler();
        using var client = await PartnerClient.ConnectAsync(
            credential(emulator), new PartnerClientOptions { Environment = environment, HttpHandler = handler }, TestContext.Current.CancellationToken);
        await client.Customers[emulator.Customers[0].CustomerId].GetAsync(TestContext.Current.CancellationToken);

        Assert.Equal($"https://{endpoint}/", client.Endpoint.AbsoluteUri);
        var requests = emulator.Statistics.RecordedRequests;
        var token = Assert.Single(requests, request => request.Operation == EmulatorRoute.Token);
        Assert.Equal(authority, token.Host);
        Assert.Equal($"/{EmulatorDefaults.TenantId}/oauth2/v2.0/token", token.Path);
        var scope = token.Body.Split('&').Single(pair => pair.StartsWith("scope=", StringComparison.Ordinal)).Substring("scope=".Length);
        Assert.Contains($"https://{endpoint}{permission}", WebUtility.UrlDecode(scope)!.Split(' '));
        Assert.Equal(endpoint, Assert.Single(requests, request => request.Operation == EmulatorRoute.GetCustomer).Host);

        // Nobody else was asked: not for the clouds' addresses, and not about the authority.
        Assert.Equal(2, requests.Count);
    }
}
