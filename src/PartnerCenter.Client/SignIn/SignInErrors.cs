using System;
using System.Globalization;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Microsoft.Identity.Client;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.SignIn;

/// <summary>
/// Turns what MSAL throws into the one exception, with words that say what to do.
/// </summary>
/// <remarks>
/// MSAL's own exception is not kept inside: its text holds the raw answer of the token endpoint.
/// <see href="https://learn.microsoft.com/entra/identity-platform/reference-error-codes">Microsoft Entra error codes</see>.
/// </remarks>
internal static class SignInErrors
{
    private static readonly Regex EntraCode = new(@"AADSTS(\d+)", RegexOptions.None, TimeSpan.FromSeconds(1));
    private static readonly Regex Trailer = new(@"\s*Trace ID:.*$", RegexOptions.Singleline, TimeSpan.FromSeconds(1));

    // After a failure of the token endpoint, MSAL does not ask it again for a minute; five attempts so far apart outlast that.
    private static readonly TimeSpan MsalPause = TimeSpan.FromSeconds(20);

    public static async Task<PartnerToken> TranslateAsync(SignInSetting setting, AuthenticationKind kind, Func<Task<AuthenticationResult>> acquire)
    {
        try
        {
            var result = await acquire().ConfigureAwait(false);
            return PartnerToken.Create(result.AccessToken, result.ExpiresOn, kind);
        }
        catch (MsalException exception) when (exception.InnerException is System.Security.Cryptography.CryptographicException cause)
        {
            throw PartnerCertificates.Unusable(cause);
        }
        catch (MsalException exception)
        {
            throw SecretText.Hide(Translate(exception, setting), setting.Authority);
        }
        catch (Exception exception) when (exception is HttpRequestException or System.Net.Sockets.SocketException or System.Text.Json.JsonException)
        {
            throw SecretText.Hide(Unreachable(exception, setting), setting.Authority);
        }
        catch (System.Security.Cryptography.CryptographicException exception)
        {
            throw PartnerCertificates.Unusable(exception);
        }
        catch (ObjectDisposedException)
        {
            throw new PartnerCenterException(PartnerCenterError.NotConnected, Messages.ContextClosed, Messages.NotConnectedAction) { AffectsEveryCustomer = true };
        }
    }

    /// <summary>Asks the machine's managed identity for the token that stands for the application's secret; its failures are its own, not Entra's.</summary>
    public static async Task<string> TranslateIdentityAsync(SignInSetting setting, Func<Task<AuthenticationResult>> acquire)
    {
        try
        {
            return (await acquire().ConfigureAwait(false)).AccessToken;
        }
        catch (Exception exception) when (exception.GetBaseException() is HttpRequestException or System.Net.Sockets.SocketException or System.IO.IOException
            or MsalException { ErrorCode: MsalError.RequestTimeout or MsalError.ManagedIdentityUnreachableNetwork })
        {
            var failure = Unreachable(exception, setting);
            throw SecretText.Hide(
                failure.With(
                    message: string.Format(CultureInfo.CurrentCulture, Messages.SignInIdentityUnreachable, exception.GetBaseException().Message),
                    recommendedAction: Messages.SignInManagedIdentityAction),
                setting.Authority);
        }
    }

    private static PartnerCenterException Translate(MsalException exception, SignInSetting setting)
    {
        var service = exception as MsalServiceException;
        var match = EntraCode.Match(exception.Message);
        var code = match.Success ? match.Groups[1].Value : null;
        if (code is null && (exception.InnerException is HttpRequestException || exception.ErrorCode is MsalError.RequestTimeout or "service_not_available"))
        {
            return Unreachable(exception, setting);
        }

        // MSAL puts general advice before what Entra says; ours is the better one.
        var said = Trailer.Replace(match.Success ? exception.Message.Substring(match.Index) : exception.Message, string.Empty).Trim();
        var (error, action) = Explain(code, exception.ErrorCode);
        var message = exception.ErrorCode == MsalError.AuthenticationCanceledError
            ? Messages.SignInCancelled
            : string.Format(CultureInfo.CurrentCulture, Messages.SignInFailed, said);
        return new PartnerCenterException(error, message, action)
        {
            StatusCode = service?.StatusCode is > 0 ? service.StatusCode : null,
            ServiceCode = code is null ? exception.ErrorCode : "AADSTS" + code,
            Description = said,
            CorrelationId = Blank(service?.CorrelationId) ?? Blank(exception.CorrelationId),
            AffectsEveryCustomer = true,
        };
    }

