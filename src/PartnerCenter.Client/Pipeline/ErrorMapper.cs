using System;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// Turns every way in which a call can fail into the one exception, with words that say what to do.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/error-codes">Partner Center REST error codes</see>.
/// </remarks>
internal static class ErrorMapper
{
    private const string TaggingDenied = "tagging denied";
    private static readonly string[] CustomerNotFoundCodes = ["1000", "60003"];
    private static readonly string[] ExhaustedWords = ["remaining", "exhausted", "no creates", "creates left", "maximum", "limit"];

    private static readonly SocketError[] UnsentSocketErrors =
    [
        SocketError.ConnectionRefused, SocketError.HostNotFound, SocketError.HostUnreachable, SocketError.NetworkUnreachable, SocketError.TryAgain,
        SocketError.NoData,
        ];

    private static readonly WebExceptionStatus[] UnsentWebStatuses =
    [
        WebExceptionStatus.ConnectFailure, WebExceptionStatus.NameResolutionFailure, WebExceptionStatus.ProxyNameResolutionFailure,
        WebExceptionStatus.TrustFailure, WebExceptionStatus.SecureChannelFailure,
    ];

    /// <summary>An answer that is not a success.</summary>
    public static async Task<PartnerCenterException> FromResponseAsync(
        HttpResponseMessage response, IPartnerRequest call, PartnerOperation operation, CancellationToken attempt, CancellationToken cancellationToken)
    {
        var error = await ServiceError.ReadAsync(response, attempt, cancellationToken).ConfigureAwait(false);
        var facts = new Facts(call, operation)
        {
            Status = (int)response.StatusCode,
            Code = error.Code,
            Description = error.Description,
            RequestId = Header(response, "MS-RequestId"),
            CorrelationId = Header(response, "MS-CorrelationId"),
            RetryAfter = RetryAfter(response),

            // The service, or a gateway before it, failed while it worked on the request. A 503 says that it did not begin.
            MayHaveArrived = (int)response.StatusCode is 408 or 500 or 502 or 504,
            RetryKind = RetryPolicy.GetKind((int)response.StatusCode),
        };
        var serverMessage = Sentence(facts.Status!.Value, error.Code, error.Description ?? response.ReasonPhrase ?? Messages.NoDescription);
        return facts.Status switch
        {
            400 when error.Code == "900118" && call.CustomerId is not null =>
                facts.Build(
                    PartnerErrorCode.InvalidCustomerId, Format(Messages.CustomerIdRefused, call.CustomerId, serverMessage),
                    Advice.Of(nameof(Messages.InvalidCustomerIdAction))),
            401 => FromUnauthorized(facts, serverMessage),
            400 or 403 or 409 or 412 when IsExhaustedCode(call, error) => facts.Build(
                PartnerErrorCode.ValidationCodeExhausted, Format(Messages.ValidationCodeExhausted, serverMessage),
                Advice.Of(nameof(Messages.ValidationCodeExhaustedAction))),
            403 => FromForbidden(facts, serverMessage),
            404 or 410 when error.IsPage && call.IsSynchronous => FromPageOfSynchronous(facts, serverMessage),
            404 or 410 when error.IsPage =>
                facts.Build(
                    PartnerErrorCode.InvalidResponse, Format(Messages.InvalidResponse, serverMessage), Advice.Of(nameof(Messages.InvalidResponseAction))),
            404 when call.CustomerId is not null && error.Code is not null && CustomerNotFoundCodes.Contains(error.Code) =>
                facts.Build(
                    PartnerErrorCode.CustomerNotFound, WithWords(Format(Messages.CustomerNotFound, call.CustomerId), serverMessage),
                    Advice.Of(nameof(Messages.CustomerNotFoundAction))),
            404 when call.IsSynchronous && !error.HasServiceCode((int)response.StatusCode) => FromRetired(facts, call, serverMessage),
            404 => facts.Build(PartnerErrorCode.NotFound, Format(Messages.NotFound, call.Path, serverMessage), Advice.Of(nameof(Messages.NotFoundAction))),
            407 => FromProxy(facts, response, call),
            408 => facts.Build(PartnerErrorCode.RequestTimeout, Format(Messages.ServiceUnavailable, serverMessage), RequestTimeoutAction(call)),
            409 when call.Purpose == RequestPurpose.QualificationWrite =>
                facts.Build(
                    PartnerErrorCode.QualificationConflict, Format(Messages.QualificationConflict, serverMessage),
                    Advice.Of(nameof(Messages.QualificationConflictAction))),
            410 => FromRetired(facts, call, serverMessage),
            409 or 412 => facts.Build(PartnerErrorCode.Conflict, Format(Messages.Conflict, serverMessage), Advice.Of(nameof(Messages.ConflictAction))),
            429 => facts.Build(
                PartnerErrorCode.TooManyRequests,
                call.CustomerId is null ? Format(Messages.Throttled, serverMessage) : Format(Messages.CustomerThrottled, call.CustomerId, serverMessage),
                Advice.Of(nameof(Messages.TooManyRequestsAction), facts.RetryAfter is { } wait ? Seconds(wait) : Messages.WaitAWhile)),
            _ when facts.Status >= 500 || facts.RetryKind == RetryKind.Transient =>
                facts.Build(
                    PartnerErrorCode.ServiceUnavailable, Format(Messages.ServiceUnavailable, serverMessage),
                    Advice.Of(nameof(Messages.ServiceUnavailableAction))),
            >= 400 =>
                facts.Build(PartnerErrorCode.InvalidRequest, Format(Messages.InvalidRequest, serverMessage), Advice.Of(nameof(Messages.InvalidRequestAction))),
            _ =>
                facts.Build(
                    PartnerErrorCode.InvalidResponse, Format(Messages.InvalidResponse, serverMessage), Advice.Of(nameof(Messages.InvalidResponseAction))),
        };
    }

