using System;
using System.Globalization;
using System.IO;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Identity.Client;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// Turns what MSAL throws into the one exception, with words that say what to do.
/// </summary>
/// <remarks>
/// MSAL's own exception is not kept inside: its text holds the raw answer of the token endpoint.
/// </remarks>
internal static class SignInErrors
{
    // What Entra adds for its own support, after each of its messages.
    private static readonly Regex Trailer = new(
        @"\s*(Trace ID|Correlation ID): *[\w-]+|\s*Timestamp: *\d[\d:.TZ-]*( [\d:.]+Z?)?", RegexOptions.None, TimeSpan.FromSeconds(1));

    // After a failure of the token endpoint, MSAL does not ask it again for a minute; five attempts so far apart outlast that.
    private static readonly TimeSpan MsalPause = TimeSpan.FromSeconds(20);

    /// <summary>Whether an exception is a failure of the sign-in. What is not, such as a cancellation, stays what it is.</summary>
    public static bool IsSignInFailure(Exception exception) => exception is MsalException or HttpRequestException or SocketException or JsonException
        or CryptographicException or ArgumentNullException or ObjectDisposedException;

    /// <summary>Says in words what failed.</summary>
    /// <param name="exception">A failure of the sign-in.</param>
    /// <param name="setting">Where it was.</param>
    public static PartnerCenterException Translate(Exception exception, SignInSetting setting) => exception switch
    {
        MsalException { InnerException: CryptographicException cause } => PartnerCertificates.Unusable(cause),
        CryptographicException cause => PartnerCertificates.Unusable(cause),
        MsalException failure => SecretText.Hide(TranslateMsal(failure, setting), setting.Authority),

        // MSAL, of a success that holds neither a token nor an error.
        ArgumentNullException => WithoutToken(),
        ObjectDisposedException =>
            new PartnerCenterException(PartnerErrorCode.NotConnected, Messages.ContextClosed, Advice.Of(nameof(Messages.NotConnectedAction))),
        _ => SecretText.Hide(Unreachable(exception, setting), setting.Authority),
    };

    /// <summary>A success without a token.</summary>
    public static PartnerCenterException WithoutToken() => new(
        PartnerErrorCode.SignInFailed, string.Format(CultureInfo.CurrentCulture, Messages.SignInFailed, Messages.SignInWithoutToken),
        Advice.Of(nameof(Messages.SignInNetworkAction)));

    /// <summary>Whether an exception is a failure of the machine's managed identity itself. What it answered is not, and is a failure of the sign-in.</summary>
    public static bool IsIdentityFailure(Exception exception) =>
        exception.GetBaseException() is FormatException or HttpRequestException or SocketException or IOException
        or MsalException { ErrorCode: MsalError.RequestTimeout or MsalError.ManagedIdentityUnreachableNetwork };

    /// <summary>Says in words why the machine's managed identity could not be asked.</summary>
    /// <param name="exception">A failure of the managed identity.</param>
    /// <param name="setting">Where the sign-in is.</param>
    public static PartnerCenterException TranslateIdentity(Exception exception, SignInSetting setting)
    {
        if (exception.GetBaseException() is FormatException)
        {
            // .NET repeats the value that cannot stand in a header, and that is the secret.
            return new PartnerCenterException(
                PartnerErrorCode.SignInFailed, Messages.SignInIdentityKeyUnusable, Advice.Of(nameof(Messages.SignInIdentityKeyUnusableAction)))
            {
                CorrelationId = CorrelationIdOf(exception),
            };
        }

        var failure = Unreachable(exception, setting).With(
            message: string.Format(CultureInfo.CurrentCulture, Messages.SignInIdentityUnreachable, exception.GetBaseException().Message),
            advice: Advice.Of(nameof(Messages.SignInManagedIdentityAction)));
        return SecretText.Hide(failure, setting.Authority);
    }

