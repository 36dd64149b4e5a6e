using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// A cause is named where it is known, and only there; what passes is tried again.
/// </summary>
public sealed class SignInAdviceTests
{
    // What each advice says, and no other one.
    private const string Mfa = "Multi-factor authentication is required";
    private const string Password = "user name or the password";
    private const string Guest = "is a guest";
    private const string Secret = "value of the secret";
    private const string ExpiredSecret = "client secret has expired";
    private const string PublicClient = "Allow public client flows";
    private const string OtherApplication = "issued to another application";
    private const string Certificate = "A new certificate can take some minutes";
    private const string FederatedToken = "federated token is malformed";
    private const string RefreshToken = "refresh token is no longer valid";
    private const string Consent = "has no consent";
    private const string Application = "not known in this tenant";
    private const string Tenant = "tenant was not found";
    private const string ConditionalAccess = "Conditional Access";

    private static readonly string[] Advices =
    [
        Mfa, Password, Guest, Secret, ExpiredSecret, PublicClient, OtherApplication, Certificate, FederatedToken, RefreshToken, Consent, Application, Tenant,
        ConditionalAccess,
            "declined the sign-in", "in time", "managed identity",
        ];

    public static TheoryData<int, string, PartnerErrorCode> Table => new()
    {
        { 50072, Mfa, PartnerErrorCode.MfaRequired },
        { 50074, Mfa, PartnerErrorCode.MfaRequired },
        { 50076, Mfa, PartnerErrorCode.MfaRequired },
        { 50078, Mfa, PartnerErrorCode.MfaRequired },
        { 50079, Mfa, PartnerErrorCode.MfaRequired },
        { 50158, Mfa, PartnerErrorCode.MfaRequired },
        { 50126, Password, PartnerErrorCode.SignInFailed },
        { 50020, Guest, PartnerErrorCode.SignInFailed },
        { 7000215, Secret, PartnerErrorCode.SignInFailed },
        { 7000222, ExpiredSecret, PartnerErrorCode.SignInFailed },
        { 7000218, PublicClient, PartnerErrorCode.SignInFailed },
        { 700007, OtherApplication, PartnerErrorCode.SignInFailed },
        { 700027, Certificate, PartnerErrorCode.SignInFailed },
        { 700024, Certificate, PartnerErrorCode.SignInFailed },
        { 50027, FederatedToken, PartnerErrorCode.SignInFailed },
        { 700082, RefreshToken, PartnerErrorCode.SignInExpired },
        { 70008, RefreshToken, PartnerErrorCode.SignInExpired },
        { 50173, RefreshToken, PartnerErrorCode.SignInExpired },
        { 700084, RefreshToken, PartnerErrorCode.SignInExpired },
        { 65001, Consent, PartnerErrorCode.SignInFailed },
        { 650052, Consent, PartnerErrorCode.SignInFailed },
        { 650056, Consent, PartnerErrorCode.SignInFailed },
        { 500011, Consent, PartnerErrorCode.SignInFailed },
        { 700016, Application, PartnerErrorCode.SignInFailed },
        { 90002, Tenant, PartnerErrorCode.SignInFailed },
        { 900023, Tenant, PartnerErrorCode.SignInFailed },
        { 53000, ConditionalAccess, PartnerErrorCode.SignInFailed },
        { 53003, ConditionalAccess, PartnerErrorCode.SignInFailed },
        { 530003, ConditionalAccess, PartnerErrorCode.SignInFailed },
    };

