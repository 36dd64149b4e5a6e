using System;
using System.Collections.Generic;
using System.Net;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Identity.Client;
using Microsoft.Identity.Client.Extensibility;
using Xunit;

namespace PartnerCenter.Emulator.Tests;

/// <summary>
/// A user's tokens, asked for by the real sign-in library.
/// </summary>
public sealed class UserSignInTests : IDisposable
{
    private const string Scope = "https://api.partnercenter.microsoft.com/user_impersonation";
    private const string TokenEndpoint = "https://login.microsoftonline.com/" + EmulatorDefaults.TenantId + "/oauth2/v2.0/token";

    private readonly PartnerCenterEmulator _emulator = new(new EmulatorOptions { RecordRequests = true });
    private readonly MsalFactory _factory;
    private readonly IPublicClientApplication _app;

    public UserSignInTests()
    {
        _factory = new MsalFactory(_emulator);
        _app = PublicClientApplicationBuilder.Create(EmulatorDefaults.ApplicationId)
            .WithAuthority("https://login.microsoftonline.com/organizations")
            .WithRedirectUri("http://localhost")
            .WithHttpClientFactory(_factory)
            .Build();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _factory.Dispose();
        _emulator.Dispose();
    }

    [Fact]
    public async Task The_browser_gives_a_code_that_gets_a_token_with_mfa()
    {
        var result = await _app.AcquireTokenInteractive([Scope]).WithCustomWebUi(new Browser(_emulator)).ExecuteAsync(Cancel);

        Assert.Equal(EmulatorDefaults.UserPrincipalName, result.Account.Username);
        Assert.Equal(EmulatorDefaults.TenantId, result.TenantId);
        Assert.Equal([Scope], result.Scopes);
        var claims = Jwt.Claims(result.AccessToken);
        Assert.Equal("""["pwd","mfa"]""", claims.GetProperty("amr").GetRawText());
        Assert.Equal("user_impersonation", claims.GetProperty("scp").GetString());
        Assert.Equal(EmulatorDefaults.UserPrincipalName, claims.GetProperty("upn").GetString());
        using var api = new TestApi(_emulator);
        api.UseToken(result.AccessToken);
        Assert.Equal(200, (await api.GetAsync("/v1/customers?size=1")).Status);
    }

    [Fact]
    public async Task A_user_without_a_second_factor_gets_a_token_without_mfa()
    {
        _emulator.Options.UserHasMfa = false;

        var result = await _app.AcquireTokenInteractive([Scope]).WithCustomWebUi(new Browser(_emulator)).ExecuteAsync(Cancel);

        Assert.Equal("""["pwd"]""", Jwt.Claims(result.AccessToken).GetProperty("amr").GetRawText());
    }

    [Fact]
    public async Task A_user_who_declines_ends_the_sign_in()
    {
        _emulator.Options.TokenError = EmulatedTokenError.UserDeclined;

        var e = await Assert.ThrowsAnyAsync<MsalException>(
            () => _app.AcquireTokenInteractive([Scope]).WithCustomWebUi(new Browser(_emulator)).ExecuteAsync(Cancel));

        Assert.Equal("access_denied", e.ErrorCode);
    }

    [Fact]
    public async Task A_device_code_is_approved_after_as_many_questions_as_set()
    {
        _emulator.Options.DeviceCodePollsBeforeApproval = 2;
        _emulator.Options.DeviceCodeInterval = TimeSpan.Zero;
        DeviceCodeResult? shown = null;

        var result = await _app.AcquireTokenWithDeviceCode([Scope], code =>
        {
            shown = code;
            return Task.CompletedTask;
        }).ExecuteAsync(Cancel);

        Assert.Equal(EmulatorDefaults.UserPrincipalName, result.Account.Username);
        Assert.Equal("https://microsoft.com/devicelogin", shown!.VerificationUrl);
        Assert.Contains(shown.UserCode, shown.Message, StringComparison.Ordinal);
        Assert.Equal(3, _emulator.Statistics.TokenRequests);
    }

