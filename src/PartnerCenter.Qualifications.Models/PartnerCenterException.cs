using System;
using System.Globalization;
using System.Resources;
using System.Text;

namespace PartnerCenter.Qualifications;

/// <summary>
/// The one exception of the client: what went wrong, what the service said of it, and what to do.
/// </summary>
/// <remarks>
/// It never carries a token, a secret or a request's authorization. PowerShell shows its properties, so none has control characters.
/// <see href="https://learn.microsoft.com/partner-center/developer/error-codes">Partner Center REST error codes</see>.
/// </remarks>
public sealed class PartnerCenterException : Exception
{
    private readonly bool? _affectsEveryCustomer;

    /// <summary>Initializes the exception.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="message">
    /// What went wrong, as a sentence; control characters in it, which may come from the service, are replaced, and a missing full stop is added.
    /// </param>
    /// <param name="recommendedAction">What the user should do, as a sentence.</param>
    /// <param name="innerException">What caused it, where another library reported it.</param>
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

    /// <summary>What went wrong.</summary>
    public PartnerErrorCode Error { get; }

    /// <summary>What the user should do, as a sentence.</summary>
    public string RecommendedAction { get; private set; }

    /// <summary>What <see cref="RecommendedAction"/> says, where somebody else can say it better.</summary>
    internal Advice? Advice { get; private init; }

    /// <summary>The HTTP status of the answer; null where there was none.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The service's error code, such as <c>900421</c>, or Entra's, such as <c>AADSTS50076</c>; null where there was none.</summary>
    public string? ServiceCode
    {
        get;
        init => field = DisplayText.Clean(value);
    }

    /// <summary>What the service said, in its own words.</summary>
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

    /// <summary>The <c>MS-CorrelationId</c> of the operation, or Entra's correlation id for a failed sign-in: what Microsoft's support asks for.</summary>
    public string? CorrelationId
    {
        get;
        init => field = DisplayText.Clean(value);
    }

    /// <summary>How long the service asked to wait; null where it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The id of the customer that the call was about; null where it was about none.</summary>
    public string? CustomerId
    {
        get;
        init => field = DisplayText.Clean(value);
    }

    /// <summary>
    /// True where the same failure would hit every customer, so that going on to the next one is pointless. It follows from <see cref="Error"/>, but
    /// for codes that stand for one customer's failure as well as for everybody's.
    /// </summary>
    public bool AffectsEveryCustomer
    {
        get => _affectsEveryCustomer ?? Error.AffectsEveryCustomer();
        init => _affectsEveryCustomer = value;
    }

    /// <summary>Whether the call may succeed when it is made again.</summary>
    internal RetryKind RetryKind { get; init; }

    /// <summary>Whether a write may have been performed although its answer was lost.</summary>
    internal bool MayHaveArrived { get; init; }

    /// <summary>Whether the request never left, because no connection to the service could be made.</summary>
    internal bool WasNotSent { get; init; }

    /// <summary>Returns the same failure with other words or another scope.</summary>
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

    /// <summary>Takes the advice from these texts where they have it.</summary>
    internal void AdviseFrom(ResourceManager texts) => RecommendedAction = Advice?.Format(texts) ?? RecommendedAction;

    /// <summary>Returns the same failure with everything that it says rewritten.</summary>
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

    // Another sentence may follow, and what the service or the system says at the end of this one may lack its full stop.
    private static string AsSentence(string message)
    {
        var text = message.TrimEnd();
        return text.Length == 0 || ".!?:\u2026\u3002".IndexOf(text[text.Length - 1]) >= 0 ? message : text + ".";
    }

    /// <summary>Returns the sentence, the recommended action, the service's codes and the stack trace.</summary>
    /// <returns>The text; it never holds a secret.</returns>
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