    /// <summary>A call that the service would refuse, because the client is app only.</summary>
    public static PartnerCenterException AppOnly(IPartnerRequest call, PartnerOperation operation) =>
        new Facts(call, operation).Build(
            PartnerErrorCode.AppOnlyNotSupported, Messages.AppOnlyNotSupported, Advice.Of(nameof(Messages.AppOnlyNotSupportedAction)));

    /// <summary>A success whose body cannot be read.</summary>
    public static PartnerCenterException FromUnreadable(Exception exception, HttpResponseMessage response, IPartnerRequest call, PartnerOperation operation) =>
        new Facts(call, operation)
        {
            Status = (int)response.StatusCode,
            RequestId = Header(response, "MS-RequestId"),
            CorrelationId = Header(response, "MS-CorrelationId"),
            MayHaveArrived = true,
            RetryKind = call.IsWrite ? RetryKind.None : RetryKind.Malformed,
        }.Build(
            PartnerErrorCode.InvalidResponse,
            Format(Messages.InvalidResponse, exception.Message),
            Advice.Of(nameof(Messages.InvalidResponseAction)));

    /// <summary>A call that ended because its connection was closed.</summary>
    public static PartnerCenterException Closed(IPartnerRequest call, PartnerOperation operation, RequestFailures? failures) =>
        new Facts(call, operation) { MayHaveArrived = call.IsUnderWay || failures is { MayHaveArrived: true } }
            .Build(PartnerErrorCode.NotConnected, Messages.ContextClosed, Advice.Of(nameof(Messages.NotConnectedAction)));

    /// <summary>No answer, or one that broke off.</summary>
    /// <param name="exception">What the transport reports.</param>
    /// <param name="call">The call.</param>
    /// <param name="operation">What it belongs to.</param>
    /// <param name="endpoint">The address that could not be reached.</param>
    /// <param name="accepted">The status with which the service had accepted a write before the answer broke off; null otherwise.</param>
    public static PartnerCenterException FromTransport(
        Exception exception, IPartnerRequest call, PartnerOperation operation, Uri endpoint, HttpStatusCode? accepted)
    {
        if (ProxyRefusal.IsCauseOf(exception))
        {
            return new Facts(call, operation) { Status = 407, AffectsEveryCustomer = true, WasNotSent = true }.Build(
                PartnerErrorCode.ServiceUnavailable, ProxyRefusal.Describe(endpoint), Advice.Of(nameof(Messages.ProxyAuthenticationAction)));
        }

        // The outer message is often only "an error occurred"; the innermost tells which.
        if (IsUntrusted(exception))
        {
            return new Facts(call, operation) { AffectsEveryCustomer = true, WasNotSent = true }.Build(
                PartnerErrorCode.ServiceUnavailable,
                Format(Messages.InsecureConnection, endpoint, exception.GetBaseException().Message),
                Advice.Of(nameof(Messages.InsecureConnectionAction)));
        }

        var wasNotSent = WasNotSent(exception);
        return new Facts(call, operation)
        {
            Status = (int?)accepted,
            MayHaveArrived = !wasNotSent,
            WasNotSent = wasNotSent,
            RetryKind = accepted is null ? RetryKind.Transient : RetryKind.None,
        }.Build(
            PartnerErrorCode.ServiceUnavailable,
            Format(Messages.ServiceUnreachable, endpoint, exception.GetBaseException().Message),
            Advice.Of(nameof(Messages.ServiceUnreachableAction)));
    }

