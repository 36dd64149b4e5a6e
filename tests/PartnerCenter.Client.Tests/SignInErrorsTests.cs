using System;
using System.Globalization;
using System.IO;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Identity.Client;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// What each exception of the sign-in library means.
/// </summary>
public sealed class SignInErrorsTests
{
    private static readonly SignInSetting Setting = new(
        PartnerCloud.Of(PartnerEnvironment.Global), new Uri("https://login.example/"), new HttpClientHandler(), new PartnerClientOptions(),
        new PartnerOperation());

    private static PartnerCenterException Translate(Exception exception)
    {
        Assert.True(SignInErrors.IsSignInFailure(exception));
        return SignInErrors.Translate(exception, Setting);
    }

    private static PartnerCenterException TranslateIdentity(Exception exception)
    {
        Assert.True(SignInErrors.IsIdentityFailure(exception));
        return SignInErrors.TranslateIdentity(exception, Setting);
    }

    private static string Format(string format, params object[] arguments) => string.Format(CultureInfo.CurrentCulture, format, arguments);

    [Theory]
    [InlineData("A configuration issue. AADSTS50126: Wrong password.\r\nTrace ID: 1\r\nCorrelation ID: 2")]
    [InlineData("AADSTS50126: Wrong password.")]
    public void Entra_s_own_words_are_told_and_nothing_before_or_after_them(string text)
    {
        var failure = Translate(new MsalServiceException("invalid_grant", text, 400) { CorrelationId = "id" });
        Assert.Equal((PartnerErrorCode.SignInFailed, 400, "AADSTS50126", "AADSTS50126: Wrong password.", "id"),
            (failure.Error, failure.StatusCode, failure.ServiceCode, failure.Description, failure.CorrelationId));
        Assert.Equal("The sign-in failed: AADSTS50126: Wrong password.", failure.Message);
        Assert.Equal((Messages.SignInWrongPasswordAction, true, RetryKind.None), (failure.RecommendedAction, failure.AffectsEveryCustomer, failure.RetryKind));
        Assert.Null(failure.InnerException);
    }

    [Fact]
    public void Without_a_status_a_code_and_an_id_none_is_told()
    {
        var failure = Translate(new MsalServiceException("odd_word", " Odd. ") { CorrelationId = " " });
        Assert.Equal((null, "odd_word", null, "Odd."), (failure.StatusCode, failure.ServiceCode, failure.CorrelationId, failure.Description));
        Assert.Equal((PartnerErrorCode.SignInFailed, Messages.SignInFailedAction), (failure.Error, failure.RecommendedAction));
        Assert.Equal("id", Translate(new MsalClientException("odd_word", "Odd.") { CorrelationId = "id" }).CorrelationId);
    }

    [Fact]
    public void A_sign_in_that_the_user_cancelled_is_told_so()
    {
        var failure = Translate(new MsalClientException(MsalError.AuthenticationCanceledError, "User canceled authentication."));
        Assert.Equal(Messages.SignInCancelled, failure.Message);
    }

    [Fact]
    public void A_proxy_that_refuses_is_not_Entra()
    {
        var failure = Translate(new MsalServiceException("http_status_not_200", "Nothing.", 407) { CorrelationId = "id" });
        Assert.Equal(
            (407, "id", true, Messages.ProxyAuthenticationAction),
            (failure.StatusCode, failure.CorrelationId, failure.AffectsEveryCustomer, failure.RecommendedAction));
        Assert.Contains("https://login.example/", failure.Message, StringComparison.Ordinal);
        Assert.Contains("407", failure.Message, StringComparison.Ordinal);
    }
#if !NETFRAMEWORK

