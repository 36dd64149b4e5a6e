using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// Every way to sign in, through the real sign-in library.
/// </summary>
public sealed class SignInTests
{
    private const string Scope = "https://api.partnercenter.microsoft.com";

    private static SecureString ApplicationSecret => Secret.Hide(EmulatorDefaults.ApplicationSecret);

    private static List<RecordedRequest> Requests(TestConnection connection, EmulatorRoute operation) =>
        [.. connection.Emulator.Statistics.RecordedRequests.Where(request => request.Operation == operation)];

    private static Dictionary<string, string> Form(RecordedRequest request) => Values(request.Body);

    private static Dictionary<string, string> Values(string text) => text.TrimStart('?').Split('&').Select(pair => pair.Split('=', 2))
        .ToDictionary(pair => WebUtility.UrlDecode(pair[0]), pair => WebUtility.UrlDecode(pair[1]), StringComparer.Ordinal);

    // The proof that a token is good is what it opens.
    private static async Task AssertWorksAsync(TestConnection connection, AuthenticationKind kind, CredentialKind credential)
    {
        Assert.Equal(connection.CustomerId, (await connection.Customer.GetAsync(TestContext.Current.CancellationToken)).CustomerId);
        var identity = connection.Client.Identity;
        Assert.Equal(kind, identity.Authentication);
        Assert.Equal(credential, identity.CredentialKind);
        Assert.Equal(EmulatorDefaults.TenantId, identity.TenantId);
        Assert.Equal(EmulatorDefaults.ApplicationId, identity.ApplicationId);
        Assert.Equal(kind == AuthenticationKind.AppUser ? EmulatorDefaults.UserPrincipalName : null, identity.User);
        Assert.Equal(kind == AuthenticationKind.AppUser ? true : null, identity.HasMfa);
        Assert.InRange(connection.Client.TokenExpiresOn!.Value, DateTimeOffset.UtcNow.AddMinutes(55), DateTimeOffset.UtcNow.AddMinutes(61));
    }