    /// <summary>An attempt that took too long.</summary>
    /// <param name="call">The call.</param>
    /// <param name="operation">What it belongs to.</param>
    /// <param name="limit">The time limit.</param>
    /// <param name="accepted">The status with which the service had accepted a write before the answer stopped; null otherwise.</param>
    public static PartnerCenterException FromAttemptTimeout(IPartnerRequest call, PartnerOperation operation, TimeSpan limit, HttpStatusCode? accepted) =>
        new Facts(call, operation)
        {
            Status = (int?)accepted,
            MayHaveArrived = true,
            RetryKind = accepted is null ? RetryKind.Transient : RetryKind.None,
        }.Build(PartnerErrorCode.RequestTimeout, Format(Messages.RequestTimeout, limit), RequestTimeoutAction(call));

    /// <summary>A call that may not start, because the service asked for a longer wait than the call's time limit leaves.</summary>
    /// <param name="call">The call.</param>
    /// <param name="operation">What it belongs to.</param>
    /// <param name="admission">Who is throttled, and for how long.</param>
    /// <param name="limit">The call's time limit.</param>
    public static PartnerCenterException FromPause(IPartnerRequest call, PartnerOperation operation, Admission admission, TimeSpan limit)
    {
        var isPartner = admission.Kind == AdmissionKind.PartnerPaused;
        var throttled = isPartner ? Messages.PartnerPaused : Format(Messages.CustomerPaused, call.CustomerId);
        return new Facts(call, operation) { RetryAfter = admission.PauseLeft, AffectsEveryCustomer = isPartner, RetryKind = RetryKind.Throttled }.Build(
            PartnerErrorCode.TooManyRequests,
            Format(Messages.RetryAfterTooLong, throttled, Seconds(admission.PauseLeft), limit),
            Advice.Of(nameof(Messages.TooManyRequestsAction), Seconds(admission.PauseLeft)));
    }

    /// <summary>A token that the service refuses although it was renewed.</summary>
    /// <param name="refusal">The service's answer.</param>
    /// <param name="call">The call.</param>
    /// <param name="wasAccepted">Whether the service takes the same token from other calls.</param>
    public static PartnerCenterException FromRenewedToken(PartnerCenterException refusal, IPartnerRequest call, bool wasAccepted)
    {
        var serverMessage = refusal.Description ?? Messages.NoDescription;
        return wasAccepted && call.CustomerId is { } customer
            ? refusal.With(
                PartnerErrorCode.AccessDenied, Format(Messages.UnauthorizedCustomer, customer, serverMessage), Advice.Of(nameof(Messages.AccessDeniedAction)),
                affectsEveryCustomer: false)
            : refusal.With(message: Format(Messages.RenewedTokenRefused, serverMessage));
    }

    /// <summary>A call in an outage that has lasted longer than its operation bears.</summary>
    public static PartnerCenterException FromOutage(IPartnerRequest call, RequestFailures failures, TimeSpan duration)
    {
        var last = WithHistory(call, failures);
        return last.With(message: Format(Messages.Outage, Math.Floor(duration.TotalSeconds), last.Message), affectsEveryCustomer: true);
    }

    /// <summary>The last failure of a call, with what the earlier ones mean for it.</summary>
    /// <remarks>
    /// A write that may have been performed has to be looked for before it is requested again. The repetition of a write meets a conflict where
    /// the first attempt was performed, whatever that was answered with.
    /// </remarks>
    public static PartnerCenterException WithHistory(IPartnerRequest call, RequestFailures failures)
    {
        var last = failures.Last;
        if (!call.IsWrite || !(failures.MayHaveArrived || (last.StatusCode is 409 or 412 && failures.Count > 1)))
        {
            return last;
        }

        return last.With(mayHaveArrived: true, advice: last.RetryKind == RetryKind.None ? null : Advice.Of(nameof(Messages.OutcomeUnknownAction)));
    }

