using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Emulator.Tests;

/// <summary>
/// What the sign-in service returns, property by property: libraries read only a part of it.
/// </summary>
public sealed class TokenResponseTests : IDisposable
{
    private const string Api = "https://api.partnercenter.microsoft.com";
    private const string App = EmulatorDefaults.ApplicationId;
    private const string Login = "https://login.microsoftonline.com/" + EmulatorDefaults.TenantId + "/oauth2/v2.0/";
    private const string Assertion = "&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private readonly FakeTimeProvider _clock = TestClock.Create();
    private readonly PartnerCenterEmulator _emulator;
    private readonly HttpClient _http;

    public TokenResponseTests()
    {
        _emulator = new PartnerCenterEmulator(new EmulatorOptions { Clock = _clock });
        _http = new HttpClient(_emulator.CreateHandler());
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _emulator.Dispose();
    }

    [Theory]
    [InlineData("client_id=APP", 400, "invalid_request", 900144, "'grant_type'")]
    [InlineData("grant_type=client_credentials", 400, "invalid_request", 900144, "'client_id'")]
    [InlineData("grant_type=client_credentials&client_id=", 400, "invalid_request", 900144, "'client_id'")]
    [InlineData("grant_type=password&client_id=APP", 400, "unsupported_grant_type", 70003, "'password'")]
    [InlineData("grant_type=client_credentials&client_id=APP", 401, "invalid_client", 7000218, "'client_secret'")]
    [InlineData("grant_type=client_credentials&client_id=APP&client_secret=SECRET", 400, "invalid_request", 900144, "'scope'")]
    [InlineData("grant_type=client_credentials&client_id=APP&client_secret=secret&scope=API/.default", 401, "invalid_client", 7000215, "'APP'")]
    [InlineData("grant_type=client_credentials&client_id=APP&client_secret=SECRET&scope=openid", 400, "invalid_scope", 70011, "openid")]
    [InlineData("grant_type=client_credentials&client_id=APP&client_secret=SECRET&scope=API/other", 400, "invalid_scope", 70011, "API/other")]
    [InlineData("grant_type=client_credentials&client_id=APP&client_secret=SECRET&scope=API", 400, "invalid_resource", 500011, "named https: was")]
    [InlineData(
        "grant_type=client_credentials&client_id=APP&client_secret=SECRET&scope=API/.default https://graph.microsoft.com/.default", 400, "invalid_scope", 70011,
        "https://graph.microsoft.com/.default")]
    [InlineData("grant_type=authorization_code&client_id=APP", 400, "invalid_request", 900144, "'code'")]
    [InlineData("grant_type=authorization_code&client_id=APP&code=x", 400, "invalid_grant", 9002313, "malformed")]
    [InlineData("grant_type=device_code&client_id=APP", 400, "invalid_request", 900144, "'device_code'")]
    [InlineData("grant_type=urn:ietf:params:oauth:grant-type:device_code&client_id=APP&device_code=x", 400, "bad_verification_code", 70018, "invalid")]
    [InlineData("grant_type=refresh_token&client_id=APP", 400, "invalid_request", 900144, "'refresh_token'")]
    [InlineData("grant_type=refresh_token&client_id=APP&refresh_token=x", 400, "invalid_grant", 9002313, "malformed")]
    [InlineData("grant_type=client_credentials&client_id=APP&client_assertion=a.b.c", 400, "invalid_request", 900144, "'client_assertion_type'")]
    [InlineData("grant_type=client_credentials&client_id=APP&client_assertion=a.b" + Assertion, 401, "invalid_client", 50027, "three parts")]
    [InlineData("grant_type=client_credentials&client_id=APP&client_assertion=eyJ9.eyJ9.eyJ9" + Assertion, 401, "invalid_client", 50027, "no JSON.")]
    [InlineData("grant_type=client_credentials&client_id=APP&client_assertion=W10.W10.W10" + Assertion, 401, "invalid_client", 50027, "no JSON objects.")]
    public async Task Every_refusal_has_its_status_error_and_code(string form, int status, string error, int code, string text)
    {
        var answer = await Token(form);

        Assert.Equal(status, answer.Status);
        Assert.Equal(error, answer.Json.GetProperty("error").GetString());
        Assert.Equal("[" + code + "]", answer.Json.GetProperty("error_codes").GetRawText());
        var description = answer.Json.GetProperty("error_description").GetString()!;
        Assert.StartsWith("AADSTS" + code + ": ", description, StringComparison.Ordinal);
        Assert.Contains(Fill(text), description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_has_the_ids_the_time_and_the_address_of_its_code()
    {
        _emulator.Options.TokenError = EmulatedTokenError.ConditionalAccess;
        var answer = await Token("grant_type=client_credentials", ("client-request-id", "7d2456fd-2d79-46d0-9f8e-5d7ecd5f8745"));

        Assert.Equal(
            ["error", "error_description", "error_codes", "timestamp", "trace_id", "correlation_id", "error_uri", "suberror", "claims"],
            answer.Json.EnumerateObject().Select(property => property.Name));
        var trace = Text(answer.Json, "trace_id");
        Assert.True(Guid.TryParse(trace, out _));
        Assert.Equal("2026-11-05 12:00:00Z", Text(answer.Json, "timestamp"));
        Assert.Equal("7d2456fd-2d79-46d0-9f8e-5d7ecd5f8745", Text(answer.Json, "correlation_id"));
        Assert.Equal("https://login.microsoftonline.com/error?code=53003", Text(answer.Json, "error_uri"));
        Assert.EndsWith(
            " Trace ID: " + trace + " Correlation ID: 7d2456fd-2d79-46d0-9f8e-5d7ecd5f8745 Timestamp: 2026-11-05 12:00:00Z",
            Text(answer.Json, "error_description"), StringComparison.Ordinal);
        Assert.Equal("application/json; charset=utf-8", answer.Header("Content-Type"));
    }

    [Theory]
    [InlineData(EmulatedTokenError.ConsentRequired, "client_credentials", "consent_required", false)]
    [InlineData(EmulatedTokenError.MfaRequired, "client_credentials", "basic_action", true)]
    [InlineData(EmulatedTokenError.ConditionalAccess, "client_credentials", "message_only", true)]
    [InlineData(EmulatedTokenError.RefreshTokenRevoked, "refresh_token", "bad_token", false)]
    [InlineData(EmulatedTokenError.RefreshTokenExpired, "refresh_token", null, false)]
    [InlineData(EmulatedTokenError.InvalidClientSecret, "client_credentials", null, false)]
    public async Task A_refusal_says_what_kind_it_is_and_what_must_be_claimed(EmulatedTokenError failure, string grant, string? kind, bool isChallenge)
    {
        _emulator.Options.TokenError = failure;

        var json = (await Token("grant_type=" + grant + "&client_id=APP")).Json;

        Assert.Equal(kind, json.TryGetProperty("suberror", out var suberror) ? suberror.GetString() : null);
        Assert.Equal(isChallenge, json.TryGetProperty("claims", out var claims) && claims.GetString()!.Contains("\"capolids\""));
    }

    [Theory]
    [InlineData(EmulatedTokenError.DeviceCodeDeclined)]
    [InlineData(EmulatedTokenError.DeviceCodeExpired)]
    [InlineData(EmulatedTokenError.RefreshTokenExpired)]
    [InlineData(EmulatedTokenError.RefreshTokenRevoked)]
    [InlineData(EmulatedTokenError.UserDeclined)]
    public async Task A_failure_concerns_no_other_grant(EmulatedTokenError failure)
    {
        _emulator.Options.TokenError = failure;

        Assert.Equal(200, (await Token("grant_type=client_credentials&client_id=APP&client_secret=SECRET&scope=API/.default")).Status);
    }

    [Fact]
    public async Task An_applications_response_has_no_more_than_its_token()
    {
        _emulator.Options.AccessTokenLifetime = TimeSpan.FromSeconds(90);

        var answer = await Token(
            "grant_type=client_credentials&client_id=" + App.ToUpperInvariant() + "&client_secret=SECRET&client_info=1&scope=API/.default offline_access openid");

        Assert.Equal(
            ["token_type", "expires_in", "ext_expires_in", "access_token"], answer.Json.EnumerateObject().Select(property => property.Name));
        Assert.Equal(
            ("Bearer", 90, 90),
            (Text(answer.Json, "token_type"), answer.Json.GetProperty("expires_in").GetInt32(), answer.Json.GetProperty("ext_expires_in").GetInt32()));
        Assert.Equal(
            "{\"aud\":\"https://api.partnercenter.microsoft.com\",\"iss\":\"https://sts.windows.net/" + EmulatorDefaults.TenantId
                + "/\",\"iat\":1793880000,\"nbf\":1793880000,\"exp\":1793880090,\"appid\":\"" + App + "\",\"appidacr\":\"1\",\"idtyp\":\"app\",\"oid\":\"" + App
                + "\",\"roles\":[\"user_impersonation\"],\"sub\":\"" + App + "\",\"tid\":\"" + EmulatorDefaults.TenantId + "\",\"uti\":\"*\",\"ver\":\"1.0\"}",
            Claims(Text(answer.Json, "access_token")));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData(" offline_access", "refresh_token")]
    [InlineData(" openid profile", "id_token")]
    [InlineData(" openid offline_access email", "refresh_token,id_token")]
    public async Task A_users_response_has_what_the_scope_says(string scope, string expected)
    {
        var refresh = _emulator.IssueRefreshToken();

        var answer = await Token("grant_type=refresh_token&client_id=APP&refresh_token=" + refresh + "&scope=API/.default" + scope);

        Assert.Equal(
            ("token_type,scope,expires_in,ext_expires_in,access_token," + expected).TrimEnd(','),
            string.Join(",", answer.Json.EnumerateObject().Select(property => property.Name)));
        Assert.Equal(Api + "/.default " + Api + "/user_impersonation", Text(answer.Json, "scope"));
        Assert.Equal(3600, answer.Json.GetProperty("expires_in").GetInt32());
        if (answer.Json.TryGetProperty("refresh_token", out var renewed))
        {
            Assert.NotEqual(refresh, renewed.GetString());
        }
    }

    [Fact]
    public async Task A_users_tokens_say_who_it_is()
    {
        _emulator.Options.UserPrincipalName = "kim@contoso.example";

        var answer = await Token(
            "grant_type=refresh_token&client_id=APP&client_info=1&refresh_token=" + _emulator.IssueRefreshToken() + "&scope=API/user_impersonation openid");

        Assert.Equal(
            "{\"aud\":\"https://api.partnercenter.microsoft.com\",\"iss\":\"https://sts.windows.net/" + EmulatorDefaults.TenantId
                + "/\",\"iat\":1793880000,\"nbf\":1793880000,\"exp\":1793883600,\"acr\":\"1\",\"amr\":[\"pwd\",\"mfa\"],\"appid\":\"" + App
                + "\",\"appidacr\":\"0\",\"idtyp\":\"user\",\"name\":\"Partner Administrator\",\"oid\":\"" + EmulatorDefaults.UserObjectId
                + "\",\"scp\":\"user_impersonation\",\"sub\":\"" + EmulatorDefaults.UserObjectId
                + "\",\"unique_name\":\"kim@contoso.example\",\"upn\":\"kim@contoso.example\",\"tid\":\"" + EmulatorDefaults.TenantId
                + "\",\"uti\":\"*\",\"ver\":\"1.0\"}",
            Claims(Text(answer.Json, "access_token")));
        Assert.Equal(
            "{\"aud\":\"" + App + "\",\"iss\":\"https://login.microsoftonline.com/" + EmulatorDefaults.TenantId
                + "/v2.0\",\"iat\":1793880000,\"nbf\":1793880000,\"exp\":1793883600,\"name\":\"Partner Administrator\",\"oid\":\""
                + EmulatorDefaults.UserObjectId + "\",\"preferred_username\":\"kim@contoso.example\",\"sub\":\"" + EmulatorDefaults.UserObjectId
                + "\",\"tid\":\"" + EmulatorDefaults.TenantId + "\",\"ver\":\"2.0\"}",
            Claims(Text(answer.Json, "id_token")));
        Assert.Equal(
            "{\"uid\":\"" + EmulatorDefaults.UserObjectId + "\",\"utid\":\"" + EmulatorDefaults.TenantId + "\"}",
            Jwt.Part(Text(answer.Json, "client_info"), 0).GetRawText());
    }

    [Theory]
    [InlineData(PartnerEnvironment.Global, "https://sts.windows.net/", Api)]
    [InlineData(PartnerEnvironment.USGovernment, "https://sts.microsoftonline.us/", Api)]
    [InlineData(PartnerEnvironment.China, "https://sts.chinacloudapi.cn/", "https://partner.partnercenterapi.microsoftonline.cn")]
    public void A_token_is_of_the_cloud_that_was_asked_for(PartnerEnvironment environment, string issuer, string audience)
    {
        var claims = Jwt.Claims(_emulator.IssueAccessToken(new EmulatedToken { Environment = environment }));

        Assert.Equal((issuer + EmulatorDefaults.TenantId + "/", audience), (Text(claims, "iss"), Text(claims, "aud")));
    }

    [Fact]
    public void A_token_says_what_was_asked_for()
    {
        var claims = Jwt.Claims(_emulator.IssueAccessToken(new EmulatedToken
        {
            Audience = "api://x",
            ApplicationId = "app",
            TenantId = "tenant",
            UserPrincipalName = "user",
            Lifetime = TimeSpan.FromMinutes(-10),
        }));

        Assert.Equal(
            ("api://x", "app", "tenant", "user", "user", "https://sts.windows.net/tenant/"),
            (Text(claims, "aud"), Text(claims, "appid"), Text(claims, "tid"), Text(claims, "upn"), Text(claims, "unique_name"), Text(claims, "iss")));

        // It was good for an hour once.
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal((now - 600 - 3600, now - 600), (claims.GetProperty("iat").GetInt64(), claims.GetProperty("exp").GetInt64()));
    }

    [Theory]
    [InlineData("https://graph.windows.net/.default", "https://graph.windows.net")]
    [InlineData("https://graph.microsoft.com/.default", "https://graph.microsoft.com")]
    [InlineData("https://management.azure.com//.default", "https://management.azure.com")]
    [InlineData("HTTPS://Api.PartnerCenter.microsoft.com/.default", Api)]
    public async Task The_audience_follows_the_scope(string scope, string audience)
    {
        var answer = await Token("grant_type=client_credentials&client_id=APP&client_secret=SECRET&scope=" + scope);

        Assert.Equal(audience, Text(Jwt.Claims(Text(answer.Json, "access_token")), "aud"));
    }

    [Fact]
    public async Task A_public_client_is_refused_where_there_is_none()
    {
        _emulator.Options.AllowPublicClient = false;
        var refresh = _emulator.IssueRefreshToken();
        var form = "grant_type=refresh_token&client_id=APP&refresh_token=" + refresh + "&scope=API/.default";

        Assert.Equal("[7000218]", (await Token(form)).Json.GetProperty("error_codes").GetRawText());
        Assert.Equal("[7000218]", (await Token("client_id=APP&scope=API/.default", "devicecode")).Json.GetProperty("error_codes").GetRawText());
        var answer = await Token(form + "&client_secret=SECRET");
        Assert.Equal("1", Text(Jwt.Claims(Text(answer.Json, "access_token")), "appidacr"));
    }

    [Fact]
    public async Task A_device_code_has_the_documented_properties_and_is_good_once()
    {
        _emulator.Options.DeviceCodeInterval = TimeSpan.FromSeconds(7);
        var shown = (await Token("client_id=APP&scope=API/.default offline_access", "devicecode")).Json;
        Assert.Equal(
            ["user_code", "device_code", "verification_uri", "expires_in", "interval", "message"], shown.EnumerateObject().Select(property => property.Name));
        Assert.Matches("^[A-HJ-NP-Z2-9]{9}$", Text(shown, "user_code"));
        Assert.Equal("https://microsoft.com/devicelogin", Text(shown, "verification_uri"));
        Assert.Equal((900, 7), (shown.GetProperty("expires_in").GetInt32(), shown.GetProperty("interval").GetInt32()));

        var form = "grant_type=device_code&client_id=APP&code=" + Text(shown, "device_code");
        Assert.Equal("authorization_pending", Text((await Token(form)).Json, "error"));
        var answer = await Token(form);
        Assert.Equal(200, answer.Status);
        Assert.True(answer.Json.TryGetProperty("refresh_token", out _));
        Assert.Equal("[70018]", (await Token(form)).Json.GetProperty("error_codes").GetRawText());
    }

    [Theory]
    [InlineData("scope=API/.default", 900144)]
    [InlineData("client_id=x&scope=API/.default", 700016)]
    [InlineData("client_id=APP", 900144)]
    [InlineData("client_id=APP&scope=https://x.example/.default", 500011)]
    public async Task A_device_code_needs_an_application_and_a_scope(string form, int code)
    {
        Assert.Equal("[" + code + "]", (await Token(form, "devicecode")).Json.GetProperty("error_codes").GetRawText());

        // MSAL sends the values in the query.
        Assert.Equal("[" + code + "]", (await Token(string.Empty, "devicecode?" + Fill(form))).Json.GetProperty("error_codes").GetRawText());
    }

    [Theory]
    [InlineData("GET", "token", "POST")]
    [InlineData("GET", "devicecode", "POST")]
    [InlineData("POST", "authorize", "GET")]
    public async Task A_method_that_is_not_served_is_405_with_the_one_that_is(string method, string path, string allowed)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Login + path);
        using var response = await _http.SendAsync(request, Cancel);
        var answer = await TestAnswer.ReadAsync(response, Cancel);

        Assert.Equal((405, allowed), (answer.Status, answer.Header("Allow")));
        Assert.True(Guid.TryParse(answer.Header("client-request-id"), out _));
        Assert.True(Guid.TryParse(answer.Header("x-ms-request-id"), out _));
        Assert.Equal("no-store, no-cache", answer.Header("Cache-Control"));
    }