    [Theory]
    [InlineData(EmulatorDefaults.TenantId)]
    [InlineData(EmulatorDefaults.TenantDomain)]
    public async Task Client_secret(string tenant)
    {
        using var connection = await TestConnection.OpenAsync(
            credential: _ => PartnerCredentials.ClientSecret(tenant, EmulatorDefaults.ApplicationId, ApplicationSecret));
        await AssertWorksAsync(connection, AuthenticationKind.AppOnly, CredentialKind.ClientSecret);
        var request = Assert.Single(Requests(connection, EmulatorRoute.Token));
        Assert.Equal($"/{tenant}/oauth2/v2.0/token", request.Path);
        Assert.Equal("client_credentials", Form(request)["grant_type"]);
        Assert.StartsWith(Scope + "/.default", Form(request)["scope"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Certificate_with_and_without_its_chain(bool chain)
    {
        using var connection = await TestConnection.OpenAsync(
            options => options.Certificates.Add(TestCertificates.Shared),
            credential: _ => PartnerCredentials.ClientCertificate(EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, TestCertificates.Shared, chain));
        await AssertWorksAsync(connection, AuthenticationKind.AppOnly, CredentialKind.ClientCertificate);
        var form = Form(Assert.Single(Requests(connection, EmulatorRoute.Token)));
        Assert.DoesNotContain("client_secret", form.Keys);
        using var header = JsonDocument.Parse(Base64Url(form["client_assertion"].Split('.')[0]));
        Assert.Equal(chain, header.RootElement.TryGetProperty("x5c", out var x5c));
        if (chain)
        {
            var first = x5c.ValueKind == JsonValueKind.Array ? x5c[0].GetString() : x5c.GetString();
            Assert.Equal(Convert.ToBase64String(TestCertificates.Shared.RawData), first);
        }
    }

    public enum FileKind
    {
        Pfx,
        PfxWithPassword,
        Pem,
        PemWithPassword,
    }

    [Theory]
    [InlineData(FileKind.Pfx)]
    [InlineData(FileKind.PfxWithPassword)]
#if !NETFRAMEWORK
    [InlineData(FileKind.Pem)]
    [InlineData(FileKind.PemWithPassword)]
#endif
    public async Task Certificate_from_a_file(FileKind kind)
    {
        var certificate = TestCertificates.Shared;
        var password = kind is FileKind.PfxWithPassword or FileKind.PemWithPassword ? "pässword 1" : null;
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        // Empty, not null: Mono cannot read what it writes for null.
        var bytes = certificate.Export(X509ContentType.Pfx, password ?? string.Empty);
#if !NETFRAMEWORK
        bytes = kind is FileKind.Pem or FileKind.PemWithPassword ? ExportPem(certificate, password) : bytes;
#endif
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        try
        {
            using var read = PartnerCertificates.FromFile(path, password is null ? null : Secret.Hide(password));
            Assert.Equal(certificate.Thumbprint, read.Thumbprint);
            using var connection = await TestConnection.OpenAsync(
                options => options.Certificates.Add(certificate),
                credential: _ => PartnerCredentials.ClientCertificate(EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, read));
            await AssertWorksAsync(connection, AuthenticationKind.AppOnly, CredentialKind.ClientCertificate);

            if (password is not null)
            {
                var wrong = Assert.Throws<PartnerCenterException>(() => PartnerCertificates.FromFile(path, Secret.Hide("another")));
                Assert.Equal(PartnerErrorCode.SignInFailed, wrong.Error);
                Assert.Contains(path, wrong.Message, StringComparison.Ordinal);
                Assert.Contains("password", wrong.RecommendedAction, StringComparison.OrdinalIgnoreCase);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

#if NETFRAMEWORK
    [Fact]
    public void A_certificate_in_a_PEM_file_is_refused_in_words()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "Bag Attributes\n-----BEGIN CERTIFICATE-----\n");
        try
        {
            var failure = Assert.Throws<PartnerCenterException>(() => PartnerCertificates.FromFile(path));
            Assert.Equal(PartnerErrorCode.SignInFailed, failure.Error);
            Assert.Contains("PEM", failure.Message, StringComparison.Ordinal);
            Assert.Contains("PFX", failure.RecommendedAction, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }
#else
    private static byte[] ExportPem(X509Certificate2 certificate, string? password)
    {
        using var key = certificate.GetRSAPrivateKey()!;
        var text = password is null
            ? key.ExportPkcs8PrivateKeyPem() + "\n" + certificate.ExportCertificatePem()
            : "Bag Attributes\n" + certificate.ExportCertificatePem() + "\n"
                + key.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        return Encoding.ASCII.GetBytes(text);
    }
#endif

    [Fact]
    public void A_certificate_that_cannot_prove_anything_is_refused()
    {
        using var half = X509CertificateLoader.LoadCertificate(TestCertificates.Shared.RawData);
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllBytes(path, half.RawData);
        try
        {
            var failures = new[]
            {
                Assert.Throws<PartnerCenterException>(() => PartnerCertificates.RequirePrivateKey(half)),
                Assert.Throws<PartnerCenterException>(() => PartnerCertificates.FromFile(path)),
                Assert.Throws<PartnerCenterException>(() => PartnerCertificates.FromFile(path + ".missing")),
                Assert.Throws<PartnerCenterException>(() => PartnerCertificates.FromStore("0123456789ABCDEF0123456789ABCDEF01234567")),
            };
            Assert.All(failures, failure => Assert.Equal(PartnerErrorCode.SignInFailed, failure.Error));
            Assert.All(failures, failure => Assert.True(failure.AffectsEveryCustomer));
            Assert.Contains(half.Thumbprint, failures[0].Message, StringComparison.Ordinal);
            Assert.Contains("private key", failures[0].RecommendedAction, StringComparison.Ordinal);
            Assert.Contains("PFX", failures[2].RecommendedAction, StringComparison.Ordinal);
            Assert.Contains("0123456789ABCDEF0123456789ABCDEF01234567", failures[3].Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Browser()
    {
        HeadlessBrowser? browser = null;
        using var connection = await TestConnection.OpenAsync(credential: emulator => PartnerCredentials.InteractiveBrowser(
            EmulatorDefaults.ApplicationId, EmulatorDefaults.TenantId, "admin@contoso.onmicrosoft.com", (browser = new HeadlessBrowser(emulator)).OpenAsync));
        await AssertWorksAsync(connection, AuthenticationKind.AppUser, CredentialKind.InteractiveBrowser);
        var query = Values(browser!.Opened!.Query);
        Assert.Equal("login.microsoftonline.com", browser.Opened.Host);
        Assert.Equal($"/{EmulatorDefaults.TenantId}/oauth2/v2.0/authorize", browser.Opened.AbsolutePath);
        Assert.Equal("S256", query["code_challenge_method"]);
        Assert.Equal("select_account", query["prompt"]);
        Assert.Equal("admin@contoso.onmicrosoft.com", query["login_hint"]);
        Assert.Contains(Scope + "/user_impersonation", query["scope"].Split(' '));
        Assert.True(new Uri(query["redirect_uri"]).IsLoopback);
        var form = Form(Assert.Single(Requests(connection, EmulatorRoute.Token)));
        Assert.Equal("authorization_code", form["grant_type"]);
        Assert.NotEmpty(form["code_verifier"]);
    }

    [Fact]
    public async Task Browser_without_a_tenant_leaves_it_to_the_user()
    {
        HeadlessBrowser? browser = null;
        using var connection = await TestConnection.OpenAsync(credential: emulator =>
            PartnerCredentials.InteractiveBrowser(EmulatorDefaults.ApplicationId, openBrowser: (browser = new HeadlessBrowser(emulator)).OpenAsync));
        await AssertWorksAsync(connection, AuthenticationKind.AppUser, CredentialKind.InteractiveBrowser);
        Assert.Equal("/organizations/oauth2/v2.0/authorize", browser!.Opened!.AbsolutePath);
        Assert.DoesNotContain("login_hint", Values(browser.Opened.Query).Keys);
    }

    [Fact]
    public async Task Browser_with_a_confidential_client()
    {
        HeadlessBrowser? browser = null;
        using var connection = await TestConnection.OpenAsync(
            options => options.AllowPublicClient = false,
            credential: emulator => PartnerCredentials.InteractiveBrowser(
                EmulatorDefaults.ApplicationId, ApplicationSecret, EmulatorDefaults.TenantId, openBrowser: (browser = new HeadlessBrowser(
                    emulator)).OpenAsync));
        await AssertWorksAsync(connection, AuthenticationKind.AppUser, CredentialKind.InteractiveBrowser);
        Assert.Equal("S256", Values(browser!.Opened!.Query)["code_challenge_method"]);
        var form = Form(Assert.Single(Requests(connection, EmulatorRoute.Token)));
        Assert.Equal("authorization_code", form["grant_type"]);
        Assert.NotEmpty(form["code_verifier"]);
        Assert.True(form.ContainsKey("client_secret"));
    }

    [Fact]
    public async Task Device_code()
    {
        var prompts = new List<DeviceCodePrompt>();
        using var connection = await TestConnection.OpenAsync(
            options => options.DeviceCodePollsBeforeApproval = 1,
            credential: _ => PartnerCredentials.DeviceCode(
                EmulatorDefaults.ApplicationId,
                prompt =>
                {
                    prompts.Add(prompt);
                    return Task.CompletedTask;
                },
                EmulatorDefaults.TenantId));
        await AssertWorksAsync(connection, AuthenticationKind.AppUser, CredentialKind.DeviceCode);
        var shown = Assert.Single(prompts);
        Assert.Matches("^[A-Z2-9]{9}$", shown.UserCode);
        Assert.Equal(new Uri("https://microsoft.com/devicelogin"), shown.VerificationUri);
        Assert.InRange(shown.ExpiresOn, DateTimeOffset.UtcNow.AddMinutes(13), DateTimeOffset.UtcNow.AddMinutes(15));
        Assert.Contains(shown.UserCode, shown.Message, StringComparison.Ordinal);
        Assert.Equal(2, Requests(connection, EmulatorRoute.Token).Count);
    }

    /// <summary>Who redeems a refresh token.</summary>
    public enum Redeemer
    {
        PublicClient,
        Secret,
        Certificate,
    }

    [Theory]
    [InlineData(Redeemer.PublicClient)]
    [InlineData(Redeemer.Secret)]
    [InlineData(Redeemer.Certificate)]
    public async Task Refresh_token(Redeemer redeemer)
    {
        string? refreshToken = null;
        using var connection = await TestConnection.OpenAsync(
            options =>
            {
                options.Certificates.Add(TestCertificates.Shared);
                options.AllowPublicClient = redeemer == Redeemer.PublicClient;
            },
            credential: emulator =>
            {
                var token = Secret.Hide(refreshToken = emulator.IssueRefreshToken());
                return redeemer switch
                {
                    Redeemer.PublicClient => PartnerCredentials.RefreshToken(token, EmulatorDefaults.ApplicationId, EmulatorDefaults.TenantId),
                    Redeemer.Secret => PartnerCredentials.RefreshToken(token, EmulatorDefaults.ApplicationId, ApplicationSecret, EmulatorDefaults.TenantId),
                    _ => PartnerCredentials.RefreshToken(token, EmulatorDefaults.ApplicationId, TestCertificates.Shared, tenantId: EmulatorDefaults.TenantId),
                };
            });
        await AssertWorksAsync(connection, AuthenticationKind.AppUser, CredentialKind.RefreshToken);
        var form = Form(Assert.Single(Requests(connection, EmulatorRoute.Token)));
        Assert.Equal("refresh_token", form["grant_type"]);
        Assert.Equal(refreshToken, form["refresh_token"]);
        Assert.Contains(Scope + "/user_impersonation", form["scope"].Split(' '));
        Assert.Equal(redeemer == Redeemer.Secret, form.ContainsKey("client_secret"));
        Assert.Equal(redeemer == Redeemer.Certificate, form.ContainsKey("client_assertion"));
    }

    // Each redemption gives another refresh token; where the old one is dead afterwards, only the new one can renew.
    [Fact]
    public async Task A_rotated_refresh_token_takes_the_old_one_s_place()
    {
        using var connection = await TestConnection.OpenAsync(
            options => options.StrictRefreshTokenRotation = true,
            credential: emulator =>
                PartnerCredentials.RefreshToken(Secret.Hide(emulator.IssueRefreshToken()), EmulatorDefaults.ApplicationId, EmulatorDefaults.TenantId));
        for (var i = 0; i < 3; i++)
        {
            connection.Emulator.RevokeAccessTokens();
            await connection.ReadAsync();
        }

        Assert.Equal(4, Requests(connection, EmulatorRoute.Token).Select(request => Form(request)["refresh_token"]).Distinct().Count());
    }

    [Fact]
    public async Task A_sign_in_without_a_second_factor_is_told()
    {
        using var connection = await TestConnection.OpenAsync(
            options => options.UserHasMfa = false,
            credential: emulator => PartnerCredentials.RefreshToken(Secret.Hide(emulator.IssueRefreshToken(hasMfa: false)), EmulatorDefaults.ApplicationId));
        Assert.False(connection.Client.Identity.HasMfa);
        var failure = await connection.FailAsync();
        Assert.Equal(PartnerErrorCode.MfaRequired, failure.Error);
        Assert.Equal("900421", failure.ServiceCode);
    }

    private static byte[] Base64Url(string text) => Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '='));
}