    [Theory]
    [InlineData(EmulatedTokenError.DeviceCodeDeclined, "authorization_declined")]
    [InlineData(EmulatedTokenError.DeviceCodeExpired, "expired_token")]
    public async Task A_device_code_can_be_declined_and_can_expire(EmulatedTokenError failure, string error)
    {
        _emulator.Options.TokenError = failure;

        var e = await Assert.ThrowsAnyAsync<MsalException>(() => _app.AcquireTokenWithDeviceCode([Scope], _ => Task.CompletedTask).ExecuteAsync(Cancel));

        Assert.Equal(error, e.ErrorCode);
    }

    [Fact]
    public async Task A_sign_in_is_renewed_silently_with_the_rotated_refresh_token()
    {
        var first = await _app.AcquireTokenInteractive([Scope]).WithCustomWebUi(new Browser(_emulator)).ExecuteAsync(Cancel);

        var second = await _app.AcquireTokenSilent([Scope], first.Account).WithForceRefresh(true).ExecuteAsync(Cancel);
        var third = await _app.AcquireTokenSilent([Scope], first.Account).WithForceRefresh(true).ExecuteAsync(Cancel);

        Assert.Equal(TokenSource.IdentityProvider, third.AuthenticationResultMetadata.TokenSource);
        Assert.Equal(3, new HashSet<string> { first.AccessToken, second.AccessToken, third.AccessToken }.Count);
        var used = new HashSet<string>();
        foreach (var request in _emulator.Statistics.RecordedRequests)
        {
            if (request.Body.Contains("grant_type=refresh_token", StringComparison.Ordinal))
            {
                used.Add(Parse(request.Body)["refresh_token"]);
            }
        }

        Assert.Equal(2, used.Count);
    }