    [Fact]
    public void So_is_one_in_place_of_a_connection()
    {
        var refused = new HttpRequestException("No tunnel.", null, System.Net.HttpStatusCode.ProxyAuthenticationRequired);
        refused.Data["client-request-id"] = "id";
        foreach (var exception in (Exception[])[refused, new MsalServiceException("odd_word", "Odd.", refused)])
        {
            var failure = Translate(exception);
            Assert.Equal(
                (407, "id", true, Messages.ProxyAuthenticationAction),
                (failure.StatusCode, failure.CorrelationId, failure.AffectsEveryCustomer, failure.RecommendedAction));
        }
    }
#endif

    public static TheoryData<Exception, string, string?> NetworkFailures()
    {
        var known = new HttpRequestException("Outer.", new IOException("Inner."));
        known.Data["client-request-id"] = "id";
        var hidden = new HttpRequestException("Outer.", new IOException("Inner.", new SocketException((int)SocketError.HostNotFound)));
        hidden.InnerException!.Data["client-request-id"] = "id";
        return new()
        {
            { known, "Inner.", "id" },
            { hidden, hidden.GetBaseException().Message, "id" },
            { new HttpRequestException("Alone."), "Alone.", null },
            { new SocketException((int)SocketError.HostNotFound), new SocketException((int)SocketError.HostNotFound).Message, null },
            { new JsonException("No JSON."), "No JSON.", null },
            { new MsalServiceException("odd_word", "Odd.", new HttpRequestException("Inner.")) { CorrelationId = "id" }, "Inner.", "id" },
            { new MsalServiceException("odd_word", "Odd.", known) { CorrelationId = " " }, "Inner.", "id" },
            { new MsalServiceException(MsalError.RequestTimeout, "Too late."), "Too late.", null },
            { new MsalServiceException("service_not_available", "Down."), "Down.", null },
        };
    }

    [Theory]
    [MemberData(nameof(NetworkFailures), DisableDiscoveryEnumeration = true)]
    public void An_authority_that_cannot_be_reached_may_be_reached_the_next_time(Exception exception, string cause, string? correlationId)
    {
        var failure = Translate(exception);
        Assert.Equal((PartnerErrorCode.SignInFailed, RetryKind.Transient, true), (failure.Error, failure.RetryKind, failure.AffectsEveryCustomer));
        Assert.StartsWith(Format(Messages.SignInNetwork, "https://login.example/", cause.TrimEnd('.')), failure.Message, StringComparison.Ordinal);
        Assert.Equal((Messages.SignInNetworkAction, correlationId, null), (failure.RecommendedAction, failure.CorrelationId, failure.RetryAfter));
    }

    [Fact]
    public void Where_the_library_itself_does_not_ask_for_a_while_that_is_waited_for()
    {
        var failure = Translate(new MsalThrottledServiceException(new MsalServiceException("service_not_available", "Down.", 503)));
        Assert.Equal((TimeSpan.FromSeconds(20), RetryKind.Transient), (failure.RetryAfter, failure.RetryKind));
    }

    [Theory]
    [InlineData(MsalError.RequestTimeout)]
    [InlineData("service_not_available")]
    public void A_code_of_Entra_s_counts_more_than_the_way_it_came(string word)
    {
        Assert.Equal("AADSTS50126", Translate(new MsalServiceException(word, "AADSTS50126: Wrong.")).ServiceCode);
        Assert.Equal("AADSTS50126", Translate(new MsalServiceException("odd", "AADSTS50126: Wrong.", new HttpRequestException("Inner."))).ServiceCode);
    }

    [Theory]
    [InlineData(403, true)]
    [InlineData(404, true)]
    [InlineData(408, true)]
    [InlineData(410, true)]
    [InlineData(429, true)]
    [InlineData(500, true)]
    [InlineData(599, true)]
    [InlineData(400, false)]
    [InlineData(401, false)]
    [InlineData(499, false)]
    public void A_managed_identity_s_failure_may_pass(int status, bool mayPass)
    {
        var failure = Translate(new MsalServiceException(MsalError.ManagedIdentityRequestFailed, "Odd.", status));
        Assert.Equal(
            (mayPass ? RetryKind.Transient : RetryKind.None, mayPass ? Messages.SignInManagedIdentityFailedAction : Messages.SignInManagedIdentityAction),
            (failure.RetryKind, failure.RecommendedAction));

        // The same status from Entra does not.
        Assert.Equal(RetryKind.None, Translate(new MsalServiceException("odd_word", "Odd.", status)).RetryKind);
    }