    /// <summary>What Entra told the browser.</summary>
    public static PartnerCenterException FromEntra(string? code, string? description)
    {
        var said = Trailer.Replace(description ?? code ?? Messages.NoDescription, string.Empty).Trim();
        var match = EntraCode.Match(said);
        var (error, action) = Explain(match.Success ? match.Groups[1].Value : null, code ?? string.Empty);
        return new PartnerCenterException(error, string.Format(CultureInfo.CurrentCulture, Messages.SignInFailed, said), action)
        {
            ServiceCode = match.Success ? match.Value : code,
            Description = said,
            AffectsEveryCustomer = true,
        };
    }

    private static (PartnerCenterError Error, string Action) Explain(string? entraCode, string msalCode) => (entraCode, msalCode) switch
    {
        ("7000215" or "7000216", _) => (PartnerCenterError.SignInFailed, Messages.SignInWrongSecretAction),
        ("7000222", _) => (PartnerCenterError.SignInFailed, Messages.SignInExpiredSecretAction),
        ("90002" or "900023" or "900021" or "90013", _) => (PartnerCenterError.SignInFailed, Messages.SignInWrongTenantAction),
        ("700016" or "700038", _) => (PartnerCenterError.SignInFailed, Messages.SignInWrongApplicationAction),
        ("65001" or "65004" or "500011" or "650052" or "650056" or "650057", _) => (PartnerCenterError.SignInFailed, Messages.SignInConsentAction),
        ("50076" or "50079" or "50072" or "50074" or "50158", _) => (PartnerCenterError.MfaRequired, Messages.SignInMfaAction),
        ("53003" or "53000" or "53001" or "53002" or "530003" or "530004" or "53011", _) => (PartnerCenterError.SignInFailed, Messages.SignInConditionalAccessAction),
        ("700027" or "700024" or "700021" or "700023" or "50013" or "7000214", _) => (PartnerCenterError.SignInFailed, Messages.SignInCertificateAction),
        ("700082" or "70008" or "50173" or "70043" or "700084" or "9002313", _) => (PartnerCenterError.SignInExpired, Messages.SignInRefreshTokenAction),
        ("70020" or "70019", _) or (_, "code_expired" or "expired_token") => (PartnerCenterError.SignInFailed, Messages.SignInDeviceCodeExpiredAction),
        ("70018", _) or (_, "authorization_declined") or (null, "access_denied") => (PartnerCenterError.SignInFailed, Messages.SignInDeclinedAction),
        (_, MsalError.ManagedIdentityRequestFailed or MsalError.ManagedIdentityUnreachableNetwork or MsalError.UserAssignedManagedIdentityNotSupported) =>
            (PartnerCenterError.SignInFailed, Messages.SignInManagedIdentityAction),
        (_, MsalError.InvalidGrantError or MsalError.NoTokensFoundError) => (PartnerCenterError.SignInExpired, Messages.SignInRefreshTokenAction),
        (_, MsalError.InvalidClient) => (PartnerCenterError.SignInFailed, Messages.SignInWrongSecretAction),
        _ => (PartnerCenterError.SignInFailed, Messages.SignInFailedAction),
    };

    private static PartnerCenterException Unreachable(Exception exception, SignInSetting setting)
    {
        var cause = exception;
        var correlationId = CorrelationIdOf(cause);
        while (cause.InnerException is not null)
        {
            cause = cause.InnerException;
            correlationId ??= CorrelationIdOf(cause);
        }

        return new PartnerCenterException(
            PartnerCenterError.SignInFailed,
            string.Format(CultureInfo.CurrentCulture, Messages.SignInNetwork, setting.Authority, cause.Message),
            Messages.SignInNetworkAction)
        {
            CorrelationId = correlationId,
            AffectsEveryCustomer = true,
            RetryAfter = exception is MsalThrottledServiceException ? MsalPause : null,

            // A renewal in the middle of a long run is tried again like any request; else one lost packet would end the run for all customers.
            Transience = Transience.Passing,
        };
    }

    private static string? CorrelationIdOf(Exception exception) =>
        Blank((exception as MsalException)?.CorrelationId) ?? exception.Data[TraceHandler.CorrelationIdHeader] as string;

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
