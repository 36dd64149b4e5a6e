using System;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Http;

/// <summary>
/// Turns every way in which a call can fail into the one exception, with words that say what to do.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/error-codes">Partner Center REST error codes</see>.
/// </remarks>
internal static class ErrorMapper
{
    private const string TaggingDenied = "tagging denied";
    private static readonly string[] ExhaustedWords = ["remaining", "exhausted", "no creates", "creates left", "maximum", "limit"];

    /// <summary>An answer that is not a success.</summary>
    public static async Task<PartnerCenterException> FromResponseAsync(
        HttpResponseMessage response, IServiceCall call, PartnerOperation operation, CancellationToken cancellationToken)
    {
        var error = await ServiceError.ReadAsync(response, cancellationToken).ConfigureAwait(false);
        var facts = new Facts(call, operation)
        {
            Status = (int)response.StatusCode,
            Code = error.Code,
            Description = error.Description,
            RequestId = Header(response, "MS-RequestId"),
            CorrelationId = Header(response, "MS-CorrelationId"),
            RetryAfter = RetryAfter(response),
        };
        var said = error.Description ?? response.ReasonPhrase ?? Messages.NoDescription;
        return facts.Status switch
        {
            400 when error.Code == "900118" && call.CustomerId is not null =>
                facts.Build(PartnerCenterError.InvalidCustomerId, Format(Messages.InvalidCustomerId, call.CustomerId), Messages.InvalidCustomerIdAction),
            401 => FromUnauthorized(facts, said),
            400 or 403 or 409 or 412 when IsExhaustedCode(call, error) => facts.Build(
                PartnerCenterError.ValidationCodeExhausted, Format(Messages.ValidationCodeExhausted, said), Messages.ValidationCodeExhaustedAction),
            403 => FromForbidden(facts, said),
            404 when !error.IsFromService =>
                facts.Build(PartnerCenterError.InvalidResponse, Format(Messages.InvalidResponse, Sentence(facts, said)), Messages.InvalidResponseAction),
            404 when call.CustomerId is not null =>
                facts.Build(PartnerCenterError.CustomerNotFound, Format(Messages.CustomerNotFound, call.CustomerId), Messages.CustomerNotFoundAction),
            404 => facts.Build(PartnerCenterError.InvalidRequest, Format(Messages.NotFound, call.Path), Messages.InvalidRequestAction),
            408 => facts.Build(PartnerCenterError.RequestTimeout, Format(Messages.ServiceUnavailable, Sentence(facts, said)), Messages.RequestTimeoutAction),
            409 when call.Purpose == CallPurpose.QualificationWrite =>
                facts.Build(PartnerCenterError.QualificationConflict, Format(Messages.QualificationConflict, said), Messages.QualificationConflictAction),
            409 or 412 => facts.Build(PartnerCenterError.Conflict, Format(Messages.Conflict, said), Messages.ConflictAction),
            429 => facts.Build(
                PartnerCenterError.TooManyRequests,
                Format(Messages.Throttled, said),
                Format(Messages.TooManyRequestsAction, facts.RetryAfter is { } wait ? $"{Math.Ceiling(wait.TotalSeconds)} s" : Messages.WaitAWhile),
                Transience.Throttled),
            500 or 502 or 503 or 504 => facts.Build(
                PartnerCenterError.ServiceUnavailable, Format(Messages.ServiceUnavailable, Sentence(facts, said)), Messages.ServiceUnavailableAction, Transience.Passing),
            > 500 => facts.Build(PartnerCenterError.ServiceUnavailable, Format(Messages.ServiceUnavailable, Sentence(facts, said)), Messages.ServiceUnavailableAction),
            >= 400 => facts.Build(PartnerCenterError.InvalidRequest, Format(Messages.InvalidRequest, said), Messages.InvalidRequestAction),
            _ => facts.Build(PartnerCenterError.InvalidResponse, Format(Messages.InvalidResponse, Sentence(facts, said)), Messages.InvalidResponseAction),
        };
    }

    /// <summary>A call that the service would refuse, because the client is app only.</summary>
    public static PartnerCenterException AppOnly(IServiceCall call, PartnerOperation operation) =>
        new Facts(call, operation) { AffectsEveryCustomer = true }
            .Build(PartnerCenterError.AppOnlyNotSupported, Messages.AppOnlyNotSupported, Messages.AppOnlyNotSupportedAction);

    /// <summary>A success whose body cannot be read.</summary>
    public static PartnerCenterException FromUnreadable(Exception exception, HttpResponseMessage response, IServiceCall call, PartnerOperation operation) =>
        new Facts(call, operation)
        {
            Status = (int)response.StatusCode,
            RequestId = Header(response, "MS-RequestId"),
            CorrelationId = Header(response, "MS-CorrelationId"),
        }.Build(
            PartnerCenterError.InvalidResponse,
            Format(Messages.InvalidResponse, exception.Message),
            Messages.InvalidResponseAction,
            call.Method == HttpMethod.Get ? Transience.Unreadable : Transience.Lasting);

    /// <summary>No answer, or one that broke off.</summary>
    public static PartnerCenterException FromTransport(Exception exception, IServiceCall call, PartnerOperation operation, Uri endpoint)
    {
        if (exception is ObjectDisposedException or OperationCanceledException)
        {
            return new Facts(call, operation) { AffectsEveryCustomer = true }
                .Build(PartnerCenterError.NotConnected, Messages.ContextClosed, Messages.NotConnectedAction);
        }

        // The outer message is often only "an error occurred"; the innermost tells which.
        return new Facts(call, operation).Build(
            PartnerCenterError.ServiceUnavailable,
            Format(Messages.ServiceUnreachable, endpoint, exception.GetBaseException().Message),
            Messages.ServiceUnreachableAction,
            Transience.Passing);
    }