    [Theory]
    [InlineData("700027", true)]
    [InlineData("700024", false)]
    public void A_new_certificate_is_known_everywhere_after_a_while(string code, bool mayPass) => Assert.Equal(
        mayPass ? RetryKind.Transient : RetryKind.None, Translate(new MsalServiceException("invalid_client", $"AADSTS{code}: No.", 401)).RetryKind);

    [Fact]
    public void A_certificate_without_its_key_is_told_as_such()
    {
        var cause = new CryptographicException("No key.");
        foreach (var exception in (Exception[])[cause, new MsalClientException("odd_word", "Odd.", cause)])
        {
            var failure = Translate(exception);
            Assert.Equal(("The certificate cannot be used: No key.", Messages.CertificateUnusableAction), (failure.Message, failure.RecommendedAction));
        }
    }

    [Fact]
    public void A_connection_that_was_closed_meanwhile_is_told_as_such()
    {
        var failure = Translate(new ObjectDisposedException("x"));
        Assert.Equal(
            (PartnerErrorCode.NotConnected, true, Messages.NotConnectedAction), (failure.Error, failure.AffectsEveryCustomer, failure.RecommendedAction));
    }

    [Fact]
    public void What_is_no_failure_of_the_sign_in_stays_what_it_is()
    {
        foreach (var exception in (Exception[])[
            new OperationCanceledException(), new InvalidOperationException(), new PartnerCenterException(PartnerErrorCode.SignInFailed, "No.", "Do.")])
        {
            Assert.False(SignInErrors.IsSignInFailure(exception));
            Assert.False(SignInErrors.IsIdentityFailure(exception));
        }

        Assert.False(SignInErrors.IsIdentityFailure(new MsalServiceException(MsalError.ManagedIdentityRequestFailed, "No.", 400)));
    }

    public static TheoryData<Exception, string> IdentityFailures() => new()
    {
        { new HttpRequestException("Alone."), "Alone." },
        { new SocketException((int)SocketError.ConnectionRefused), new SocketException((int)SocketError.ConnectionRefused).Message },
        { new MsalServiceException("odd_word", "Odd.", new HttpRequestException("Outer.", new IOException("Inner."))), "Inner." },
        { new MsalServiceException(MsalError.RequestTimeout, "Too late."), "Too late." },
        { new MsalServiceException(MsalError.ManagedIdentityUnreachableNetwork, "No route."), "No route." },
    };

    [Theory]
    [MemberData(nameof(IdentityFailures), DisableDiscoveryEnumeration = true)]
    public void A_managed_identity_that_cannot_be_reached_is_not_Entra(Exception exception, string cause)
    {
        var failure = TranslateIdentity(exception);
        Assert.StartsWith(Format(Messages.SignInIdentityUnreachable, cause.TrimEnd('.')), failure.Message, StringComparison.Ordinal);
        Assert.Equal(
            (PartnerErrorCode.SignInFailed, Messages.SignInManagedIdentityAction, RetryKind.Transient, true),
            (failure.Error, failure.RecommendedAction, failure.RetryKind, failure.AffectsEveryCustomer));
    }

