using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Identity.Client;
using Microsoft.Identity.Client.AppConfig;
using Xunit;

namespace PartnerCenter.Emulator.Tests;

/// <summary>
/// A managed identity as the application's federated credential.
/// </summary>
public sealed class ManagedIdentityTests : IDisposable
{
    private const string Resource = "api://AzureADTokenExchange";

    private readonly PartnerCenterEmulator _emulator = new();
    private readonly MsalFactory _factory;

    public ManagedIdentityTests()
    {
        _factory = new MsalFactory(_emulator);
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", "http://127.0.0.1:41000/msi/token");
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", EmulatorDefaults.IdentityHeader);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", null);
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", null);
        _factory.Dispose();
        _emulator.Dispose();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(EmulatorDefaults.IdentityClientId)]
    public async Task Its_token_is_the_applications_assertion(string? clientId)
    {
        var identity = ManagedIdentityApplicationBuilder
            .Create(clientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.WithUserAssignedClientId(clientId))
            .WithHttpClientFactory(_factory).Build();
        var app = ConfidentialClientApplicationBuilder.Create(EmulatorDefaults.ApplicationId)
            .WithAuthority("https://login.microsoftonline.com/" + EmulatorDefaults.TenantId)
            .WithHttpClientFactory(_factory)
            .WithClientAssertion(
                async (AssertionRequestOptions options) =>
                    (await identity.AcquireTokenForManagedIdentity(Resource).ExecuteAsync(options.CancellationToken)).AccessToken)
            .Build();

        var result = await app.AcquireTokenForClient(["https://api.partnercenter.microsoft.com/.default"]).ExecuteAsync(Cancel);

        Assert.Equal(EmulatorDefaults.ApplicationId, Jwt.Claims(result.AccessToken).GetProperty("appid").GetString());
        using var api = new TestApi(_emulator);
        api.UseToken(result.AccessToken);
        Assert.Equal(200, (await api.GetAsync("/v1/customers")).Status);
        Assert.Equal(1, _emulator.Statistics.RequestsFor(EmulatorRoute.ManagedIdentity));
    }

    [Theory]
    [InlineData("/msi/token?api-version=2019-08-01&resource=api://AzureADTokenExchange", "X-IDENTITY-HEADER", "wrong", 401)]
    [InlineData("/msi/token?api-version=2019-08-01&resource=api://AzureADTokenExchange", null, null, 401)]
    [InlineData("/msi/token?resource=api://AzureADTokenExchange", "X-IDENTITY-HEADER", EmulatorDefaults.IdentityHeader, 400)]
    [InlineData("/msi/token?api-version=2019-08-01", "X-IDENTITY-HEADER", EmulatorDefaults.IdentityHeader, 400)]
    [InlineData("/msi/token?api-version=2019-08-01&resource=x&client_id=unknown", "X-IDENTITY-HEADER", EmulatorDefaults.IdentityHeader, 400)]
    [InlineData("/metadata/identity/oauth2/token?api-version=2018-02-01&resource=x", null, null, 400)]
    [InlineData("/metadata/identity/oauth2/token?api-version=2018-02-01&resource=x", "Metadata", "true", 200)]
    public async Task The_endpoint_is_as_strict_as_the_real_one(string path, string? header, string? value, int status)
    {
        using var http = new HttpClient(_emulator.CreateHandler());
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://169.254.169.254" + path);
        if (header is not null)
        {
            request.Headers.Add(header, value);
        }

        using var response = await http.SendAsync(request, Cancel);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Its_token_for_another_resource_is_no_assertion_and_opens_nothing()
    {
        using var http = new HttpClient(_emulator.CreateHandler());
        http.DefaultRequestHeaders.Add("Metadata", "true");
        using var response = await http.GetAsync(
            new Uri("http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://api.partnercenter.microsoft.com"), Cancel);
        var token = (await TestAnswer.ReadAsync(response, Cancel)).Json.GetProperty("access_token").GetString()!;
        var app = ConfidentialClientApplicationBuilder.Create(EmulatorDefaults.ApplicationId)
            .WithAuthority("https://login.microsoftonline.com/" + EmulatorDefaults.TenantId)
            .WithHttpClientFactory(_factory)
            .WithClientAssertion((AssertionRequestOptions _) => Task.FromResult(token))
            .Build();

        var e = await Assert.ThrowsAsync<MsalServiceException>(
            () => app.AcquireTokenForClient(["https://api.partnercenter.microsoft.com/.default"]).ExecuteAsync(Cancel));
        Assert.Contains("AADSTS700213", e.Message, StringComparison.Ordinal);
        using var api = new TestApi(_emulator);
        api.UseToken(token);
        Assert.Equal(401, (await api.GetAsync("/v1/customers")).Status);
    }
}