    /// <summary>An attempt that took too long.</summary>
    public static PartnerCenterException FromAttemptTimeout(IServiceCall call, PartnerOperation operation, TimeSpan limit) =>
        new Facts(call, operation).Build(
            PartnerCenterError.RequestTimeout, Format(Messages.RequestTimeout, limit), Messages.RequestTimeoutAction, Transience.Passing);

    /// <summary>A call whose attempts and waits took too long together: the last failure tells why.</summary>
    /// <param name="call">The call.</param>
    /// <param name="operation">What it belongs to.</param>
    /// <param name="last">The last attempt's failure; null where there was none.</param>
    /// <param name="limit">The time limit.</param>
    /// <param name="pause">How much longer the connection waits because of others' throttling; null where it does not.</param>
    public static PartnerCenterException FromCallTimeout(
        IServiceCall call, PartnerOperation operation, PartnerCenterException? last, TimeSpan limit, TimeSpan? pause)
    {
        // Who never got a turn was kept from it by the throttling of others.
        var error = last?.Error ?? (pause is null ? PartnerCenterError.RequestTimeout : PartnerCenterError.TooManyRequests);
        return new Facts(call, operation)
        {
            Status = last?.StatusCode,
            Code = last?.ServiceCode,
            Description = last?.Description,
            RetryAfter = last is null ? pause : last.RetryAfter,
        }.Build(
            error,
            error == PartnerCenterError.TooManyRequests
                ? Format(Messages.TooManyRequests, limit, last?.Description ?? Messages.NoDescription)
                : last is null ? Format(Messages.RequestTimeout, limit) : Format(Messages.CallTimeout, limit, last.Message),
            last?.RecommendedAction
                ?? (pause is { } wait ? Format(Messages.TooManyRequestsAction, $"{Math.Ceiling(wait.TotalSeconds)} s") : Messages.RequestTimeoutAction));
    }

    private static PartnerCenterException FromUnauthorized(Facts facts, string said)
    {
        facts.AffectsEveryCustomer = true;
        return facts.Code switch
        {
            "900420" => facts.Build(
                PartnerCenterError.InvalidAudience,
                Messages.InvalidAudienceUnknown,
                Format(Messages.InvalidAudienceAction, PartnerCloud.Of(PartnerEnvironment.Global).Audience)),
            "900421" => facts.Build(PartnerCenterError.MfaRequired, Messages.MfaRequired, Messages.MfaRequiredAction),
            _ => facts.Build(PartnerCenterError.SignInExpired, Format(Messages.SignInExpired, said), Messages.SignInExpiredAction),
        };
    }

    private static PartnerCenterException FromForbidden(Facts facts, string said)
    {
        if (facts.Code == "900329")
        {
            facts.AffectsEveryCustomer = true;
            return facts.Build(PartnerCenterError.AppOnlyNotSupported, Messages.AppOnlyNotSupported, Messages.AppOnlyNotSupportedAction);
        }

        if (facts.Code == "900309")
        {
            facts.AffectsEveryCustomer = true;
            return facts.Build(PartnerCenterError.AccessDenied, Format(Messages.ConditionalAccess, said), Messages.ConditionalAccessAction);
        }

        if (said.IndexOf(TaggingDenied, StringComparison.OrdinalIgnoreCase) >= 0)
        {
            return facts.Build(
                PartnerCenterError.QualificationNotAllowed, Format(Messages.QualificationNotAllowed, said), Messages.QualificationNotAllowedAction);
        }

        return facts.Build(
            PartnerCenterError.AccessDenied,
            Format(Messages.AccessDenied, facts.CustomerId is null ? string.Empty : " " + Format(Messages.ToCustomer, facts.CustomerId), said),
            Messages.AccessDeniedAction);
    }

    // The service has no code of its own for it that the documents name; its words tell.
    private static bool IsExhaustedCode(IServiceCall call, ServiceError error) =>
        call.Purpose == CallPurpose.QualificationWrite
        && error.Description is { } said
        && said.IndexOf("validation code", StringComparison.OrdinalIgnoreCase) >= 0
        && ExhaustedWords.Any(word => said.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    private static string Sentence(Facts facts, string said) => facts.Code is null ? $"{facts.Status} {said}" : $"{facts.Status} {said} ({facts.Code})";

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

    private static string Format(string format, params object?[] arguments) => string.Format(CultureInfo.CurrentCulture, format, arguments);

    private sealed class Facts(IServiceCall call, PartnerOperation operation)
    {
        public int? Status { get; init; }

        public string? Code { get; init; }

        public string? Description { get; init; }

        public string? RequestId { get; init; }

        public string? CorrelationId { get; init; }

        public TimeSpan? RetryAfter { get; init; }

        public bool AffectsEveryCustomer { get; set; }

        public string? CustomerId => call.CustomerId;

        public PartnerCenterException Build(PartnerCenterError error, string message, string action, Transience transience = Transience.Lasting) =>
            new(error, message, action)
            {
                StatusCode = Status,
                ServiceCode = Code,
                Description = Description,
                RequestId = RequestId ?? call.RequestId,
                CorrelationId = CorrelationId ?? operation.CorrelationId,
                RetryAfter = RetryAfter,
                CustomerId = call.CustomerId,
                AffectsEveryCustomer = AffectsEveryCustomer,
                Transience = transience,
            };
    }
}