    [Theory]
    [InlineData("access_denied", "AADSTS65004: Declined.\r\nTrace ID: 1", "AADSTS65004", "AADSTS65004: Declined.", nameof(Messages.SignInDeclinedAction))]
    [InlineData("access_denied", "The user said no.", "access_denied", "The user said no.", nameof(Messages.SignInDeclinedAction))]
    [InlineData("access_denied", null, "access_denied", "access_denied", nameof(Messages.SignInDeclinedAction))]
    [InlineData("odd_word", "Odd.", "odd_word", "Odd.", nameof(Messages.SignInFailedAction))]
    [InlineData(null, null, null, "no description", nameof(Messages.SignInFailedAction))]
    public void What_Entra_told_the_browser(string? word, string? description, string? code, string said, string action)
    {
        var failure = SignInErrors.FromEntra(word, description);
        Assert.Equal(
            (PartnerErrorCode.SignInFailed, code, said, true), (failure.Error, failure.ServiceCode, failure.Description, failure.AffectsEveryCustomer));
        Assert.StartsWith("The sign-in failed: " + said, failure.Message, StringComparison.Ordinal);
        Assert.Equal(action == nameof(Messages.SignInDeclinedAction) ? Messages.SignInDeclinedAction : Messages.SignInFailedAction, failure.RecommendedAction);
    }

    [Fact]
    public void The_words_without_a_code_and_what_to_do_then()
    {
        foreach (var (code, word, error, action) in new (string?, string, PartnerErrorCode, string)[]
        {
            (null, "code_expired", PartnerErrorCode.SignInFailed, Messages.SignInDeviceCodeExpiredAction),
            (null, "expired_token", PartnerErrorCode.SignInFailed, Messages.SignInDeviceCodeExpiredAction),
            ("1", "expired_token", PartnerErrorCode.SignInFailed, Messages.SignInDeviceCodeExpiredAction),
            ("70019", "x", PartnerErrorCode.SignInFailed, Messages.SignInDeviceCodeExpiredAction),
            ("70020", "x", PartnerErrorCode.SignInFailed, Messages.SignInDeviceCodeExpiredAction),
            (null, "authorization_declined", PartnerErrorCode.SignInFailed, Messages.SignInDeclinedAction),
            (null, "access_denied", PartnerErrorCode.SignInFailed, Messages.SignInDeclinedAction),
            ("1", "access_denied", PartnerErrorCode.SignInFailed, Format(Messages.SignInUnknownCodeAction, "1")),
            ("65004", "x", PartnerErrorCode.SignInFailed, Messages.SignInDeclinedAction),
            (null, MsalError.NoTokensFoundError, PartnerErrorCode.SignInExpired, Messages.SignInExpiredAction),
            ("1", MsalError.NoTokensFoundError, PartnerErrorCode.SignInExpired, Messages.SignInExpiredAction),
            ("1", MsalError.ManagedIdentityRequestFailed, PartnerErrorCode.SignInFailed, Format(Messages.SignInUnknownCodeAction, "1")),
            (null, MsalError.ManagedIdentityRequestFailed, PartnerErrorCode.SignInFailed, Messages.SignInManagedIdentityAction),
            (null, MsalError.ManagedIdentityUnreachableNetwork, PartnerErrorCode.SignInFailed, Messages.SignInManagedIdentityAction),
            (null, MsalError.UserAssignedManagedIdentityNotSupported, PartnerErrorCode.SignInFailed, Messages.SignInManagedIdentityAction),
            (null, "x", PartnerErrorCode.SignInFailed, Messages.SignInFailedAction),
        })
        {
            var (found, advice) = EntraErrors.Explain(code, word);
            Assert.Equal((error, action), (found, advice.Format()));
        }
    }

    [Theory]
    [InlineData("", null, 0)]
    [InlineData("AADSTS", null, 0)]
    [InlineData("Odd. AADSTS1: a. AADSTS2: b.", "2", 5)]
    [InlineData("Odd. AADSTS50126: a. AADSTS2: b.", "50126", 5)]
    [InlineData("AADSTS2: a. AADSTS50126: b. AADSTS50076: c.", "50076", 0)]
    public void The_last_code_that_is_known_decides(string text, string? code, int start) => Assert.Equal((code, start), EntraErrors.Find(text));
}
