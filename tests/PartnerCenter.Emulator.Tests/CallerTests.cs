using System;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Emulator.Tests;

/// <summary>
/// Who may call: tokens and what the API thinks of them.
/// </summary>
public sealed class CallerTests : IDisposable
{
    private readonly FakeTimeProvider _clock = TestClock.Create();
    private readonly PartnerCenterEmulator _emulator;

    public CallerTests() => _emulator = new PartnerCenterEmulator(new EmulatorOptions { Clock = _clock });

    public void Dispose() => _emulator.Dispose();

    [Fact]
    public async Task No_token_and_a_foreign_token_are_401()
    {
        using var api = new TestApi(_emulator);

        api.UseToken(null);
        var none = await api.GetAsync("/v1/customers");
        api.UseToken("eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJodHRwczovL2FwaS5wYXJ0bmVyY2VudGVyLm1pY3Jvc29mdC5jb20ifQ.c2ln");
        var foreign = await api.GetAsync("/v1/customers");

        Assert.Equal((401, "800001"), (none.Status, none.Code));
        Assert.Equal((401, "800001"), (foreign.Status, foreign.Code));
    }

    [Fact]
    public async Task A_token_changed_by_one_letter_is_401()
    {
        using var api = new TestApi(_emulator);
        var token = _emulator.IssueAccessToken();
        var parts = token.Split('.');
        api.UseToken(parts[0] + "." + parts[1] + "." + (parts[2][0] == 'A' ? 'B' : 'A') + parts[2][1..]);

        Assert.Equal(401, (await api.GetAsync("/v1/customers")).Status);
    }