    [Theory]
    [InlineData("login.microsoftonline.com", "login.windows.net", "login.microsoftonline.com,login.windows.net,login.microsoft.com,sts.windows.net")]
    [InlineData("login.microsoftonline.us", "login.microsoftonline.us", "login.microsoftonline.us,login.usgovcloudapi.net")]
    [InlineData("login.partner.microsoftonline.cn", "login.partner.microsoftonline.cn", "login.partner.microsoftonline.cn,login.chinacloudapi.cn")]
    [InlineData("localhost:5088", "localhost:5088", "localhost:5088")]
    public async Task Instance_discovery_names_the_hosts_of_the_cloud(string host, string cache, string aliases)
    {
        var json = await _http.GetStringAsync(new Uri("https://" + host + "/common/discovery/instance?api-version=1.1"), Cancel);

        Assert.Equal(
            "{\"tenant_discovery_endpoint\":\"https://" + host + "/" + EmulatorDefaults.TenantId
                + "/v2.0/.well-known/openid-configuration\",\"api-version\":\"1.1\",\"metadata\":[{\"preferred_network\":\"" + host
                + "\",\"preferred_cache\":\"" + cache + "\",\"aliases\":[\"" + aliases.Replace(",", "\",\"") + "\"]}]}",
            json);
    }

