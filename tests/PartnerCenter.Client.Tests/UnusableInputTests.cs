using System;
using System.Collections.Generic;
using System.Security;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Tests.EscapeRoom;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// What cannot work is refused in words before anything is sent, and never as an exception of .NET's.
/// </summary>
public sealed class UnusableInputTests
{
    private const string Tenant = "contoso.example";
    private const string Application = Keyring.ApplicationId;

    private static IReadOnlyDictionary<string, Func<SecureString, PartnerCredential>> Credentials { get; } =
        new Dictionary<string, Func<SecureString, PartnerCredential>>
        {
            ["secret"] = given => PartnerCredentials.ClientSecret(Tenant, Application, given),
            ["federated token"] = given => PartnerCredentials.FederatedToken(Tenant, Application, given),
            ["browser, secret"] = given => PartnerCredentials.InteractiveBrowser(Application, given, Tenant),
            ["refresh token"] = given => PartnerCredentials.RefreshToken(given, Application, Tenant),
            ["refresh token of a secret"] = given => PartnerCredentials.RefreshToken(Secret.Hide("x"), Application, given, Tenant),
            ["access token"] = given => PartnerCredentials.AccessToken(given, Tenant),
        };

    public static TheoryData<string> Kinds { get; } = new(Credentials.Keys);

    private static async Task<PartnerCenterException> FailAsync(PartnerCredential credential, PartnerClientOptions? options = null)
    {
        using var emulator = new PartnerCenterEmulator(new EmulatorOptions { RecordRequests = true });
        using var handler = emulator.CreateHandler();
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => PartnerClient.ConnectAsync(
            credential,
            options ?? new PartnerClientOptions { HttpHandler = handler },
            TestContext.Current.CancellationToken));
        Assert.Empty(emulator.Statistics.RecordedRequests);
        Assert.True(failure.AffectsEveryCustomer);
        Assert.NotEmpty(failure.RecommendedAction);
        return failure;
    }

    // A mistake of the program, which no response of a service may be blamed for.
    [Fact]
    public void A_missing_refresh_token_is_refused()
    {
        using var secret = Secret.Hide("x");
        Assert.Throws<ArgumentNullException>(() => PartnerCredentials.RefreshToken(null!, Application, Tenant));
        Assert.Throws<ArgumentNullException>(() => PartnerCredentials.RefreshToken(null!, Application, secret, Tenant));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_empty_secret_is_refused(string kind)
    {
        using var empty = new SecureString();
        var failure = await FailAsync(Credentials[kind](empty));
        Assert.Equal(PartnerErrorCode.SignInFailed, failure.Error);
        Assert.Contains("empty", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_disposed_secret_is_refused(string kind)
    {
        var disposed = Secret.Hide("x");
        disposed.Dispose();
        var failure = await FailAsync(Credentials[kind](disposed));
        Assert.Equal(PartnerErrorCode.SignInFailed, failure.Error);
        Assert.Contains("disposed", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_disposed_certificate_is_refused(bool isRefreshToken)
    {
        var certificate = TestCertificates.Create("CN=disposed");
        certificate.Dispose();
        var failure = await FailAsync(isRefreshToken
            ? PartnerCredentials.RefreshToken(Secret.Hide("x"), Application, certificate, tenantId: Tenant)
            : PartnerCredentials.ClientCertificate(Tenant, Application, certificate));
        Assert.Equal(PartnerErrorCode.SignInFailed, failure.Error);
        Assert.Contains("certificate cannot be used", failure.Message, StringComparison.Ordinal);
        Assert.Throws<PartnerCenterException>(() => PartnerCertificates.RequirePrivateKey(certificate));
    }

    // Disposed while the connection is in use, which is noticed at its next renewal.
    [Fact]
    public async Task A_certificate_that_is_disposed_later_is_told_in_words()
    {
        var certificate = TestCertificates.Create("CN=disposed later");
        using var connection = await TestConnection.OpenAsync(credential: emulator =>
        {
            emulator.AddCertificate(certificate);
            return PartnerCredentials.ClientCertificate(EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, certificate);
        });
        connection.Emulator.RevokeAccessTokens();
        certificate.Dispose();
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => connection.Customer.GetAsync(TestContext.Current.CancellationToken));
        Assert.Contains("certificate cannot be used", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_its_enumeration_does_not_have_is_refused()
    {
        var credential = PartnerCredentials.DeviceCode(Application, _ => Task.CompletedTask, Tenant);
        var failure = await FailAsync(credential, new PartnerClientOptions { Environment = (PartnerEnvironment)7 });
        Assert.Equal(PartnerErrorCode.InvalidRequest, failure.Error);
        Assert.Contains("'7' is not a valid value of Environment", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Global, USGovernment, China", failure.RecommendedAction, StringComparison.Ordinal);
        failure = await FailAsync(credential, new PartnerClientOptions { TokenCache = (TokenCacheMode)7 });
        Assert.Equal(PartnerErrorCode.InvalidRequest, failure.Error);
        Assert.Contains("TokenCache", failure.Message, StringComparison.Ordinal);
    }
}