    private static PartnerCenterException TranslateMsal(MsalException exception, SignInSetting setting)
    {
        var service = (exception as MsalThrottledServiceException)?.OriginalServiceException ?? exception as MsalServiceException;
        if (service?.StatusCode == 407)
        {
            return ProxyRefused(exception, setting);
        }

        var (code, start) = EntraErrors.Find(exception.Message);
        var status = service?.StatusCode is > 0 ? service.StatusCode : (int?)null;
        var isUnavailable = exception.ErrorCode is MsalError.RequestTimeout or "service_not_available";
        if (code is null && status is null && (exception.InnerException is HttpRequestException || isUnavailable))
        {
            return Unreachable(exception, setting);
        }

        // MSAL puts general advice before what Entra says; ours is the better one. Of what it did not understand it says no more than that.
        var text = exception.Message.Substring(start);
        var answer = code is null && status is not null
            ? ServiceError.Parse(Encoding.UTF8.GetBytes(service!.ResponseBody ?? string.Empty), isPublic: false)
            : null;
        if (answer is not null)
        {
            var words = answer.Description ?? (isUnavailable ? Messages.NoDescription : null);
            (code, start) = EntraErrors.Find(words ?? string.Empty);
            text = words is null ? text : answer.IsPage || isUnavailable ? $"{words.Substring(start)} ({status})" : words.Substring(start);
        }

        var serverMessage = Trailer.Replace(text, string.Empty).Trim();
        var (error, advice) = EntraErrors.Explain(code, exception.ErrorCode);
        var message = exception.ErrorCode == MsalError.AuthenticationCanceledError
            ? Messages.SignInCancelled
            : string.Format(CultureInfo.CurrentCulture, Messages.SignInFailed, serverMessage);
        advice = answer?.IsPage == true
            ? Advice.Of(nameof(Messages.SignInNetworkAction))
            : code is null && isUnavailable ? Advice.Of(nameof(Messages.ServiceUnavailableAction)) : advice;
        var identityFailed = exception.ErrorCode == MsalError.ManagedIdentityRequestFailed && IsPassing(service?.StatusCode);
        return new PartnerCenterException(error, message, identityFailed ? Advice.Of(nameof(Messages.SignInManagedIdentityFailedAction)) : advice)
        {
            StatusCode = status,
            RetryAfter = isUnavailable && exception is MsalThrottledServiceException ? MsalPause : null,
            ServiceCode = code is null ? exception.ErrorCode : "AADSTS" + code,
            Description = serverMessage,
            CorrelationId = Blank(service?.CorrelationId) ?? Blank(exception.CorrelationId),
            AffectsEveryCustomer = true,

            // A new certificate is not known everywhere at once, and a managed identity is not there at once after a start.
            RetryKind = identityFailed || isUnavailable || code == EntraErrors.CertificateNotKnown ? RetryKind.Transient : RetryKind.None,
        };
    }

    private static bool IsPassing(int? status) => status is 403 or 404 or 408 or 410 or 429 or >= 500;

    /// <summary>What Entra told the browser.</summary>
    public static PartnerCenterException FromEntra(string? code, string? description)
    {
        var serverMessage = Trailer.Replace(description ?? code ?? Messages.NoDescription, string.Empty).Trim();
        var (entraCode, _) = EntraErrors.Find(serverMessage);
        var (error, advice) = EntraErrors.Explain(entraCode, code ?? string.Empty);
        return new PartnerCenterException(error, string.Format(CultureInfo.CurrentCulture, Messages.SignInFailed, serverMessage), advice)
        {
            ServiceCode = entraCode is null ? code : "AADSTS" + entraCode,
            Description = serverMessage,
            AffectsEveryCustomer = true,
        };
    }

    private static PartnerCenterException ProxyRefused(Exception exception, SignInSetting setting) =>
        new(
            PartnerErrorCode.SignInFailed, string.Format(CultureInfo.CurrentCulture, Messages.SignInFailed, ProxyRefusal.Describe(setting.Authority)),
            Advice.Of(nameof(Messages.ProxyAuthenticationAction)))
        {
            StatusCode = 407,
            CorrelationId = CorrelationIdOf(exception) ?? (exception.InnerException is { } inner ? CorrelationIdOf(inner) : null),
        };

    private static PartnerCenterException Unreachable(Exception exception, SignInSetting setting)
    {
        if (ProxyRefusal.IsCauseOf(exception))
        {
            return ProxyRefused(exception, setting);
        }

        var cause = exception;
        var correlationId = CorrelationIdOf(cause);
        while (cause.InnerException is not null)
        {
            cause = cause.InnerException;
            correlationId ??= CorrelationIdOf(cause);
        }

        return new PartnerCenterException(
            PartnerErrorCode.SignInFailed,
            string.Format(CultureInfo.CurrentCulture, Messages.SignInNetwork, setting.Authority, cause.Message),
            Advice.Of(nameof(Messages.SignInNetworkAction)))
        {
            CorrelationId = correlationId,
            RetryAfter = exception is MsalThrottledServiceException ? MsalPause : null,

            // A renewal in the middle of a long run is tried again like any request; else one lost packet would end the run for all customers.
            RetryKind = RetryKind.Transient,
        };
    }

    private static string? CorrelationIdOf(Exception exception) =>
        Blank((exception as MsalException)?.CorrelationId) ?? exception.Data[TraceHandler.CorrelationIdHeader] as string;

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