    // The same code with either word of OAuth, for either way to sign in: the code decides.
    [Theory]
    [MemberData(nameof(Table))]
    public async Task A_known_code_gets_its_advice(int code, string advice, PartnerErrorCode error)
    {
        foreach (var (word, asUser) in new[] { ("invalid_grant", true), ("invalid_client", false), ("something_new", true) })
        {
            var failure = await FailAsync(word, $"AADSTS{code}: In Entra's own words.", [code], asUser);
            Assert.Equal((error, "AADSTS" + code), (failure.Error, failure.ServiceCode));
            AssertOnly(advice, failure);
            Assert.Contains($"AADSTS{code}: In Entra's own words.", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(9002313)]
    [InlineData(70000)]
    [InlineData(70002)]
    [InlineData(50034)]
    [InlineData(50053)]
    [InlineData(50055)]
    [InlineData(50057)]
    [InlineData(50105)]
    [InlineData(50128)]
    [InlineData(50131)]
    [InlineData(50133)]
    [InlineData(50144)]
    [InlineData(54005)]
    [InlineData(65005)]
    [InlineData(90014)]
    [InlineData(90019)]
    [InlineData(90072)]
    [InlineData(90094)]
    [InlineData(135010)]
    [InlineData(240001)]
    [InlineData(501481)]
    [InlineData(700003)]
    [InlineData(700213)]
    [InlineData(7000112)]
    [InlineData(7000216)]
    [InlineData(123456789)]
    public async Task An_unknown_code_gets_no_cause_but_its_address(int code)
    {
        foreach (var (word, asUser) in new[] { ("invalid_grant", true), ("invalid_client", true), ("invalid_client", false), ("access_denied", true) })
        {
            var failure = await FailAsync(word, $"AADSTS{code}: In Entra's own words.", [code], asUser);
            Assert.Equal((PartnerErrorCode.SignInFailed, "AADSTS" + code), (failure.Error, failure.ServiceCode));
            AssertOnly(null, failure);
            Assert.Contains($"https://login.microsoftonline.com/error?code={code}.", failure.RecommendedAction, StringComparison.Ordinal);
            Assert.Contains($"AADSTS{code}: In Entra's own words.", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("invalid_grant", true)]
    [InlineData("invalid_client", true)]
    [InlineData("invalid_client", false)]
    [InlineData("unauthorized_client", false)]
    public async Task A_word_without_a_code_gets_no_cause(string word, bool asUser)
    {
        var failure = await FailAsync(word, "In Entra's own words.", [], asUser);
        Assert.Equal((PartnerErrorCode.SignInFailed, word), (failure.Error, failure.ServiceCode));
        AssertOnly(null, failure);
        Assert.Contains("In Entra's own words.", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AADSTS70002: Error validating credentials. AADSTS50126: Invalid username or password.", "AADSTS50126", Password)]
    [InlineData("AADSTS50126: Invalid username or password. AADSTS70002: Error validating credentials.", "AADSTS50126", Password)]
    [InlineData("AADSTS65001: No consent. AADSTS50076: A second factor is needed.", "AADSTS50076", Mfa)]
    [InlineData("AADSTS70000: Failed. AADSTS500199: For another reason.", "AADSTS500199", null)]
    public async Task Of_several_codes_the_most_specific_one_decides(string text, string code, string? advice)
    {
        var failure = await FailAsync("invalid_grant", text, [], asUser: true);
        Assert.Equal(code, failure.ServiceCode);
        AssertOnly(advice, failure);
        Assert.Contains(text, failure.Message, StringComparison.Ordinal);
    }

    // A certificate that was just rotated.
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_certificate_that_is_not_known_yet_is_tried_again(int failures)
    {
        var events = new List<PartnerEvent>();
        using var emulator = Create(options => options.Certificates.Add(TestCertificates.Shared));
        for (var i = 0; i < failures; i++)
        {
            emulator.RespondOnce(IsToken, Refusal("invalid_client", "AADSTS700027: The key was not found. Trace ID: 1", [700027], 401));
        }

        using var handler = emulator.CreateHandler();
        using var client = await PartnerClient.ConnectAsync(
            PartnerCredentials.ClientCertificate(EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, TestCertificates.Shared),
            Options(handler),
            new PartnerOperation { Listener = events.Add },
            TestContext.Current.CancellationToken);
        Assert.Equal(failures + 1, emulator.Statistics.TokenRequests);
        Assert.Equal(failures, events.Count(one => one.Kind == PartnerEventKind.Retry && one.Message.Contains("AADSTS700027", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_certificate_that_is_never_known_fails_after_a_short_while()
    {
        using var emulator = Create();
        using var handler = emulator.CreateHandler();
        var clock = new ManualTimeProvider();
        var started = clock.GetUtcNow();
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => clock.RunAsync(PartnerClient.ConnectAsync(
            PartnerCredentials.ClientCertificate(EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, TestCertificates.Shared),
            new PartnerClientOptions { HttpHandler = handler, TimeProvider = clock },
            TestContext.Current.CancellationToken)));
        Assert.Equal("AADSTS700027", failure.ServiceCode);
        Assert.Equal(6, emulator.Statistics.TokenRequests);
        Assert.InRange(clock.GetUtcNow() - started, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_renewal_with_a_new_certificate_is_tried_again_too()
    {
        using var connection = await TestConnection.OpenAsync(
            options => options.Certificates.Add(TestCertificates.Shared),
            credential: _ => PartnerCredentials.ClientCertificate(EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, TestCertificates.Shared));
        connection.Emulator.RevokeAccessTokens();
        connection.Emulator.RespondOnce(IsToken, Refusal("invalid_client", "AADSTS700027: The key was not found.", [700027], 401));
        Assert.Empty(await connection.ReadAsync());
        Assert.Equal(3, connection.Emulator.Statistics.TokenRequests);
    }

    // A wrong secret is wrong the next time, too, and each attempt counts towards a lockout.
    [Theory]
    [InlineData(7000215)]
    [InlineData(700024)]
    [InlineData(50126)]
    [InlineData(90033)]
    public async Task Nothing_else_is_tried_again(int code)
    {
        using var emulator = Create();
        emulator.RespondWith(IsToken, Refusal("invalid_client", $"AADSTS{code}: No.", [code], 401));
        using var handler = emulator.CreateHandler();
        await Assert.ThrowsAsync<PartnerCenterException>(() => PartnerClient.ConnectAsync(
            PartnerCredentials.ClientSecret(EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, Authentication.Secret.Hide("x")), Options(handler),
            TestContext.Current.CancellationToken));
        Assert.Equal(1, emulator.Statistics.TokenRequests);
    }

    // The sign-in library asks again by itself after some of them, so the number of requests is not the client's alone. It remembers an identity's token for
    // the whole process, so each case has an identity of its own.
    [Theory]
    [InlineData(403, 3)]
    [InlineData(429, 5)]
    [InlineData(500, 5)]
    public async Task A_managed_identity_that_fails_for_a_moment_is_asked_again(int status, int failures)
    {
        var identity = Guid.NewGuid().ToString();
        using var emulator = Create(options => options.UserAssignedIdentities.Add(identity));
        for (var i = 0; i < failures; i++)
        {
            emulator.RespondOnce(IsIdentity, CannedResponse.Json("""{"error":"not_yet","error_description":"Not yet."}""", status));
        }

        using var handler = emulator.CreateHandler();
        using var client = await PartnerClient.ConnectAsync(
            PartnerCredentials.ManagedIdentity(EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, identity), Options(handler),
            TestContext.Current.CancellationToken);
        Assert.Equal(failures + 1, emulator.Statistics.RequestsFor(EmulatorRoute.ManagedIdentity));
    }

    [Theory]
    [InlineData(403, true)]
    [InlineData(400, false)]
    public async Task A_managed_identity_that_goes_on_failing(int status, bool passing)
    {
        using var emulator = Create();
        emulator.RespondWith(IsIdentity, CannedResponse.Json("""{"error":"no","error_description":"In its own words."}""", status));
        using var handler = emulator.CreateHandler();
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => PartnerClient.ConnectAsync(
            PartnerCredentials.ManagedIdentity(EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, Guid.NewGuid().ToString()),
            Options(handler),
            TestContext.Current.CancellationToken));
        Assert.Equal(PartnerErrorCode.SignInFailed, failure.Error);
        Assert.Contains("In its own words.", failure.Message, StringComparison.Ordinal);
        Assert.Contains(passing ? "Try again later" : "Check that this machine has a managed identity", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(passing ? 6 : 1, emulator.Statistics.RequestsFor(EmulatorRoute.ManagedIdentity));
    }

    private static bool IsToken(EmulatorRequestInfo request) => request.Operation == EmulatorRoute.Token;

    private static bool IsIdentity(EmulatorRequestInfo request) => request.Operation == EmulatorRoute.ManagedIdentity;

    private static PartnerCenterEmulator Create(Action<EmulatorOptions>? emulate = null)
    {
        var options = new EmulatorOptions { RecordRequests = true };
        emulate?.Invoke(options);
        return new PartnerCenterEmulator(options);
    }

    private static PartnerClientOptions Options(System.Net.Http.HttpMessageHandler handler) =>
        new() { HttpHandler = handler, RetryDelay = TimeSpan.FromMilliseconds(1) };

    private static CannedResponse Refusal(string word, string text, int[] codes, int status = 400) =>
        CannedResponse.Json(JsonSerializer.Serialize(new { error = word, error_description = text, error_codes = codes }), status);

    private static async Task<PartnerCenterException> FailAsync(string word, string text, int[] codes, bool asUser)
    {
        using var emulator = Create();
        emulator.RespondWith(IsToken, Refusal(word, text + " Trace ID: 4 Correlation ID: 5 Timestamp: 6", codes, word == "invalid_client" ? 401 : 400));
        using var handler = emulator.CreateHandler();
        var credential = asUser
            ? PartnerCredentials.RefreshToken(
                Authentication.Secret.Hide(emulator.IssueRefreshToken()), EmulatorDefaults.ApplicationId, EmulatorDefaults.TenantId)
            : PartnerCredentials.ClientSecret(
                EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, Authentication.Secret.Hide(EmulatorDefaults.ApplicationSecret));
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(
            () => PartnerClient.ConnectAsync(credential, Options(handler), TestContext.Current.CancellationToken));
        Assert.True(failure.AffectsEveryCustomer);
        return failure;
    }

    private static void AssertOnly(string? advice, PartnerCenterException failure) =>
        Assert.Equal(advice is null ? [] : [advice], Advices.Where(one => failure.RecommendedAction.Contains(one, StringComparison.Ordinal)));
}