    [Fact]
    public async Task A_refresh_token_from_a_vault_is_redeemed_by_a_confidential_client()
    {
        var vaulted = _emulator.IssueRefreshToken();
        var confidential = ConfidentialClientApplicationBuilder.Create(EmulatorDefaults.ApplicationId)
            .WithClientSecret(EmulatorDefaults.ApplicationSecret)
            .WithAuthority("https://login.microsoftonline.com/" + EmulatorDefaults.TenantId)
            .WithHttpClientFactory(_factory)
            .Build();

        var result = await ((IByRefreshToken)confidential).AcquireTokenByRefreshToken([Scope], vaulted).ExecuteAsync(Cancel);

        Assert.Contains("mfa", Jwt.Claims(result.AccessToken).GetProperty("amr").GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EmulatedTokenError.RefreshTokenExpired, "AADSTS700082")]
    [InlineData(EmulatedTokenError.RefreshTokenRevoked, "AADSTS50173")]
    public async Task A_dead_refresh_token_asks_for_a_new_sign_in(EmulatedTokenError failure, string code)
    {
        _emulator.Options.TokenError = failure;

        var e = await Assert.ThrowsAsync<MsalUiRequiredException>(
            () => ((IByRefreshToken)_app).AcquireTokenByRefreshToken([Scope], _emulator.IssueRefreshToken()).ExecuteAsync(Cancel));

        Assert.Equal("invalid_grant", e.ErrorCode);
        Assert.Contains(code, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refresh_tokens_die_after_ninety_idle_days_and_when_revoked()
    {
        var clock = TestClock.Create();
        using var other = new PartnerCenterEmulator(new EmulatorOptions { Clock = clock });
        var token = other.IssueRefreshToken();

        clock.Advance(TimeSpan.FromDays(89));
        var (status, body) = await Redeem(other, token);
        Assert.Equal(200, status);
        clock.Advance(TimeSpan.FromDays(89));
        Assert.Equal(200, (await Redeem(other, token)).Status);
        clock.Advance(TimeSpan.FromDays(90));
        (status, body) = await Redeem(other, token);
        Assert.Equal(400, status);
        Assert.Contains("AADSTS700082", body, StringComparison.Ordinal);

        var revoked = other.IssueRefreshToken();
        other.RevokeRefreshTokens();
        Assert.Contains("AADSTS50173", (await Redeem(other, revoked)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_used_refresh_token_lives_on_unless_rotation_is_strict()
    {
        var token = _emulator.IssueRefreshToken();
        Assert.Equal(200, (await Redeem(_emulator, token)).Status);
        Assert.Equal(200, (await Redeem(_emulator, token)).Status);

        _emulator.Options.StrictRefreshTokenRotation = true;
        Assert.Equal(400, (await Redeem(_emulator, token)).Status);
        var fresh = _emulator.IssueRefreshToken();
        Assert.Equal(200, (await Redeem(_emulator, fresh)).Status);
        Assert.Equal(400, (await Redeem(_emulator, fresh)).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refresh_token_keeps_the_second_factor_or_the_lack_of_it(bool hadMfa)
    {
        var token = _emulator.IssueRefreshToken(hadMfa);
        _emulator.Options.UserHasMfa = !hadMfa;

        for (var use = 0; use < 2; use++)
        {
            using var answer = JsonDocument.Parse((await Redeem(_emulator, token)).Body);
            var claims = Jwt.Claims(answer.RootElement.GetProperty("access_token").GetString()!);
            Assert.Equal(hadMfa, claims.GetProperty("amr").EnumerateArray().Any(method => method.GetString() == "mfa"));
            token = answer.RootElement.GetProperty("refresh_token").GetString()!;
        }
    }

    [Fact]
    public async Task A_code_is_good_once_and_with_its_verifier_only()
    {
        const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        var code = await Authorize("&code_challenge=" + Challenge + "&code_challenge_method=S256");

        Assert.Contains("AADSTS501481", (await RedeemCode(code, "x" + Verifier[1..])).Body, StringComparison.Ordinal);
        Assert.Contains("AADSTS50011", (await RedeemCode(code, Verifier, "http://localhost:8401/")).Body, StringComparison.Ordinal);
        Assert.Equal(200, (await RedeemCode(code, Verifier)).Status);
        Assert.Contains("AADSTS54005", (await RedeemCode(code, Verifier)).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(599, 200, null)]
    [InlineData(600, 400, "AADSTS70008")]
    [InlineData(86_400, 400, "AADSTS70008")]
    public async Task A_code_is_good_for_ten_minutes(int seconds, int status, string? error)
    {
        var clock = TestClock.Create();
        using var other = new PartnerCenterEmulator(new EmulatorOptions { Clock = clock });
        var code = await Authorize(string.Empty, other);
        clock.Advance(TimeSpan.FromSeconds(seconds));

        var answer = await RedeemCode(code, string.Empty, at: other);

        Assert.Equal(status, answer.Status);
        Assert.Contains(error ?? "access_token", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(299, 200, null)]
    [InlineData(300, 400, "AADSTS70020")]
    public async Task A_device_code_is_good_for_as_long_as_set(int seconds, int status, string? error)
    {
        var clock = TestClock.Create();
        using var other = new PartnerCenterEmulator(
            new EmulatorOptions { Clock = clock, DeviceCodeLifetime = TimeSpan.FromMinutes(5), DeviceCodePollsBeforeApproval = 0 });
        using var http = new HttpClient(other.CreateHandler());
        using var form = new FormUrlEncodedContent([new("client_id", EmulatorDefaults.ApplicationId), new("scope", Scope)]);
        using var response = await http.PostAsync(new Uri(TokenEndpoint.Replace("/token", "/devicecode")), form, Cancel);
        using var shown = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(300, shown.RootElement.GetProperty("expires_in").GetInt32());
        clock.Advance(TimeSpan.FromSeconds(seconds));

        var answer = await Post(
            other,
            new("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            new("client_id", EmulatorDefaults.ApplicationId),
            new("device_code", shown.RootElement.GetProperty("device_code").GetString()!));

        Assert.Equal(status, answer.Status);
        Assert.Contains(error ?? "access_token", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_code_comes_back_in_the_mode_that_was_asked_for()
    {
        using var http = new HttpClient(_emulator.CreateHandler());

        using var fragment = await http.GetAsync(AuthorizeAddress("&response_mode=fragment&state=a%26b"), Cancel);
        Assert.Equal(HttpStatusCode.Redirect, fragment.StatusCode);
        Assert.Contains("#code=", fragment.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Contains("state=a%26b", fragment.Headers.Location.OriginalString, StringComparison.Ordinal);

        using var form = await http.GetAsync(AuthorizeAddress("&response_mode=form_post&state=a%22b"), Cancel);
        var html = await form.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(HttpStatusCode.OK, form.StatusCode);
        Assert.Contains("""name="state" value="a&quot;b" """, html, StringComparison.Ordinal);
        Assert.Contains("""action="http://localhost:8400/" """.TrimEnd(), html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_goes_to_no_other_machine()
    {
        using var http = new HttpClient(_emulator.CreateHandler());

        using var response = await http.GetAsync(
            new Uri(
                "https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id="
                    + EmulatorDefaults.ApplicationId
                    + "&response_type=code&redirect_uri=https%3A%2F%2Fevil.example%2F&scope=openid"), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("AADSTS50011", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Discovery_names_the_endpoints_of_the_host_that_was_asked()
    {
        using var http = new HttpClient(_emulator.CreateHandler());

        var json = await http.GetStringAsync(new Uri("http://localhost:5088/common/v2.0/.well-known/openid-configuration"), Cancel);
        var instance = await http.GetStringAsync(
            new Uri(
                "https://login.microsoftonline.us/common/discovery/instance?api-version=1.1&authorization_endpoint=https%3A%2F%2Flogin.microsoftonline.us%2Fcommon%2Foauth2%2Fv2.0%2Fauthorize"),
            Cancel);

        Assert.Contains("\"http://localhost:5088/" + EmulatorDefaults.TenantId + "/oauth2/v2.0/token\"", json, StringComparison.Ordinal);
        Assert.Contains("\"preferred_network\":\"login.microsoftonline.us\"", instance, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Parse(string form)
    {
        var values = new Dictionary<string, string>();
        foreach (var pair in form.Split('&'))
        {
            var parts = pair.Split('=', 2);
            values[parts[0]] = parts[1];
        }

        return values;
    }

    private static Uri AuthorizeAddress(string more) => new(
        "https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize?client_id=" + EmulatorDefaults.ApplicationId
        + "&response_type=code&redirect_uri="
            + Uri.EscapeDataString("http://localhost:8400/")
            + "&scope="
            + Uri.EscapeDataString(Scope + " openid offline_access")
            + more);

    private async Task<string> Authorize(string more, PartnerCenterEmulator? at = null)
    {
        using var http = new HttpClient((at ?? _emulator).CreateHandler());
        using var response = await http.GetAsync(AuthorizeAddress(more), Cancel);
        var query = response.Headers.Location!.Query.TrimStart('?');
        return Uri.UnescapeDataString(Parse(query)["code"]);
    }

    private Task<(int Status, string Body)> RedeemCode(
        string code, string verifier, string redirect = "http://localhost:8400/", PartnerCenterEmulator? at = null) => Post(
        at ?? _emulator,
        new("grant_type", "authorization_code"),
        new("client_id", EmulatorDefaults.ApplicationId),
        new("redirect_uri", redirect),
        new("scope", Scope),
        new("code", code),
        new("code_verifier", verifier));

    private static Task<(int Status, string Body)> Redeem(PartnerCenterEmulator emulator, string token) => Post(
        emulator,
        new("grant_type", "refresh_token"),
        new("client_id", EmulatorDefaults.ApplicationId),
        new("refresh_token", token));

    private static async Task<(int Status, string Body)> Post(PartnerCenterEmulator emulator, params KeyValuePair<string, string>[] values)
    {
        using var http = new HttpClient(emulator.CreateHandler());
        using var form = new FormUrlEncodedContent(values);
        using var response = await http.PostAsync(new Uri(TokenEndpoint), form, Cancel);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }

    /// <summary>A browser that follows nobody: it reads where the sign-in page sends it.</summary>
    private sealed class Browser(PartnerCenterEmulator emulator) : ICustomWebUi
    {
        public async Task<Uri> AcquireAuthorizationCodeAsync(Uri authorizationUri, Uri redirectUri, CancellationToken cancellationToken)
        {
            using var http = new HttpClient(emulator.CreateHandler());
            using var response = await http.GetAsync(authorizationUri, cancellationToken);
            return response.Headers.Location!;
        }
    }
}