    /// <summary>A call whose attempts and waits took too long together, or would: the last failure tells why.</summary>
    /// <param name="call">The call.</param>
    /// <param name="operation">What it belongs to.</param>
    /// <param name="failures">The failed attempts; null where there were none.</param>
    /// <param name="limit">The time limit.</param>
    /// <param name="remaining">What is left of it.</param>
    public static PartnerCenterException FromCallTimeout(
        IPartnerRequest call, PartnerOperation operation, RequestFailures? failures, TimeSpan limit, TimeSpan remaining)
    {
        if (failures?.Last is null)
        {
            return new Facts(call, operation) { MayHaveArrived = call.IsUnderWay, RetryKind = RetryKind.Transient }
                .Build(PartnerErrorCode.RequestTimeout, Format(Messages.RequestTimeout, limit), RequestTimeoutAction(call));
        }

        var last = WithHistory(call, failures);
        // A pause that is longer than the call may last has been told as such.
        if (last.StatusCode is null && last.Error == PartnerErrorCode.TooManyRequests)
        {
            return last;
        }

        return last.With(
            message: last.RetryAfter is { } wait && wait > remaining
                ? Format(Messages.RetryAfterTooLong, last.Message, Seconds(wait), limit)
                : Format(Messages.CallTimeout, limit, last.Message),
            mayHaveArrived: last.MayHaveArrived || (call.IsWrite && call.IsUnderWay));
    }

    private static PartnerCenterException FromUnauthorized(Facts facts, string serverMessage)
    {
        return facts.Code switch
        {
            "900420" => facts.Build(
                PartnerErrorCode.InvalidAudience,
                WithWords(Messages.InvalidAudienceUnknown, serverMessage),
                Advice.Of(nameof(Messages.InvalidAudienceAction), PartnerCloud.Of(PartnerEnvironment.Global).Audience)),
            "900421" =>
                facts.Build(PartnerErrorCode.MfaRequired, WithWords(Messages.MfaRequired, serverMessage), Advice.Of(nameof(Messages.MfaRequiredAction))),
            _ => facts.Build(PartnerErrorCode.SignInExpired, Format(Messages.SignInExpired, serverMessage), Advice.Of(nameof(Messages.SignInExpiredAction))),
        };
    }

    private static PartnerCenterException FromForbidden(Facts facts, string serverMessage)
    {
        facts.AffectsEveryCustomer = true;
        switch (facts.Code)
        {
            case "900329":
                return facts.Build(
                    PartnerErrorCode.AppOnlyNotSupported, Format(
                        Messages.AppOnlyRefused, serverMessage), Advice.Of(nameof(Messages.AppOnlyNotSupportedAction)));
            case "900309":
                return facts.Build(
                    PartnerErrorCode.AccessDenied, Format(Messages.ConditionalAccess, serverMessage), Advice.Of(nameof(Messages.ConditionalAccessAction)));
            case "900123" or "900124":
                return facts.Build(
                    PartnerErrorCode.AccessDenied, Format(
                        Messages.AgreementNotAccepted, serverMessage), Advice.Of(nameof(Messages.AgreementNotAcceptedAction)));
            case "900149":
                return facts.Build(
                    PartnerErrorCode.AccessDenied, Format(Messages.ProgramNotActive, serverMessage), Advice.Of(nameof(Messages.ProgramNotActiveAction)));
            case "900150":
                return facts.Build(
                    PartnerErrorCode.AccessDenied, Format(Messages.CallerLacksRole, serverMessage), Advice.Of(nameof(Messages.CallerLacksRoleAction)));
        }

        facts.AffectsEveryCustomer = false;
        if (serverMessage.IndexOf(TaggingDenied, StringComparison.OrdinalIgnoreCase) >= 0)
        {
            return facts.Build(
                PartnerErrorCode.QualificationNotAllowed, Format(Messages.QualificationNotAllowed, serverMessage),
                Advice.Of(nameof(Messages.QualificationNotAllowedAction)));
        }

        return facts.Build(
            PartnerErrorCode.AccessDenied,
            Format(Messages.AccessDenied, facts.CustomerId is null ? string.Empty : " " + Format(Messages.ToCustomer, facts.CustomerId), serverMessage),
            Advice.Of(nameof(Messages.AccessDeniedAction)));
    }

    private static PartnerCenterException FromProxy(Facts facts, HttpResponseMessage response, IPartnerRequest call)
    {
        facts.AffectsEveryCustomer = true;
        var address = response.RequestMessage?.RequestUri;
        var message = address is null
            ? Format(Messages.ProxyAuthentication, "?", call.Path)
            : ProxyRefusal.Describe(new Uri(address.GetLeftPart(UriPartial.Authority)));
        return facts.Build(PartnerErrorCode.ServiceUnavailable, message, Advice.Of(nameof(Messages.ProxyAuthenticationAction)));
    }

