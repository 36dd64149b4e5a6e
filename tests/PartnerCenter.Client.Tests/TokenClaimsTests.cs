using System;
using System.Text;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// What a token says of itself, claim by claim.
/// </summary>
public sealed class TokenClaimsTests
{
    private static string Encode(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static TokenClaims Read(string claims, string header = """{"alg":"none"}""") => TokenClaims.Read($"{Encode(header)}.{Encode(claims)}.c2ln");

    [Theory]
    [InlineData("a.b")]
    [InlineData("opaque")]
    [InlineData("a.e30.c.d")]
    [InlineData("a.%.c")]
    [InlineData("a.W10.c")]
    public void What_is_no_token_with_claims_says_nothing(string token)
    {
        var claims = TokenClaims.Read(token);
        Assert.Equal((false, false, false, null, null), (claims.IsReadable, claims.IsAppOnly, claims.IsEmulated, claims.ExpiresOn, claims.HasMfa));
        Assert.Empty(claims.Audiences);
        Assert.Empty(claims.AuthenticationMethods);
    }

    // One, two and no characters of padding are left out, and two characters are others than in Base64.
    [Theory]
    [InlineData("{\"tid\":\"t\"}")]
    [InlineData("{\"tid\":\"t\" }")]
    [InlineData("{\"tid\":\"t\"  }")]
    [InlineData("{\"tid\":\"t\",\"x\":\"\u00ff\u00fe\u00bf>>>???\"}")]
    public void Claims_are_decoded_whatever_their_length(string text)
    {
        var claims = Read(text);
        Assert.Equal((true, "t"), (claims.IsReadable, claims.TenantId));
    }

    [Theory]
    [InlineData("""{"appid":"a","azp":"b"}""", "a")]
    [InlineData("""{"azp":"b"}""", "b")]
    [InlineData("""{"appid":7}""", null)]
    public void The_application(string text, string? expected) => Assert.Equal(expected, Read(text).ApplicationId);

    [Theory]
    [InlineData("""{"upn":"a","unique_name":"b","preferred_username":"c"}""", "a")]
    [InlineData("""{"unique_name":"b","preferred_username":"c"}""", "b")]
    [InlineData("""{"preferred_username":"c"}""", "c")]
    [InlineData("{}", null)]
    public void The_user(string text, string? expected) => Assert.Equal(expected, Read(text).User);

    [Theory]
    [InlineData("""{"idtyp":"app","scp":"x","upn":"u"}""", true)]
    [InlineData("""{"idtyp":"user","scp":"x"}""", false)]
    [InlineData("""{"scp":"x"}""", false)]
    [InlineData("""{"upn":"u"}""", false)]
    [InlineData("""{"unique_name":"u"}""", false)]
    [InlineData("""{"preferred_username":"u"}""", true)]
    [InlineData("{}", true)]
    public void An_application_s_own_token_names_no_scope_and_no_user(string text, bool expected)
    {
        Assert.Equal(expected, Read(text).IsAppOnly);
        var token = PartnerToken.Create($"{Encode("{}")}.{Encode(text)}.c2ln", null);
        Assert.Equal(expected ? AuthenticationKind.AppOnly : AuthenticationKind.AppUser, token.Authentication);
        Assert.Equal(expected ? null : Read(text).User, token.User);

        // What is known from elsewhere counts more.
        Assert.Equal(AuthenticationKind.AppUser, PartnerToken.Create(token.Value, null, AuthenticationKind.AppUser).Authentication);
    }

    [Theory]
    [InlineData("""{"amr":["pwd","mfa"]}""", true)]
    [InlineData("""{"amr":["pwd"]}""", false)]
    [InlineData("""{"amr":"mfa"}""", true)]
    [InlineData("""{"amr":[]}""", null)]
    [InlineData("""{"amr":[7]}""", null)]
    [InlineData("{}", null)]
    public void The_second_factor(string text, bool? expected)
    {
        Assert.Equal(expected, Read(text).HasMfa);
        var user = PartnerToken.Create($"{Encode("{}")}.{Encode(text)}.c2ln", null, AuthenticationKind.AppUser);
        Assert.Equal(expected, user.HasMfa);
        Assert.Null(PartnerToken.Create(user.Value, null, AuthenticationKind.AppOnly).HasMfa);
    }

    [Theory]
    [InlineData("""{"aud":"a"}""", "a")]
    [InlineData("""{"aud":["a","b"]}""", "a, b")]
    [InlineData("""{"aud":["a",7,null,"b"]}""", "a, b")]
    [InlineData("""{"aud":{"a":"b"}}""", "")]
    public void The_audiences(string text, string expected) => Assert.Equal(expected, string.Join(", ", Read(text).Audiences));

    [Theory]
    [InlineData("""{"exp":1420070400}""", true)]
    [InlineData("""{"exp":1420070400.5}""", false)]
    [InlineData("{}", false)]
    public void The_end(string text, bool isKnown)
    {
        var end = new DateTimeOffset(2015, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(isKnown ? end : null, Read(text).ExpiresOn);
        var token = $"{Encode("{}")}.{Encode(text)}.c2ln";
        Assert.Equal(isKnown ? end : null, PartnerToken.Create(token, null).ExpiresOn);
        Assert.Equal(end.AddDays(1), PartnerToken.Create(token, end.AddDays(1)).ExpiresOn);
    }

    [Theory]
    [InlineData("""{"kid":"x"}""", false)]
    [InlineData("{}", false)]
    [InlineData("[]", false)]
    [InlineData("x", false)]
    public void A_key_that_is_not_the_emulator_s(string header, bool expected) =>
        Assert.Equal((true, expected), (Read("{}", header).IsReadable, Read("{}", header).IsEmulated));

    [Fact]
    public void The_emulator_s_key() => Assert.True(Read("{}", $$"""{"kid":"{{EmulatedCustomers.TokenKeyId}}"}""").IsEmulated);

    [Fact]
    public void A_token_shows_itself_in_its_header_only()
    {
        var token = PartnerToken.Create("opaque", null);
        Assert.Equal(("Bearer opaque", "opaque", "(access token)"), (token.Header, token.Value, token.ToString()));
        Assert.Equal((null, null, AuthenticationKind.AppUser, false), (token.TenantId, token.ApplicationId, token.Authentication, token.WasAccepted));
    }

    [Theory]
    [InlineData("5aa9d8cf-1f1c-4b6e-9a0c-000000000001", true)]
    [InlineData("5AA9D8CF-1F1C-4B6E-9A0C-00000000000F", true)]
    [InlineData("5aa9d8cf1f1c4b6e9a0c000000000001", false)]
    [InlineData("{5aa9d8cf-1f1c-4b6e-9a0c-000000000001}", false)]
    [InlineData("contoso.onmicrosoft.com", true)]
    [InlineData("a.bc", true)]
    [InlineData("a.b", false)]
    [InlineData("common", true)]
    [InlineData("Organizations", true)]
    [InlineData("consumers", true)]
    [InlineData("others", false)]
    [InlineData("contoso", false)]
    [InlineData("contoso.", false)]
    [InlineData(".com", false)]
    [InlineData("contoso.com/evil", false)]
    [InlineData("contoso.com\n", false)]
    [InlineData("-a.com", false)]
    [InlineData("a-.com", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("a.1b", false)]
    [InlineData("", false)]
    [InlineData(null, true)]
    public void What_may_stand_for_a_tenant(string? tenant, bool isValid)
    {
        if (isValid)
        {
            Assert.Equal(tenant, TenantName.Require(tenant));
            return;
        }

        var failure = Assert.Throws<PartnerCenterException>(() => TenantName.Require(tenant));
        Assert.Equal((PartnerErrorCode.InvalidRequest, true, Messages.InvalidTenant), (failure.Error, failure.AffectsEveryCustomer, failure.Message));
    }

    [Theory]
    [InlineData(253, true)]
    [InlineData(254, false)]
    public void A_domain_has_a_greatest_length(int length, bool isValid)
    {
        var label = new string('a', 63);
        var tenant = $"{label}.{label}.{label}.{new string('a', length - 196)}.com";
        Assert.Equal(length, tenant.Length);
        Assert.Equal(isValid, Record.Exception(() => TenantName.Require(tenant)) is null);
    }
}
