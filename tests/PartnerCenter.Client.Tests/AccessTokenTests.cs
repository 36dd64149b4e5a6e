using System;
using System.Collections.Generic;
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
/// Tokens that were obtained elsewhere: what they say of themselves is looked at before they are sent anywhere.
/// </summary>
public sealed class AccessTokenTests
{
    private static string Encode(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string Jwt(string claims) => Encode("""{"typ":"JWT","alg":"none"}""") + "." + Encode(claims) + ".c2ln";

    private static string Jwt(Dictionary<string, object> claims) => Jwt(JsonSerializer.Serialize(claims));

    private static async Task<PartnerClient> ConnectAsync(string token, PartnerEnvironment environment = PartnerEnvironment.Global, string? tenantId = null)
    {
        var refusing = new RefusingHandler();
        return await PartnerClient.ConnectAsync(
            PartnerCredentials.AccessToken(Secret.Hide(token), tenantId),
            new PartnerClientOptions { HttpHandler = refusing, Environment = environment },
            TestContext.Current.CancellationToken);
    }

    private static async Task<PartnerCenterException> RefuseAsync(string token, PartnerEnvironment environment = PartnerEnvironment.Global)
    {
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => ConnectAsync(token, environment));
        Assert.True(failure.AffectsEveryCustomer);
        Assert.NotEmpty(failure.RecommendedAction);
        Assert.DoesNotContain(token, failure.ToString(), StringComparison.Ordinal);
        return failure;
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer ")]
    [InlineData("bearer  ")]
    public async Task A_good_token_with_or_without_its_scheme(string scheme)
    {
        using var connection = await TestConnection.OpenAsync(
            credential: emulator => PartnerCredentials.AccessToken(Secret.Hide(scheme + emulator.IssueAccessToken() + "\r\n")));
        await connection.ReadAsync();
        Assert.StartsWith("Bearer ey", connection.ApiRequests[0].Headers["Authorization"], StringComparison.Ordinal);
        var identity = connection.Client.Identity;
        Assert.Equal(CredentialKind.AccessToken, identity.CredentialKind);
        Assert.Equal(AuthenticationKind.AppUser, identity.Authentication);
        Assert.Equal(EmulatorDefaults.UserPrincipalName, identity.User);
        Assert.Equal(EmulatorDefaults.TenantId, identity.TenantId);
        Assert.Equal(EmulatorDefaults.ApplicationId, identity.ApplicationId);
        Assert.True(identity.HasMfa);
        Assert.InRange(connection.Client.TokenExpiresOn!.Value, DateTimeOffset.UtcNow.AddMinutes(59), DateTimeOffset.UtcNow.AddMinutes(60));
    }

    [Fact]
    public async Task An_application_s_token()
    {
        using var connection = await TestConnection.OpenAsync(
            credential: emulator => PartnerCredentials.AccessToken(Secret.Hide(emulator.IssueAccessToken(new EmulatedToken { AppOnly = true }))));
        await connection.ReadAsync();
        Assert.Equal(AuthenticationKind.AppOnly, connection.Client.Identity.Authentication);
        Assert.Null(connection.Client.Identity.User);
        Assert.Null(connection.Client.Identity.HasMfa);
    }

    [Fact]
    public async Task A_user_s_token_without_a_second_factor()
    {
        using var connection = await TestConnection.OpenAsync(
            credential: emulator => PartnerCredentials.AccessToken(Secret.Hide(emulator.IssueAccessToken(new EmulatedToken { HasMfa = false }))));
        Assert.False(connection.Client.Identity.HasMfa);
    }

    [Theory]
    [InlineData("https://graph.windows.net")]
    [InlineData("https://graph.microsoft.com/")]
    [InlineData("https://management.azure.com")]
    [InlineData("https://partner.partnercenterapi.microsoftonline.cn")]
    [InlineData("https://api.partnercenter.microsoft.com.evil.example")]
    public async Task A_token_for_another_service_is_refused_at_once(string audience)
    {
        using var emulator = new PartnerCenterEmulator();
        var failure = await RefuseAsync(emulator.IssueAccessToken(new EmulatedToken { Audience = audience }));
        Assert.Equal(PartnerErrorCode.InvalidAudience, failure.Error);
        Assert.Contains(audience, failure.Message, StringComparison.Ordinal);
        Assert.Contains("https://api.partnercenter.microsoft.com/.default", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("https://api.partnercenter.microsoft.com/user_impersonation", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_one_cloud_is_refused_in_another()
    {
        using var emulator = new PartnerCenterEmulator();
        var failure = await RefuseAsync(emulator.IssueAccessToken(), PartnerEnvironment.China);
        Assert.Equal(PartnerErrorCode.InvalidAudience, failure.Error);
        Assert.Contains("https://partner.partnercenterapi.microsoftonline.cn/.default", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"https://api.partnercenter.microsoft.com\"")]
    [InlineData("\"https://api.partnercenter.microsoft.com/\"")]
    [InlineData("\"HTTPS://API.PARTNERCENTER.MICROSOFT.COM\"")]
    [InlineData("\"fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd\"")]
    [InlineData("[\"https://graph.microsoft.com\",\"fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd\"]")]
    public async Task An_audience_in_any_of_its_forms(string audience)
    {
        using var client = await ConnectAsync(
            Jwt($$"""{"aud":{{audience}},"tid":"t","azp":"a","preferred_username":"u","scp":"user_impersonation","amr":["pwd","mfa"]}"""));
        Assert.Equal("t", client.Identity.TenantId);
        Assert.Equal("a", client.Identity.ApplicationId);
        Assert.Equal("u", client.Identity.User);
        Assert.True(client.Identity.HasMfa);
        Assert.Null(client.TokenExpiresOn);
    }

    [Fact]
    public async Task An_expired_token_is_refused_at_once()
    {
        using var emulator = new PartnerCenterEmulator();
        var failure = await RefuseAsync(emulator.IssueAccessToken(new EmulatedToken { Lifetime = TimeSpan.FromSeconds(-1) }));
        Assert.Equal(PartnerErrorCode.SignInExpired, failure.Error);
        Assert.Contains(DateTimeOffset.UtcNow.Year.ToString(System.Globalization.CultureInfo.InvariantCulture), failure.Message, StringComparison.Ordinal);
    }

    // What cannot be read is not judged: only the service knows.
    [Theory]
    [InlineData("opaque-token")]
    [InlineData("a.b.c")]
    [InlineData("a.b.c.d.e")]
    public async Task An_opaque_token_is_accepted_and_sent(string token)
    {
        string? sent = null;
        using var connection = await TestConnection.OpenAsync(
            options => options.FaultHook = request =>
            {
                sent ??= request.GetHeader("Authorization");
                return null;
            },
            credential: _ => PartnerCredentials.AccessToken(Secret.Hide(token), EmulatorDefaults.TenantDomain));
        Assert.Equal(EmulatorDefaults.TenantDomain, connection.Client.Identity.TenantId);
        Assert.Null(connection.Client.Identity.HasMfa);
        Assert.Null(connection.Client.TokenExpiresOn);
        Assert.Equal(PartnerErrorCode.SignInExpired, (await connection.FailAsync()).Error);
        Assert.Equal("Bearer " + token, sent);
    }

    [Fact]
    public async Task Odd_claims_are_passed_over()
    {
        var oddities = new[]
        {
            "[]", "7", "null", "\"x\"", "{}", """{"aud":7,"exp":"soon","tid":5,"amr":"mfa"}""", """{"exp":1e400}""", """{"exp":99999999999999}""",
            """{"exp":-99999999999999}""", """{"aud":[1,null,{}],"amr":{"a":1}}""", """{"tid":"\ud800"}""", "{",
        };
        foreach (var claims in oddities)
        {
            using var client = await ConnectAsync(Jwt(claims), tenantId: "given.example");
            Assert.NotNull(client.Identity);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("Bearer ")]
    [InlineData("two words")]
    [InlineData("line\nbreak")]
    [InlineData("tokén")]
    [InlineData("\u2026")]
    public async Task What_is_no_token_is_refused(string token)
    {
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => ConnectAsync(token));
        Assert.Equal(PartnerErrorCode.SignInFailed, failure.Error);
        Assert.True(failure.AffectsEveryCustomer);
        Assert.Contains("Specify the token itself", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Claims_of_an_application_s_token_of_either_format()
    {
        var formats = new[]
        {
            new Dictionary<string, object> { ["aud"] = "https://api.partnercenter.microsoft.com", ["idtyp"] = "app", ["appid"] = "a", ["scp"] = "x" },
            new Dictionary<string, object> { ["aud"] = "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd", ["azp"] = "a", ["roles"] = new[] { "user_impersonation" } },
        };
        foreach (var claims in formats)
        {
            using var client = await ConnectAsync(Jwt(claims));
            Assert.Equal(AuthenticationKind.AppOnly, client.Identity.Authentication);
            Assert.Equal("a", client.Identity.ApplicationId);
        }
    }

    [Theory]
    [InlineData("Bearer", null)]
    [InlineData("Bearerabc", "Bearerabc")]
    [InlineData("Bearer\tabc", "abc")]
    [InlineData(" bEARER  abc ", "abc")]
    [InlineData("Bearer Bearer", "Bearer")]
    [InlineData("abc Bearer", null)]
    [InlineData("!abc~", "!abc~")]
    [InlineData("abc\u007f", null)]
    [InlineData("abc\u0080", null)]
    [InlineData("a\u001fbc", null)]
    public async Task The_scheme_is_no_part_of_the_token(string given, string? expected)
    {
        using var provider = Provider(given, TimeProvider.System);
        Assert.False(provider.CanRenew);
        if (expected is not null)
        {
            Assert.Equal(expected, (await provider.SignInAsync(TestContext.Current.CancellationToken)).Value);
            return;
        }

        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => provider.SignInAsync(TestContext.Current.CancellationToken));
        Assert.Equal((PartnerErrorCode.SignInFailed, Messages.AccessTokenMalformed), (failure.Error, failure.Message));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task A_token_has_expired_at_its_end(int left, bool hasExpired)
    {
        var clock = new ManualTimeProvider();
        var end = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds() + 100);
        clock.Advance(end.AddSeconds(-left) - clock.GetUtcNow());
        using var provider = Provider(Jwt($$"""{"exp":{{end.ToUnixTimeSeconds()}}}"""), clock);
        var failure = await Record.ExceptionAsync(() => provider.SignInAsync(TestContext.Current.CancellationToken));
        Assert.Equal(hasExpired ? PartnerErrorCode.SignInExpired : null, (failure as PartnerCenterException)?.Error);
    }

    private static TokenProvider Provider(string token, TimeProvider clock) =>
        PartnerCredentials.AccessToken(Secret.Hide(token)).CreateProvider(new SignInSetting(
        PartnerCloud.Of(PartnerEnvironment.Global),
        new Uri("https://login.example/"),
        new RefusingHandler(),
        new PartnerClientOptions { TimeProvider = clock },
        new PartnerOperation()));

    // Nothing may be sent to find out.
    private sealed class RefusingHandler : System.Net.Http.HttpMessageHandler
    {
        protected override Task<System.Net.Http.HttpResponseMessage> SendAsync(
            System.Net.Http.HttpRequestMessage request, System.Threading.CancellationToken cancellationToken) =>
            throw new InvalidOperationException("A request was sent.");
    }
}
