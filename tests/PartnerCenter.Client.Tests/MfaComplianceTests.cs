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
/// <c>ValidateMfa: true</c>: what the token says, what the service says, and what to do.
/// </summary>
public sealed class MfaComplianceTests
{
    private static Task<TestConnection> OpenAsync(EmulatedToken token, bool enforce = true) => TestConnection.OpenAsync(
        options => options.EnforceMfa = enforce, credential: emulator => PartnerCredentials.AccessToken(Secret.Hide(emulator.IssueAccessToken(token))));

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_user_with_and_without_before_and_after_it_is_enforced(bool mfa, bool enforce)
    {
        using var connection = await OpenAsync(new EmulatedToken { HasMfa = mfa }, enforce);
        var compliance = await connection.Client.GetMfaComplianceAsync(TestContext.Current.CancellationToken);
        Assert.Equal(mfa, compliance.IsCompliant);
        Assert.Equal(mfa, compliance.TokenHasMfa);
        Assert.Equal(mfa, compliance.ServiceAnswer);
        Assert.Equal(mfa, compliance.AuthenticationMethods.Contains("mfa"));
        Assert.Contains("pwd", compliance.AuthenticationMethods);
        Assert.Equal(AuthenticationKind.AppUser, compliance.Authentication);
        Assert.StartsWith(mfa ? "No action is required" : "Sign in again with multi-factor authentication", compliance.Recommendation, StringComparison.Ordinal);
        var sent = Assert.Single(connection.ApiRequests);
        Assert.Equal("true", sent.Headers["ValidateMfa"]);
        Assert.Equal(mfa || !enforce ? 200 : 401, sent.StatusCode);
    }

    [Fact]
    public async Task Only_the_check_asks_for_it()
    {
        using var connection = await TestConnection.OpenAsync();
        await connection.ReadAsync();
        Assert.DoesNotContain("ValidateMfa", Assert.Single(connection.ApiRequests).Headers.Keys);
    }

    [Fact]
    public async Task An_application_has_nothing_to_do()
    {
        using var connection = await OpenAsync(new EmulatedToken { AppOnly = true });
        var compliance = await connection.Client.GetMfaComplianceAsync(TestContext.Current.CancellationToken);
        Assert.True(compliance.IsCompliant);
        Assert.Null(compliance.TokenHasMfa);
        Assert.Empty(compliance.AuthenticationMethods);
        Assert.Equal(AuthenticationKind.AppOnly, compliance.Authentication);
        Assert.Contains("app only", compliance.Recommendation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("false", true, false, false)]
    [InlineData("False", true, false, false)]
    [InlineData("true", false, true, true)]
    [InlineData(null, true, true, null)]
    [InlineData(null, false, false, null)]
    [InlineData("perhaps", true, true, null)]
    public async Task The_service_s_word_counts_and_the_token_s_where_it_is_silent(string? header, bool mfa, bool compliant, bool? answer)
    {
        using var connection = await OpenAsync(new EmulatedToken { HasMfa = mfa });
        var response = CannedResponse.Json("""{"totalCount":0,"items":[]}""");
        connection.Respond(header is null ? response : response.WithHeader("isMfaCompliant", header));
        var compliance = await connection.Client.GetMfaComplianceAsync(TestContext.Current.CancellationToken);
        Assert.Equal((compliant, answer, mfa), (compliance.IsCompliant, compliance.ServiceAnswer, compliance.TokenHasMfa));
    }

    // Tokens of the second version name no methods unless they are told to.
    [Theory]
    [InlineData("""{"ver":"2.0","scp":"user_impersonation","azp":"app","preferred_username":"admin@contoso.com"}""", null)]
    [InlineData("""{"ver":"2.0","scp":"user_impersonation","azp":"app","amr":[]}""", null)]
    [InlineData("""{"ver":"1.0","scp":"user_impersonation","upn":"admin@contoso.com"}""", null)]
    [InlineData("""{"ver":"1.0","scp":"user_impersonation","amr":["pwd"]}""", false)]
    [InlineData("""{"ver":"2.0","scp":"user_impersonation","amr":["pwd","mfa"]}""", true)]
    public async Task A_token_that_does_not_tell_is_unknown_and_the_service_is_asked(string claims, bool? hasMfa)
    {
        using var connection = await TestConnection.OpenAsync(credential: _ => PartnerCredentials.AccessToken(Secret.Hide(
            string.Join(
                '.',
                new[] { """{"alg":"none"}""", claims, "x" }.Select(part => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(part)).TrimEnd('='))))));
        Assert.Equal(hasMfa, connection.Client.Identity.HasMfa);
        foreach (var answer in new bool?[] { true, false, null })
        {
            var response = CannedResponse.Json("""{"totalCount":0,"items":[]}""");
            connection.RespondOnce(answer is { } word ? response.WithHeader("isMfaCompliant", word ? "true" : "false") : response);
            var compliance = await connection.Client.GetMfaComplianceAsync(TestContext.Current.CancellationToken);
            Assert.Equal((answer ?? hasMfa ?? true, hasMfa, answer), (compliance.IsCompliant, compliance.TokenHasMfa, compliance.ServiceAnswer));
            Assert.StartsWith(
                !compliance.IsCompliant ? "Sign in again" : (answer ?? hasMfa) is null ? "Neither the token nor Partner Center" : "No action is required",
                compliance.Recommendation,
                StringComparison.Ordinal);
        }

        Assert.Equal(3, connection.ApiRequests.Count(request => request.Headers["ValidateMfa"] == "true"));
    }

    [Fact]
    public async Task Another_failure_is_a_failure()
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        connection.Respond(new CannedResponse(503));
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => connection.Client.GetMfaComplianceAsync(TestContext.Current.CancellationToken));
        Assert.Equal(PartnerErrorCode.ServiceUnavailable, failure.Error);
    }
}
