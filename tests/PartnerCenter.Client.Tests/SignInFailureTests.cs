using System;
using System.Linq;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// Every way in which a sign-in fails: one error, what to do, and the id that Microsoft's support asks for.
/// </summary>
public sealed class SignInFailureTests
{
    /// <summary>How to sign in.</summary>
    public enum Mode
    {
        Secret,
        Certificate,
        Device,
        Refresh,
        RefreshConfidential,
        Browser,
    }

    private static PartnerCredential Credential(
        Mode mode, PartnerCenterEmulator emulator, string tenant = EmulatorDefaults.TenantId, string application = EmulatorDefaults.ApplicationId,
        string secret = EmulatorDefaults.ApplicationSecret) => mode switch
        {
            Mode.Secret => PartnerCredentials.ClientSecret(tenant, application, Secret.Hide(secret)),
            Mode.Certificate => PartnerCredentials.ClientCertificate(tenant, application, TestCertificates.Shared),
            Mode.Device => PartnerCredentials.DeviceCode(application, _ => Task.CompletedTask, tenant),
            Mode.Refresh => PartnerCredentials.RefreshToken(Secret.Hide(emulator.IssueRefreshToken()), application, tenant),
            Mode.RefreshConfidential => PartnerCredentials.RefreshToken(Secret.Hide(emulator.IssueRefreshToken()), application, Secret.Hide(secret), tenant),
            _ => PartnerCredentials.InteractiveBrowser(application, tenant, openBrowser: new HeadlessBrowser(emulator).OpenAsync),
        };

    private static async Task<PartnerCenterException> FailAsync(
        Func<PartnerCenterEmulator, PartnerCredential> credential, Action<EmulatorOptions>? emulate = null,
        PartnerEnvironment environment = PartnerEnvironment.Global)
    {
        var options = new EmulatorOptions { RecordRequests = true };
        emulate?.Invoke(options);
        using var emulator = new PartnerCenterEmulator(options);
        using var handler = emulator.CreateHandler();
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => PartnerClient.ConnectAsync(
            credential(emulator),
            new PartnerClientOptions { HttpHandler = handler, Environment = environment, RetryDelay = TimeSpan.FromMilliseconds(1) },
            TestContext.Current.CancellationToken));
        Assert.True(failure.AffectsEveryCustomer);
        Assert.Null(failure.CustomerId);

        // The id that the sign-in library sent, and Entra has in its log.
        var sent = emulator.Statistics.RecordedRequests.Where(request => request.Headers.ContainsKey("client-request-id"))
            .Select(request => request.Headers["client-request-id"]).ToList();
        Assert.NotEmpty(sent);
        Assert.Contains(failure.CorrelationId, sent);
        Assert.Contains(failure.CorrelationId!, failure.ToString(), StringComparison.Ordinal);

        // Entra's sentence, without the ids that follow it and without the library's general advice.
        Assert.DoesNotContain("Trace ID", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("configuration issue", failure.Message, StringComparison.Ordinal);
        return failure;
    }

    [Theory]
    [InlineData(EmulatedTokenError.InvalidClientSecret, Mode.Secret, PartnerErrorCode.SignInFailed, "AADSTS7000215", "value of the secret")]
    [InlineData(EmulatedTokenError.ExpiredClientSecret, Mode.Secret, PartnerErrorCode.SignInFailed, "AADSTS7000222", "has expired")]
    [InlineData(EmulatedTokenError.ExpiredClientSecret, Mode.RefreshConfidential, PartnerErrorCode.SignInFailed, "AADSTS7000222", "has expired")]
    [InlineData(EmulatedTokenError.TenantNotFound, Mode.Secret, PartnerErrorCode.SignInFailed, "AADSTS90002", "Check the tenant")]
    [InlineData(EmulatedTokenError.TenantNotFound, Mode.Refresh, PartnerErrorCode.SignInFailed, "AADSTS90002", "Check the tenant")]
    [InlineData(EmulatedTokenError.ConsentRequired, Mode.Secret, PartnerErrorCode.SignInFailed, "AADSTS65001", "consent")]
    [InlineData(EmulatedTokenError.ConsentRequired, Mode.Refresh, PartnerErrorCode.SignInFailed, "AADSTS65001", "consent")]
    [InlineData(EmulatedTokenError.ConsentRequired, Mode.Device, PartnerErrorCode.SignInFailed, "AADSTS65001", "consent")]
    [InlineData(EmulatedTokenError.MfaRequired, Mode.Refresh, PartnerErrorCode.MfaRequired, "AADSTS50076", "Multi-factor")]
    [InlineData(EmulatedTokenError.MfaRequired, Mode.RefreshConfidential, PartnerErrorCode.MfaRequired, "AADSTS50076", "Multi-factor")]
    [InlineData(EmulatedTokenError.MfaRequired, Mode.Browser, PartnerErrorCode.MfaRequired, "AADSTS50076", "Multi-factor")]
    [InlineData(EmulatedTokenError.ConditionalAccess, Mode.Refresh, PartnerErrorCode.SignInFailed, "AADSTS53003", "Conditional Access")]
    [InlineData(EmulatedTokenError.ConditionalAccess, Mode.Secret, PartnerErrorCode.SignInFailed, "AADSTS53003", "Conditional Access")]
    [InlineData(EmulatedTokenError.ConditionalAccess, Mode.Browser, PartnerErrorCode.SignInFailed, "AADSTS53003", "Conditional Access")]
    [InlineData(EmulatedTokenError.ApplicationNotFound, Mode.Secret, PartnerErrorCode.SignInFailed, "AADSTS700016", "application ID")]
    [InlineData(EmulatedTokenError.RefreshTokenExpired, Mode.Refresh, PartnerErrorCode.SignInExpired, "AADSTS700082", "refresh token")]
    [InlineData(EmulatedTokenError.RefreshTokenExpired, Mode.RefreshConfidential, PartnerErrorCode.SignInExpired, "AADSTS700082", "refresh token")]
    [InlineData(EmulatedTokenError.RefreshTokenRevoked, Mode.Refresh, PartnerErrorCode.SignInExpired, "AADSTS50173", "refresh token")]
    [InlineData(EmulatedTokenError.DeviceCodeDeclined, Mode.Device, PartnerErrorCode.SignInFailed, null, "declined")]
    [InlineData(EmulatedTokenError.DeviceCodeExpired, Mode.Device, PartnerErrorCode.SignInFailed, null, "in time")]
    public async Task What_entra_says(EmulatedTokenError told, Mode mode, PartnerErrorCode error, string? code, string action)
    {
        var failure = await FailAsync(emulator => Credential(mode, emulator), options => options.TokenError = told);
        Assert.Equal(error, failure.Error);
        Assert.Contains(action, failure.RecommendedAction, StringComparison.Ordinal);
        if (code is not null)
        {
            Assert.Equal(code, failure.ServiceCode);
            Assert.Contains(code, failure.Message, StringComparison.Ordinal);
        }
    }

