using System;
using System.Globalization;
using System.Resources;
using System.Text;

namespace PartnerCenter.Qualifications;

/// <summary>
/// The only exception type of the client. It contains the failure, the message of the service, and the recommended action.
/// </summary>
/// <remarks>
/// It never contains a token, a secret, or a request's authorization. PowerShell shows its properties, so none contains control characters.
/// <see href="https://learn.microsoft.com/partner-center/developer/error-codes">Partner Center REST error codes</see>.
/// </remarks>
public sealed class PartnerCenterException : Exception
{
    private readonly bool? _affectsEveryCustomer;

    /// <summary>Initializes the exception.</summary>
    /// <param name="error">The error code.</param>
    /// <param name="message">
    /// The message. Control characters, which can come from the service, are replaced, and a missing full stop is added.
    /// </param>
    /// <param name="recommendedAction">The recommended action.</param>
    /// <param name="innerException">The cause, if another library reported it.</param>
    public PartnerCenterException(PartnerErrorCode error, string message, string recommendedAction, Exception? innerException = null)
        : base(AsSentence(DisplayText.Clean(message)), innerException)
    {
        Error = error;
        RecommendedAction = DisplayText.Clean(recommendedAction);
    }

    internal PartnerCenterException(PartnerErrorCode error, string message, Advice advice, Exception? innerException = null)
        : this(error, message, advice.Format(), innerException) => Advice = advice;

    private PartnerCenterException(PartnerCenterException other, PartnerErrorCode error, string message, string recommendedAction, Exception? innerException)
        : this(error, message, recommendedAction, innerException)
    {
        Advice = other.Advice;
        StatusCode = other.StatusCode;
        ServiceCode = other.ServiceCode;
        Description = other.Description;
        RequestId = other.RequestId;
        CorrelationId = other.CorrelationId;
        RetryAfter = other.RetryAfter;
        CustomerId = other.CustomerId;
        _affectsEveryCustomer = other._affectsEveryCustomer;
        RetryKind = other.RetryKind;
        MayHaveArrived = other.MayHaveArrived;
        WasNotSent = other.WasNotSent;
    }

    /// <summary>The error code.</summary>
    public PartnerErrorCode Error { get; }

    /// <summary>The recommended action.</summary>
    public string RecommendedAction { get; private set; }

    /// <summary>The source of <see cref="RecommendedAction"/>, which lets the module use its own text.</summary>
    internal Advice? Advice { get; private init; }

    /// <summary>The HTTP status of the response, or null if there was none.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The service's error code, such as <c>900421</c>, or Entra's, such as <c>AADSTS50076</c>, or null if there was none.</summary>
    public string? ServiceCode
    {
        get;
        init => field = DisplayText.Clean(value);
    }

    /// <summary>The message of the service.</summary>
    public string? Description
    {
        get;
        init => field = DisplayText.Clean(value);
    }

    /// <summary>The <c>MS-RequestId</c> of the call.</summary>
    public string? RequestId
    {
        get;
        init => field = DisplayText.Clean(value);
    }

    /// <summary>The <c>MS-CorrelationId</c> of the operation, or Entra's correlation ID for a failed sign-in. Microsoft support asks for it.</summary>
    public string? CorrelationId
    {
        get;
        init => field = DisplayText.Clean(value);
    }

    /// <summary>How long the service asked to wait, or null if it didn't ask.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The ID of the customer of the call, or null if the call wasn't about a customer.</summary>
    public string? CustomerId
    {
        get;
        init => field = DisplayText.Clean(value);
    }

    /// <summary>
    /// True if the same failure would affect every customer, so that it's pointless to continue with the next one. <see cref="Error"/> determines the
    /// value, except for codes that can apply to one customer or to all.
    /// </summary>
    public bool AffectsEveryCustomer
    {
        get => _affectsEveryCustomer ?? Error.AffectsEveryCustomer();
        init => _affectsEveryCustomer = value;
    }

    /// <summary>Whether the call can succeed if it's repeated.</summary>
    internal RetryKind RetryKind { get; init; }

    /// <summary>Whether a write might have been performed although its response was lost.</summary>
    internal bool MayHaveArrived { get; init; }

    /// <summary>Whether the request was never sent, because no connection to the service could be made.</summary>
    internal bool WasNotSent { get; init; }

    /// <summary>Returns the same failure with another message or another scope.</summary>
    internal PartnerCenterException With(
        PartnerErrorCode? error = null,
        string? message = null,
        Advice? advice = null,
        bool? affectsEveryCustomer = null,
        bool? mayHaveArrived = null,
        Exception? innerException = null) =>
        new(this, error ?? Error, message ?? Message, advice?.Format() ?? RecommendedAction, innerException ?? InnerException)
        {
            Advice = advice ?? Advice,
            AffectsEveryCustomer = affectsEveryCustomer ?? AffectsEveryCustomer,
            MayHaveArrived = mayHaveArrived ?? MayHaveArrived,
        };

    /// <summary>Uses the advice from these texts, if they contain it.</summary>
    internal void AdviseFrom(ResourceManager texts) => RecommendedAction = Advice?.Format(texts) ?? RecommendedAction;

    /// <summary>Returns the same failure with all its texts rewritten.</summary>
    internal PartnerCenterException Rewrite(Func<string, string> rewrite)
    {
        string? RewriteIfAny(string? text) => text is null ? null : rewrite(text);
        var (message, action) = (rewrite(Message), rewrite(RecommendedAction));
        var (code, description, requestId, correlationId) = (RewriteIfAny(
            ServiceCode), RewriteIfAny(Description), RewriteIfAny(RequestId), RewriteIfAny(CorrelationId));
        if (message == Message
            && action == RecommendedAction
            && code == ServiceCode
            && description == Description
            && requestId == RequestId
            && correlationId == CorrelationId)
        {
            return this;
        }

        return new(this, Error, message, action, InnerException)
        {
            Advice = action == RecommendedAction ? Advice : null,
            ServiceCode = code,
            Description = description,
            RequestId = requestId,
            CorrelationId = correlationId,
        };
    }

    // Another sentence can follow, and the text from the service or the system can lack its full stop.
    private static string AsSentence(string message)
    {
        var text = message.TrimEnd();
        return text.Length == 0 || ".!?:\u2026\u3002".IndexOf(text[text.Length - 1]) >= 0 ? message : text + ".";
    }

    /// <summary>Returns the message, the recommended action, the service's codes, and the stack trace.</summary>
    /// <returns>The text. It never contains a secret.</returns>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendFormat(CultureInfo.InvariantCulture, "{0}: {1} {2}", Error, Message, RecommendedAction);
        if (StatusCode is { } status)
        {
            text.AppendLine()
                .AppendFormat(CultureInfo.InvariantCulture, "Status {0}, code {1}, {2}", status, ServiceCode ?? "-", Description ?? "no description");
        }

        if (RequestId is not null || CorrelationId is not null)
        {
            text.AppendLine().AppendFormat(CultureInfo.InvariantCulture, "MS-RequestId {0}, MS-CorrelationId {1}", RequestId ?? "-", CorrelationId ?? "-");
        }

        if (InnerException is not null)
        {
            text.AppendLine().Append(InnerException);
        }

        return StackTrace is null ? text.ToString() : text.AppendLine().Append(StackTrace).ToString();
    }
}