    // The endpoint is gone, and the customer is not.
    private static PartnerCenterException FromRetired(Facts facts, IPartnerRequest call, string serverMessage)
    {
        return facts.Build(
            PartnerErrorCode.EndpointRetired,
            Format(call.IsSynchronous ? Messages.SynchronousRetired : Messages.EndpointRetired, call.Path, serverMessage),
            call.IsSynchronous ? Advice.Of(nameof(Messages.SynchronousRetiredAction)) : Advice.Of(nameof(Messages.EndpointRetiredAction)));
    }

    // A proxy's page, or that of a server which has the endpoint no longer. Either is so for every customer.
    private static PartnerCenterException FromPageOfSynchronous(Facts facts, string serverMessage)
    {
        facts.AffectsEveryCustomer = true;
        return facts.Build(
            PartnerErrorCode.InvalidResponse,
            Format(Messages.InvalidResponse, serverMessage),
            Advice.Of(
                nameof(Messages.SynchronousPageAction), Advice.Of(nameof(Messages.InvalidResponseAction)),
                Advice.Of(nameof(Messages.SynchronousRetiredAction))));
    }

    // The service has no code of its own for it that the documents name; its words tell.
    private static bool IsExhaustedCode(IPartnerRequest call, ServiceError error) =>
        call.Purpose == RequestPurpose.QualificationWrite
        && error.Description is { } serverMessage
        && serverMessage.IndexOf("validation code", StringComparison.OrdinalIgnoreCase) >= 0
        && ExhaustedWords.Any(word => serverMessage.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    // The service's own words, with the status and the code that it gave.
    private static string Sentence(int status, string? code, string serverMessage) =>
        code is null ? $"{serverMessage} ({status})" : $"{serverMessage} ({status}, {code})";

    private static string WithWords(string message, string serverMessage) => message + " " + Format(Messages.ServiceSaid, serverMessage);

    // Whoever waited in vain for a write has to look before asking again.
    private static Advice RequestTimeoutAction(IPartnerRequest call) =>
        call.IsWrite ? Advice.Of(nameof(Messages.OutcomeUnknownAction)) : Advice.Of(nameof(Messages.RequestTimeoutAction));

    // What the other side shows of itself is not accepted, and will not be the next time.
    private static bool IsUntrusted(Exception exception) =>
        ExceptionChain.Of(exception).Any(cause => cause is AuthenticationException or WebException { Status: WebExceptionStatus.TrustFailure });

    // Nothing of a request has left where the connection could not be made.
    private static bool WasNotSent(Exception exception)
    {
        foreach (var cause in ExceptionChain.Of(exception))
        {
            if ((cause is SocketException socket && UnsentSocketErrors.Contains(socket.SocketErrorCode))
                || (cause is WebException web && UnsentWebStatuses.Contains(web.Status))
                || HttpTransport.WasNotSent(cause))
            {
                return true;
            }
        }

        return false;
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        if (header?.Delta is { } delta)
        {
            return delta;
        }

        if (header?.Date is { } date)
        {
            // Counted from the server's own clock where it tells the time, so that a wrong clock here does no harm.
            var wait = date - (response.Headers.Date ?? DateTimeOffset.UtcNow);
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }

        return null;
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static string Seconds(TimeSpan time) => Format("{0} s", Math.Ceiling(time.TotalSeconds));

    private static string Format(string format, params object?[] arguments) => string.Format(CultureInfo.CurrentCulture, format, arguments);

    private sealed class Facts(IPartnerRequest call, PartnerOperation operation)
    {
        public int? Status { get; init; }

        public string? Code { get; init; }

        public string? Description { get; init; }

        public string? RequestId { get; init; }

        public string? CorrelationId { get; init; }

        public TimeSpan? RetryAfter { get; init; }

        public bool AffectsEveryCustomer { get; set; }

        public bool MayHaveArrived { get; init; }

        public bool WasNotSent { get; init; }

        public string? CustomerId => call.CustomerId;

        public RetryKind RetryKind { get; init; }

        public PartnerCenterException Build(PartnerErrorCode error, string message, Advice advice) =>
            new(error, message, advice)
            {
                StatusCode = Status,
                ServiceCode = Code,
                Description = Description,
                RequestId = RequestId ?? call.RequestId,
                CorrelationId = CorrelationId ?? operation.CorrelationId,
                RetryAfter = RetryAfter,
                CustomerId = call.CustomerId,
                AffectsEveryCustomer = AffectsEveryCustomer || error.AffectsEveryCustomer(),
                RetryKind = RetryKind,
                MayHaveArrived = call.IsWrite && MayHaveArrived,
                WasNotSent = WasNotSent,
            };
    }
}