    [Fact]
    public async Task A_token_expires_with_the_clock()
    {
        using var api = new TestApi(_emulator);
        _clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(200, (await api.GetAsync("/v1/customers")).Status);

        _clock.Advance(TimeSpan.FromMinutes(1));
        var answer = await api.GetAsync("/v1/customers");

        Assert.Equal(401, answer.Status);
        Assert.Contains("expired", answer.Header("WWW-Authenticate"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_issued_as_expired_is_401()
    {
        using var api = new TestApi(_emulator, new EmulatedToken { Lifetime = TimeSpan.FromMinutes(-1) });

        Assert.Equal(401, (await api.GetAsync("/v1/customers")).Status);
    }

    [Fact]
    public async Task Revoked_tokens_are_401_without_a_body_and_new_ones_are_good()
    {
        using var api = new TestApi(_emulator);
        Assert.Equal(200, (await api.GetAsync("/v1/customers")).Status);

        _emulator.RevokeAccessTokens();
        var revoked = await api.GetAsync("/v1/customers");
        api.UseToken(_emulator.IssueAccessToken());
        var renewed = await api.GetAsync("/v1/customers");

        Assert.Equal((401, string.Empty), (revoked.Status, revoked.Text));
        Assert.Equal(200, renewed.Status);
    }

    [Fact]
    public async Task The_retired_audience_is_900420()
    {
        using var api = new TestApi(_emulator, new EmulatedToken { Audience = "https://graph.windows.net", AppOnly = true });

        var answer = await api.GetAsync("/v1/customers");

        Assert.Equal((401, "900420"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData(PartnerEnvironment.Global, "https://api.partnercenter.microsoft.com", 200)]
    [InlineData(PartnerEnvironment.USGovernment, "https://api.partnercenter.microsoft.com", 200)]
    [InlineData(PartnerEnvironment.China, "https://partner.partnercenterapi.microsoftonline.cn", 200)]
    [InlineData(PartnerEnvironment.China, "https://api.partnercenter.microsoft.com", 401)]
    [InlineData(PartnerEnvironment.Global, "https://partner.partnercenterapi.microsoftonline.cn", 401)]
    [InlineData(PartnerEnvironment.China, "http://127.0.0.1:5088", 200)]
    public async Task A_token_of_one_cloud_is_worthless_in_another(PartnerEnvironment environment, string address, int status)
    {
        using var api = new TestApi(_emulator, new EmulatedToken { Environment = environment }, address);

        Assert.Equal(status, (await api.GetAsync("/v1/customers")).Status);
    }

    [Fact]
    public async Task A_government_partner_takes_no_global_token_though_the_address_is_the_same()
    {
        _emulator.Options.Environment = PartnerEnvironment.USGovernment;
        using var global = new TestApi(_emulator, new EmulatedToken { Environment = PartnerEnvironment.Global });
        using var government = new TestApi(_emulator);

        Assert.Equal(401, (await global.GetAsync("/v1/customers")).Status);
        Assert.Equal(200, (await government.GetAsync("/v1/customers")).Status);
    }

    [Fact]
    public async Task A_user_without_mfa_is_900421_unless_that_is_not_enforced_and_an_application_is_not_concerned()
    {
        using var user = new TestApi(_emulator, new EmulatedToken { HasMfa = false });
        using var application = new TestApi(_emulator, new EmulatedToken { AppOnly = true });

        var refused = await user.GetAsync("/v1/customers");
        Assert.Equal((401, "900421"), (refused.Status, refused.Code));
        Assert.Equal(200, (await application.GetAsync("/v1/customers")).Status);

        _emulator.Options.EnforceMfa = false;
        Assert.Equal(200, (await user.GetAsync("/v1/customers")).Status);
    }

    [Theory]
    [InlineData(true, "true")]
    [InlineData(false, "false")]
    public async Task ValidateMfa_is_answered_before_anything_is_blocked_and_after(bool hasMfa, string compliant)
    {
        using var api = new TestApi(_emulator, new EmulatedToken { HasMfa = hasMfa });

        var enforced = await api.GetAsync("/v1/customers?size=1", ("ValidateMfa", "true"));
        _emulator.Options.EnforceMfa = false;
        var open = await api.GetAsync("/v1/customers?size=1", ("ValidateMfa", "true"));
        var unasked = await api.GetAsync("/v1/customers?size=1");

        Assert.Equal(compliant, enforced.Header("isMfaCompliant"));
        Assert.Equal(compliant, open.Header("isMfaCompliant"));
        Assert.Null(unasked.Header("isMfaCompliant"));
    }

    [Fact]
    public async Task ValidateMfa_requires_nothing_of_an_application()
    {
        using var api = new TestApi(_emulator, new EmulatedToken { AppOnly = true });

        Assert.Equal("true", (await api.GetAsync("/v1/customers?size=1", ("ValidateMfa", "true"))).Header("isMfaCompliant"));
    }

    [Theory]
    [InlineData(null, 401, "800001", "Bearer", "has no valid access token")]
    [InlineData("Basic TOKEN", 401, "800001", "Bearer", "has no valid access token")]
    [InlineData("Bearer x", 401, "800001", "Bearer", "has no valid access token")]
    [InlineData("bearer TOKEN", 200, null, null, null)]
    [InlineData("expired", 401, "800001", "Bearer error=\"invalid_token\", error_description=\"The token has expired.\"", "has expired")]
    [InlineData("audience", 401, "800001", "Bearer error=\"invalid_token\", error_description=\"The audience is invalid.\"", "not for this service")]
    [InlineData("retired", 401, "900420", null, "https://graph.windows.net")]
    [InlineData("revoked", 401, null, "Bearer error=\"invalid_token\", error_description=\"The token has been revoked.\"", null)]
    [InlineData("mfa", 401, "900421", null, "Multi-factor")]
    [InlineData("tenant", 403, "900308", null, "privilege")]
    public async Task Each_refusal_has_its_code_challenge_and_words(string? authorization, int status, string? code, string? challenge, string? words)
    {
        using var api = new TestApi(_emulator);
        if (authorization == "revoked")
        {
            authorization = "Bearer " + _emulator.IssueAccessToken();
            _emulator.RevokeAccessTokens();
        }

        api.UseToken(null);
        authorization = authorization switch
        {
            "expired" => "Bearer " + _emulator.IssueAccessToken(new EmulatedToken { Lifetime = TimeSpan.Zero }),
            "audience" => "Bearer " + _emulator.IssueAccessToken(new EmulatedToken { Audience = "https://graph.microsoft.com" }),
            "retired" => "Bearer " + _emulator.IssueAccessToken(new EmulatedToken { Audience = "https://graph.windows.net" }),
            "mfa" => "Bearer " + _emulator.IssueAccessToken(new EmulatedToken { HasMfa = false }),
            "tenant" => "Bearer " + _emulator.IssueAccessToken(new EmulatedToken { TenantId = EmulatorDefaults.ApplicationId }),
            _ => authorization?.Replace("TOKEN", _emulator.IssueAccessToken()),
        };
        var answer = authorization is null ? await api.GetAsync("/v1/customers") : await api.GetAsync("/v1/customers", ("Authorization", authorization));

        Assert.Equal((status, challenge), (answer.Status, answer.Header("WWW-Authenticate")));
        if (code is not null)
        {
            Assert.Equal(code, answer.Code);
            Assert.Contains(words!, answer.Json.GetProperty("description").GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("TRUE", "true")]
    [InlineData("false", null)]
    [InlineData("1", null)]
    public async Task ValidateMfa_is_true_in_any_letter_case(string value, string? compliant)
    {
        using var api = new TestApi(_emulator);

        Assert.Equal(compliant, (await api.GetAsync("/v1/customers/x", ("ValidateMfa", value))).Header("isMfaCompliant"));
    }

    [Theory]
    [InlineData("POST", "qualifications")]
    [InlineData("PUT", "qualification")]
    [InlineData("GET", "validationStatus?type=account")]
    public async Task An_application_alone_on_an_operation_for_users_is_900329(string method, string path)
    {
        using var api = new TestApi(_emulator, new EmulatedToken { AppOnly = true });

        var answer = await api.SendAsync(new(method), "/v1/customers/" + _emulator.Customers[0].CustomerId + "/" + path, method == "GET" ? null : "{}");

        Assert.Equal((403, "900329"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Another_tenants_token_has_no_privilege()
    {
        using var api = new TestApi(_emulator, new EmulatedToken { TenantId = Guid.NewGuid().ToString() });

        var answer = await api.GetAsync("/v1/customers");

        Assert.Equal((403, "900308"), (answer.Status, answer.Code));
    }
}