    // The same without being told: the emulator judges what the request holds.
    [Fact]
    public async Task A_wrong_secret() =>
        Assert.Equal("AADSTS7000215", (await FailAsync(emulator => Credential(Mode.Secret, emulator, secret: "wrong"))).ServiceCode);

    [Fact]
    public async Task A_wrong_tenant()
    {
        var failure = await FailAsync(emulator => Credential(Mode.Secret, emulator, tenant: "fabrikam.onmicrosoft.com"));
        Assert.Equal("AADSTS90002", failure.ServiceCode);
        Assert.Contains("fabrikam.onmicrosoft.com", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenant_of_another_cloud()
    {
        var failure = await FailAsync(
            emulator => Credential(Mode.Secret, emulator), options => options.Environment = PartnerEnvironment.USGovernment, PartnerEnvironment.Global);
        Assert.Equal("AADSTS90002", failure.ServiceCode);
        Assert.Contains("the environment", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_application() =>
        Assert.Equal(
            "AADSTS700016", (await FailAsync(emulator => Credential(Mode.Secret, emulator, application: "00000000-aaaa-bbbb-cccc-dddddddddddd"))).ServiceCode);

    [Fact]
    public async Task A_certificate_that_is_not_registered()
    {
        var failure = await FailAsync(emulator => Credential(Mode.Certificate, emulator));
        Assert.Equal(PartnerErrorCode.SignInFailed, failure.Error);
        Assert.Equal("AADSTS700027", failure.ServiceCode);
        Assert.Contains("certificate", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refresh_token_that_nobody_issued()
    {
        var failure = await FailAsync(_ => PartnerCredentials.RefreshToken(Secret.Hide("made-up"), EmulatorDefaults.ApplicationId));
        Assert.Equal(PartnerErrorCode.SignInFailed, failure.Error);
        Assert.Equal("AADSTS9002313", failure.ServiceCode);
        Assert.Contains("error?code=9002313", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_who_declines_in_the_browser()
    {
        var options = new EmulatorOptions { TokenError = EmulatedTokenError.UserDeclined };
        using var emulator = new PartnerCenterEmulator(options);
        using var handler = emulator.CreateHandler();
        var credentials = new[]
        {
            Credential(Mode.Browser, emulator),
            PartnerCredentials.InteractiveBrowser(
                EmulatorDefaults.ApplicationId, Secret.Hide(EmulatorDefaults.ApplicationSecret), EmulatorDefaults.TenantId,
                openBrowser: new HeadlessBrowser(emulator).OpenAsync),
        };
        foreach (var credential in credentials)
        {
            var failure = await Assert.ThrowsAsync<PartnerCenterException>(() =>
                PartnerClient.ConnectAsync(credential, new PartnerClientOptions { HttpHandler = handler }, TestContext.Current.CancellationToken));
            Assert.Equal(PartnerErrorCode.SignInFailed, failure.Error);
            Assert.Equal("AADSTS65004", failure.ServiceCode);
            Assert.True(failure.AffectsEveryCustomer);
        }
    }

    [Theory]
    [InlineData(Mode.Secret)]
    [InlineData(Mode.Device)]
    [InlineData(Mode.Refresh)]
    public async Task No_network(Mode mode)
    {
        var nobody = await LoopbackServer.UnusedAddressAsync();

        using var emulator = new PartnerCenterEmulator();
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() =>
            PartnerClient.ConnectAsync(Credential(mode, emulator), new PartnerClientOptions { Authority = nobody }, TestContext.Current.CancellationToken));
        Assert.Equal(PartnerErrorCode.SignInFailed, failure.Error);
        Assert.Null(failure.StatusCode);
        Assert.Contains(nobody.ToString(), failure.Message, StringComparison.Ordinal);
        Assert.Contains("network", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.True(failure.AffectsEveryCustomer);
        Assert.True(Guid.TryParse(failure.CorrelationId, out _), "no correlation id");
    }

    [Fact]
    public async Task A_name_that_nobody_knows()
    {
        using var emulator = new PartnerCenterEmulator();
        using var handler = emulator.CreateHandler();
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => PartnerClient.ConnectAsync(
            Credential(Mode.Secret, emulator),
            new PartnerClientOptions { HttpHandler = handler, Authority = new Uri("https://login.example.invalid") },
            TestContext.Current.CancellationToken));
        Assert.Equal(PartnerErrorCode.SignInFailed, failure.Error);
        Assert.Contains("login.example.invalid", failure.Message, StringComparison.Ordinal);
        Assert.Contains("network", failure.RecommendedAction, StringComparison.Ordinal);
    }

    // Whoever answers is reached: what it says is shown, and the network is not to blame for it.
    [Theory]
    [InlineData(503, """{"error":"temporarily_unavailable","error_description":"AADSTS90033: A transient error has occurred."}""",
        "AADSTS90033: A transient error has occurred (503)", "error?code=90033")]
    [InlineData(503, "", "(503)", "Try again later")]
    [InlineData(503, "<html><title>Our services are down</title></html>", "Our services are down (503)", "the proxy")]
    [InlineData(403, "<html><title>Blocked by the firewall</title></html>", "Blocked by the firewall (403)", "the proxy")]
    [InlineData(400, """{"error":"invalid_grant"}""", "invalid_grant", "message from Microsoft Entra")]
    [InlineData(400, """{"error":"strange","access_token":"planted"}""", "strange", "message from Microsoft Entra")]
    [InlineData(400,
        """{"error":"invalid_grant","error_description":"AADSTS70002: One. Trace ID: a-1 Correlation ID: b-2 Timestamp: 2026-11-25 20:00:00Z AADSTS50173: Two. Trace ID: c"}""",
        "AADSTS70002: One. AADSTS50173: Two.", "refresh token")]
    [InlineData(200, """{"token_type":"Bearer","expires_in":3600}""", "neither a token nor an error", "the proxy")]
    public async Task What_answers_in_place_of_a_token(int status, string body, string said, string action)
    {
        // MSAL does not ask for a public client again for a minute after such a status, in all of the process: other tests would get this answer.
        foreach (var mode in status >= 500 ? new[] { Mode.Secret } : [Mode.Secret, Mode.Refresh])
        {
            using var emulator = new PartnerCenterEmulator();
            using var handler = emulator.CreateHandler();
            emulator.RespondWith(
                request => request.Operation == EmulatorRoute.Token,
                CannedResponse.Text(body, body.StartsWith("<", StringComparison.Ordinal) ? "text/html" : "application/json", status));
            var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => PartnerClient.ConnectAsync(
                Credential(mode, emulator), new PartnerClientOptions { HttpHandler = handler, RetryAttempts = 1, RetryDelay = TimeSpan.FromMilliseconds(1) },
                TestContext.Current.CancellationToken));
            Assert.Equal((status == 200 ? (int?)null : status, true), (failure.StatusCode, failure.AffectsEveryCustomer));
            Assert.Contains(said, failure.Message, StringComparison.Ordinal);
            Assert.Contains(action, failure.RecommendedAction, StringComparison.Ordinal);
            foreach (var wrong in new[] { "could not be reached", "System.", "Microsoft.Identity", "planted", "Trace ID", "inspect the exception" })
            {
                Assert.DoesNotContain(wrong, failure.ToString().Split(["  at "], StringSplitOptions.None)[0], StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_proxy_s_page_in_place_of_entra_s_answer()
    {
        using var emulator = new PartnerCenterEmulator();
        using var handler = emulator.CreateHandler();
        emulator.RespondWith(_ => true, CannedResponse.Text("<html>Sign in to the hotel's network</html>", "text/html"));
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => PartnerClient.ConnectAsync(
            Credential(Mode.Secret, emulator), new PartnerClientOptions { HttpHandler = handler }, TestContext.Current.CancellationToken));
        Assert.Equal(PartnerErrorCode.SignInFailed, failure.Error);
        Assert.NotEmpty(failure.RecommendedAction);
    }
}
