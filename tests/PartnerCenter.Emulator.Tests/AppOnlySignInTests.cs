using System;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Microsoft.Identity.Client;
using Xunit;

namespace PartnerCenter.Emulator.Tests;

/// <summary>
/// An application's own tokens, asked for by the real sign-in library.
/// </summary>
public sealed class AppOnlySignInTests : IDisposable
{
    private const string Scope = "https://api.partnercenter.microsoft.com/.default";

    private readonly PartnerCenterEmulator _emulator = new();
    private readonly MsalFactory _factory;

    public AppOnlySignInTests() => _factory = new MsalFactory(_emulator);

    public void Dispose()
    {
        _factory.Dispose();
        _emulator.Dispose();
    }

    [Theory]
    [InlineData("https://login.microsoftonline.com/", EmulatorDefaults.TenantDomain, Scope, "https://api.partnercenter.microsoft.com")]
    [InlineData("https://login.microsoftonline.us/", EmulatorDefaults.TenantId, Scope, "https://api.partnercenter.microsoft.com")]
    [InlineData("https://login.partner.microsoftonline.cn/", EmulatorDefaults.TenantId, "https://partner.partnercenterapi.microsoftonline.cn/.default",
        "https://partner.partnercenterapi.microsoftonline.cn")]
    public async Task A_secret_gets_a_token_for_the_clouds_api(string authority, string tenant, string scope, string audience)
    {
        var result = await Builder(authority: authority + tenant).WithClientSecret(EmulatorDefaults.ApplicationSecret).Build()
            .AcquireTokenForClient([scope]).ExecuteAsync(TestContext.Current.CancellationToken);

        var claims = Jwt.Claims(result.AccessToken);
        Assert.Equal(audience, claims.GetProperty("aud").GetString());
        Assert.Equal("app", claims.GetProperty("idtyp").GetString());
        Assert.Equal(EmulatorDefaults.TenantId, claims.GetProperty("tid").GetString());
        Assert.Equal(EmulatorDefaults.ApplicationId, claims.GetProperty("appid").GetString());
        Assert.False(claims.TryGetProperty("amr", out _));
        using var api = new TestApi(_emulator, baseAddress: audience);
        api.UseToken(result.AccessToken);
        Assert.Equal(25, (await api.GetAsync("/v1/customers")).Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_wrong_secret_is_refused_in_Entras_words()
    {
        var app = Builder().WithClientSecret("wrong").Build();

        var e = await Assert.ThrowsAsync<MsalServiceException>(() => app.AcquireTokenForClient([Scope]).ExecuteAsync(TestContext.Current.CancellationToken));

        Assert.Equal("invalid_client", e.ErrorCode);
        Assert.Equal(401, e.StatusCode);
        Assert.Contains("AADSTS7000215: Invalid client secret provided.", e.Message, StringComparison.Ordinal);
        Assert.Contains(" Trace ID: ", e.Message, StringComparison.Ordinal);
        Assert.Contains("Correlation ID: " + e.CorrelationId + " Timestamp: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registered_certificate_signs_in()
    {
        using var certificate = TestCertificates.Create("registered");
        _emulator.AddCertificate(certificate);

        var result = await Builder().WithCertificate(certificate).Build().AcquireTokenForClient([Scope]).ExecuteAsync(TestContext.Current.CancellationToken);

        Assert.Equal("2", Jwt.Claims(result.AccessToken).GetProperty("appidacr").GetString());
    }

    [Fact]
    public async Task A_certificate_sent_with_its_chain_signs_in()
    {
        _emulator.Options.RecordRequests = true;
        using var certificate = TestCertificates.Create("chain");
        _emulator.AddCertificate(certificate);

        await Builder().WithCertificate(certificate, sendX5C: true).Build().AcquireTokenForClient([Scope]).ExecuteAsync(TestContext.Current.CancellationToken);

        var request = Assert.Single(_emulator.Statistics.RecordedRequests, r => r.Operation == EmulatorRoute.Token);
        var assertion = request.Body.Split('&').Single(p => p.StartsWith("client_assertion=", StringComparison.Ordinal))["client_assertion=".Length..];
        Assert.True(Jwt.Part(assertion, 0).TryGetProperty("x5c", out _));
    }

    [Fact]
    public async Task An_unregistered_certificate_is_refused()
    {
        using var registered = TestCertificates.Create("registered");
        using var other = TestCertificates.Create("other");
        _emulator.AddCertificate(registered);
        var app = Builder().WithCertificate(other).Build();

        var e = await Assert.ThrowsAsync<MsalServiceException>(() => app.AcquireTokenForClient([Scope]).ExecuteAsync(TestContext.Current.CancellationToken));

        Assert.Contains("AADSTS700027", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_assertion_with_a_forged_signature_is_refused()
    {
        // The header names the registered certificate, the signature is another key's.
        using var registered = TestCertificates.Create("registered");
        using var other = TestCertificates.Create("other");
        _emulator.AddCertificate(registered);
        var app = Builder().WithClientAssertion(o => Task.FromResult(Assertions.Sign(other, registered, o.TokenEndpoint, DateTimeOffset.UtcNow.AddMinutes(5))))
            .Build();

        var e = await Assert.ThrowsAsync<MsalServiceException>(() => app.AcquireTokenForClient([Scope]).ExecuteAsync(TestContext.Current.CancellationToken));

        Assert.Contains("AADSTS700027", e.Message, StringComparison.Ordinal);
        Assert.Contains("invalid signature", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://login.microsoftonline.com/other.example/oauth2/v2.0/token", 5, "AADSTS700023")]
    [InlineData(null, -10, "AADSTS700024")]
    public async Task An_assertion_for_another_audience_or_time_is_refused(string? audience, int minutes, string code)
    {
        using var certificate = TestCertificates.Create("registered");
        _emulator.AddCertificate(certificate);
        var app = Builder()
            .WithClientAssertion(
                o => Task.FromResult(Assertions.Sign(certificate, certificate, audience ?? o.TokenEndpoint, DateTimeOffset.UtcNow.AddMinutes(minutes))))
                    .Build();

        var e = await Assert.ThrowsAsync<MsalServiceException>(() => app.AcquireTokenForClient([Scope]).ExecuteAsync(TestContext.Current.CancellationToken));

        Assert.Contains(code, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_federated_assertion_is_good_where_it_is_trusted()
    {
        var federated = Assertions.Unsigned("https://token.actions.example", "repo:contoso/runbook", "api://AzureADTokenExchange");
        _emulator.Options.AcceptFederatedAssertion = a => a == federated;

        var result = await Builder().WithClientAssertion((AssertionRequestOptions _) => Task.FromResult(federated)).Build()
            .AcquireTokenForClient([Scope]).ExecuteAsync(TestContext.Current.CancellationToken);
        Assert.Equal("app", Jwt.Claims(result.AccessToken).GetProperty("idtyp").GetString());

        var other = Builder()
            .WithClientAssertion(
                (AssertionRequestOptions _) =>
                    Task.FromResult(Assertions.Unsigned("https://token.actions.example", "repo:other", "api://AzureADTokenExchange"))).Build();
        var e = await Assert.ThrowsAsync<MsalServiceException>(() => other.AcquireTokenForClient([Scope]).ExecuteAsync(TestContext.Current.CancellationToken));
        Assert.Contains("AADSTS700213", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EmulatedTokenError.InvalidClientSecret, "invalid_client", "AADSTS7000215")]
    [InlineData(EmulatedTokenError.ExpiredClientSecret, "invalid_client", "AADSTS7000222")]
    [InlineData(EmulatedTokenError.TenantNotFound, "invalid_request", "AADSTS90002")]
    [InlineData(EmulatedTokenError.ConsentRequired, "invalid_grant", "AADSTS65001")]
    [InlineData(EmulatedTokenError.MfaRequired, "invalid_grant", "AADSTS50076")]
    [InlineData(EmulatedTokenError.ConditionalAccess, "invalid_grant", "AADSTS53003")]
    [InlineData(EmulatedTokenError.ApplicationNotFound, "unauthorized_client", "AADSTS700016")]
    public async Task Every_failure_can_be_provoked(EmulatedTokenError failure, string error, string code)
    {
        _emulator.Options.TokenError = failure;
        var app = Builder().WithClientSecret(EmulatorDefaults.ApplicationSecret).Build();

        var e = await Assert.ThrowsAnyAsync<MsalServiceException>(() => app.AcquireTokenForClient([Scope]).ExecuteAsync(TestContext.Current.CancellationToken));

        Assert.Equal(error, e.ErrorCode);
        Assert.StartsWith(code + ": ", e.Message[e.Message.IndexOf("AADSTS", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Equal(failure is EmulatedTokenError.MfaRequired or EmulatedTokenError.ConditionalAccess, !string.IsNullOrEmpty(e.Claims));
    }

    [Theory]
    [InlineData("https://login.microsoftonline.com/unknown.onmicrosoft.com", EmulatorDefaults.ApplicationId, Scope, "AADSTS90002")]
    [InlineData("https://login.microsoftonline.com/" + EmulatorDefaults.TenantId, "00000000-0000-4000-8000-000000000000", Scope, "AADSTS700016")]
    [InlineData("https://login.microsoftonline.com/" + EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, "https://unknown.example/.default",
        "AADSTS500011")]
    [InlineData("https://login.microsoftonline.com/" + EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId,
        "https://partner.partnercenterapi.microsoftonline.cn/.default", "AADSTS500011")]
    [InlineData("https://login.microsoftonline.com/" + EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId,
        "https://api.partnercenter.microsoft.com/user_impersonation", "AADSTS1002012")]
    [InlineData("https://login.microsoftonline.com/organizations", EmulatorDefaults.ApplicationId, Scope, "AADSTS50059")]
    public async Task A_request_that_is_wrong_gets_its_own_code(string authority, string application, string scope, string code)
    {
        var app = Builder(application, authority).WithClientSecret(EmulatorDefaults.ApplicationSecret).Build();

        var e = await Assert.ThrowsAnyAsync<MsalServiceException>(() => app.AcquireTokenForClient([scope]).ExecuteAsync(TestContext.Current.CancellationToken));

        Assert.Contains(code + ": ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenant_lives_in_one_cloud_when_told_so()
    {
        _emulator.Options.Environment = PartnerCenter.Qualifications.PartnerEnvironment.USGovernment;
        var global = Builder().WithClientSecret(EmulatorDefaults.ApplicationSecret).Build();
        var government = Builder(authority: "https://login.microsoftonline.us/" + EmulatorDefaults.TenantId)
            .WithClientSecret(EmulatorDefaults.ApplicationSecret).Build();

        var e = await Assert.ThrowsAsync<MsalServiceException>(() => global.AcquireTokenForClient([Scope]).ExecuteAsync(TestContext.Current.CancellationToken));
        Assert.Contains("AADSTS90002", e.Message, StringComparison.Ordinal);
        Assert.NotNull((await government.AcquireTokenForClient([Scope]).ExecuteAsync(TestContext.Current.CancellationToken)).AccessToken);
    }

    [Fact]
    public async Task A_transient_fault_of_the_sign_in_service_is_a_503()
    {
        _emulator.Options.TokenError = EmulatedTokenError.TemporarilyUnavailable;
        using var http = new HttpClient(_emulator.CreateHandler());
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials")]);

        using var response = await http.PostAsync(
            new Uri("https://login.microsoftonline.com/" + EmulatorDefaults.TenantId + "/oauth2/v2.0/token"), form, TestContext.Current.CancellationToken);

        Assert.Equal(503, (int)response.StatusCode);
        Assert.Contains("AADSTS90033", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private ConfidentialClientApplicationBuilder Builder(
        string application = EmulatorDefaults.ApplicationId, string authority = "https://login.microsoftonline.com/" + EmulatorDefaults.TenantId) =>
        ConfidentialClientApplicationBuilder.Create(application).WithAuthority(authority).WithHttpClientFactory(_factory);
}