    [Fact]
    public async Task The_configuration_names_every_endpoint()
    {
        var json = await _http.GetStringAsync(new Uri("http://localhost:5088/organizations/v2.0/.well-known/openid-configuration"), Cancel);

        var authority = "\"http://localhost:5088/" + EmulatorDefaults.TenantId;
        Assert.Equal(
            "{\"token_endpoint\":" + authority + "/oauth2/v2.0/token\",\"issuer\":" + authority + "/v2.0\",\"authorization_endpoint\":" + authority
                + "/oauth2/v2.0/authorize\",\"device_authorization_endpoint\":" + authority
                + "/oauth2/v2.0/devicecode\",\"token_endpoint_auth_methods_supported\":[\"client_secret_post\",\"private_key_jwt\"],"
                + "\"response_modes_supported\":[\"query\",\"fragment\",\"form_post\"],\"response_types_supported\":[\"code\"],"
                + "\"scopes_supported\":[\"openid\",\"profile\",\"offline_access\"]}",
            json);
    }

    [Theory]
    [InlineData("https://login.microsoftonline.com/COMMON/oauth2/v2.0/token", 200)]
    [InlineData("https://login.microsoftonline.com/CONTOSO.onmicrosoft.com/OAUTH2/v2.0/TOKEN", 200)]
    [InlineData("https://sts.windows.net/organizations/oauth2/v2.0/token", 200)]
    [InlineData("https://login.microsoftonline.com/consumers/oauth2/v2.0/token", 400)]
    [InlineData("https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/token", 404)]
    [InlineData("https://api.partnercenter.microsoft.com/common/oauth2/v2.0/token", 404)]
    public async Task Tenants_and_hosts_that_are_known(string address, int status)
    {
        using var content = new StringContent(
            "grant_type=refresh_token&client_id=" + App + "&refresh_token=" + _emulator.IssueRefreshToken(), Encoding.UTF8, "application/x-www-form-urlencoded");
        using var response = await _http.PostAsync(new Uri(address), content, Cancel);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("http://localhost:8400/", "", 302)]
    [InlineData("http://127.0.0.1/", "", 302)]
    [InlineData("urn:ietf:wg:oauth:2.0:oob", "&response_mode=fragment", 302)]
    [InlineData("https://login.microsoftonline.com/common/oauth2/nativeclient", "", 302)]
    [InlineData("msal" + App + "://auth", "", 302)]
    [InlineData("https://localhost:8400/", "", 400)]
    [InlineData("http://10.0.0.1/", "", 400)]
    public async Task A_code_goes_to_addresses_of_native_applications_only(string redirect, string more, int status)
    {
        using var response = await Authorize(redirect, "&scope=" + Uri.EscapeDataString(Api + "/.default") + "&response_type=code" + more);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 302, response.Headers.Location?.OriginalString.StartsWith(redirect, StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData("&response_type=token", "unsupported_response_type", "AADSTS700054: response_type 'token'")]
    [InlineData("&response_type=code&scope=x", "invalid_scope", "AADSTS70011: ")]
    [InlineData("&response_type=code", "invalid_request", "AADSTS900144: ")]
    public async Task An_error_goes_back_with_the_state(string more, string error, string description)
    {
        using var response = await Authorize("http://localhost:8400/?a=b", "&state=x%20y" + more);

        var address = response.Headers.Location!.OriginalString;
        Assert.StartsWith("http://localhost:8400/?a=b&error=" + error + "&error_description=", address, StringComparison.Ordinal);
        Assert.Contains(description, Uri.UnescapeDataString(address), StringComparison.Ordinal);
        Assert.EndsWith("&state=x%20y", address, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("&client_info=1", true)]
    [InlineData("&client_info=0", false)]
    [InlineData("", false)]
    public async Task A_code_comes_with_client_info_if_asked_for_and_its_nonce_comes_back(string more, bool hasInfo)
    {
        using var response = await Authorize(
            "http://localhost:8400/", "&response_type=code&nonce=n-1&scope=" + Uri.EscapeDataString(Api + "/.default openid") + more);
        var query = response.Headers.Location!.Query.TrimStart('?').Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);

        Assert.Equal(hasInfo ? ["code", "client_info", "session_state"] : ["code", "session_state"], query.Keys);
        var answer = await Token(
            "grant_type=authorization_code&client_id=APP&redirect_uri=http://localhost:8400/&scope=API/.default openid&code=" + query["code"]);
        Assert.Equal("n-1", Text(Jwt.Claims(Text(answer.Json, "id_token")), "nonce"));
    }

    [Fact]
    public async Task A_plain_code_challenge_is_the_verifier_itself()
    {
        using var response = await Authorize(
            "http://localhost:8400/", "&response_type=code&code_challenge=abc&code_challenge_method=plain&scope=" + Uri.EscapeDataString(Api + "/.default"));
        var code = Regex.Match(response.Headers.Location!.Query, "code=([^&]+)").Groups[1].Value;
        var form = "grant_type=authorization_code&client_id=APP&redirect_uri=http://localhost:8400/&scope=API/.default&code=" + code;

        Assert.Equal("[501481]", (await Token(form)).Json.GetProperty("error_codes").GetRawText());
        Assert.Equal("[501481]", (await Token(form + "&code_verifier=abd")).Json.GetProperty("error_codes").GetRawText());
        Assert.Equal(200, (await Token(form + "&code_verifier=abc")).Status);
    }

    [Theory]
    [InlineData("API", null, 200, "https://api.partnercenter.microsoft.com")]
    [InlineData("API/", EmulatorDefaults.IdentityClientId, 200, "https://api.partnercenter.microsoft.com")]
    public async Task A_managed_identitys_token_has_the_documented_properties(string resource, string? client, int status, string audience)
    {
        var answer = await Identity("?api-version=2018-02-01&resource=" + resource + (client is null ? string.Empty : "&client_id=" + client));

        Assert.Equal(status, answer.Status);
        Assert.Equal(
            ["access_token", "client_id", "expires_in", "expires_on", "not_before", "resource", "token_type"],
            answer.Json.EnumerateObject().Select(property => property.Name));
        Assert.Equal(
            ("86400", "1793966400", "1793880000", audience, "Bearer"),
            (Text(answer.Json, "expires_in"), Text(answer.Json, "expires_on"), Text(answer.Json, "not_before"), Text(answer.Json, "resource"),
                Text(answer.Json, "token_type")));
        var claims = Jwt.Claims(Text(answer.Json, "access_token"));
        var identity = client ?? "0b9e6c34-71d5-4a28-b06f-5e83d2c4f719";
        Assert.Equal(
            (audience, identity, identity, identity, identity, "app"),
            (Text(claims, "aud"), Text(claims, "appid"), Text(claims, "oid"), Text(claims, "sub"), Text(answer.Json, "client_id"), Text(claims, "idtyp")));
        Assert.Equal((1793880000, 1793966400), (claims.GetProperty("iat").GetInt64(), claims.GetProperty("exp").GetInt64()));
    }

    [Fact]
    public async Task A_machine_can_have_no_identity_of_its_own()
    {
        _emulator.Options.HasSystemAssignedIdentity = false;

        var refused = await Identity("?api-version=2018-02-01&resource=API");
        Assert.Equal(400, refused.Status);
        Assert.Equal(
            "{\"statusCode\":400,\"message\":\"Identity not found\",\"error\":\"invalid_request\",\"error_description\":\"Identity not found\"}", refused.Text);
        Assert.Equal(200, (await Identity("?api-version=2018-02-01&resource=API&client_id=" + EmulatorDefaults.IdentityClientId)).Status);
        using var response = await _http.PostAsync(new Uri("http://169.254.169.254/metadata/identity/oauth2/token"), null, Cancel);
        Assert.Equal(("GET", 405), (string.Join(",", response.Content.Headers.Allow), (int)response.StatusCode));
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static string Claims(string token) => Regex.Replace(Jwt.Claims(token).GetRawText(), "\"uti\":\"[^\"]{22}\"", "\"uti\":\"*\"");

    private static string Fill(string form) =>
        form.Replace("client_id=APP", "client_id=" + App).Replace("'APP'", "'" + App + "'")
            .Replace("SECRET", Uri.EscapeDataString(EmulatorDefaults.ApplicationSecret)).Replace("API", Api);

    private Task<TestAnswer> Token(string form, params (string Name, string Value)[] headers) => Token(form, "token", headers);

    private async Task<TestAnswer> Token(string form, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Login + path);
        request.Content = new StringContent(Fill(form), Encoding.UTF8, "application/x-www-form-urlencoded");
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await _http.SendAsync(request, Cancel);
        return await TestAnswer.ReadAsync(response, Cancel);
    }

    private Task<HttpResponseMessage> Authorize(string redirect, string more) => _http.GetAsync(
        new Uri(Login + "authorize?client_id=" + App.ToUpperInvariant() + "&redirect_uri=" + Uri.EscapeDataString(redirect) + more), Cancel);

    private async Task<TestAnswer> Identity(string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://169.254.169.254/metadata/identity/oauth2/token" + Fill(query));
        request.Headers.Add("Metadata", "TRUE");
        using var response = await _http.SendAsync(request, Cancel);
        return await TestAnswer.ReadAsync(response, Cancel);
    }
}
