using System;
using System.Globalization;
using System.Management.Automation;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Makes error records: a stable id, the right category, and the advice where PowerShell shows it.
/// </summary>
internal static class ErrorRecords
{
    public static ErrorRecord Create(PartnerCenterException failure, object? target) => CreateRecord(failure, target, failure.Message);

    /// <summary>Makes the record of one customer's failure, which names the customer by name and ID.</summary>
    public static ErrorRecord CreateFor(CustomerIdentity customer, PartnerCenterException failure)
    {
        // A failure of all customers names none of them.
        var message = failure.Message;
        if (!failure.AffectsEveryCustomer)
        {
            var hasId = customer.CustomerId is { Length: > 0 } id && message.IndexOf(id, StringComparison.OrdinalIgnoreCase) >= 0;
            if (!string.IsNullOrEmpty(customer.ShownName))
            {
                message = $"{(hasId ? customer.ShownName : customer.Describe())}: {message}";
            }
            else if (!hasId && Guid.TryParse(customer.CustomerId, out _))
            {
                message = $"{customer.CustomerId}: {message}";
            }
        }

        return CreateRecord(failure, customer.Target, message);
    }

    private static ErrorRecord CreateRecord(PartnerCenterException failure, object? target, string message)
    {
        failure.AdviseFrom(CommandAdvice.ResourceManager);
        var category = CategoryOf(failure.Error);
        if (failure.CorrelationId is { } id
            && category is (ErrorCategory.AuthenticationError or ErrorCategory.ResourceUnavailable or ErrorCategory.InvalidResult))
        {
            // Where the advice is to quote it, it has to be seen.
            message = string.Format(CultureInfo.CurrentCulture, CommandMessages.WithCorrelationId, message, id);
        }

#if NETFRAMEWORK
        // Windows PowerShell keeps the advice in the record but does not show it.
        message = $"{message} {failure.RecommendedAction}";
#endif
        var record = new ErrorRecord(failure, failure.Error.ToString(), category, target)
        {
            ErrorDetails = new ErrorDetails(message) { RecommendedAction = failure.RecommendedAction },
        };
        record.CategoryInfo.Reason = failure.Error.ToString();
        return record;
    }

    /// <summary>Makes the record of a list that broke off: a report, a file or a count of a part of the customers would look like one of all of them.</summary>
    public static ErrorRecord CreateIncomplete(PartnerCenterException failure, int listed, object? target) =>
        Create(failure.With(message: string.Format(CultureInfo.CurrentCulture, CommandMessages.ListIncomplete, failure.Message, listed)), target);

    private static ErrorCategory CategoryOf(PartnerErrorCode error) => error switch
    {
        PartnerErrorCode.NotConnected => ErrorCategory.ConnectionError,
        PartnerErrorCode.InvalidCustomerId or PartnerErrorCode.InvalidRequest => ErrorCategory.InvalidArgument,
        PartnerErrorCode.CustomerNotFound or PartnerErrorCode.NotFound => ErrorCategory.ObjectNotFound,
        PartnerErrorCode.EndpointRetired => ErrorCategory.NotImplemented,
        PartnerErrorCode.AccessDenied or PartnerErrorCode.AppOnlyNotSupported or PartnerErrorCode.QualificationNotAllowed => ErrorCategory.PermissionDenied,
        PartnerErrorCode.MfaRequired or PartnerErrorCode.InvalidAudience or PartnerErrorCode.SignInExpired or PartnerErrorCode.SignInFailed =>
            ErrorCategory.AuthenticationError,
        PartnerErrorCode.TooManyRequests => ErrorCategory.LimitsExceeded,
        PartnerErrorCode.ValidationCodeExhausted => ErrorCategory.QuotaExceeded,
        PartnerErrorCode.ServiceUnavailable => ErrorCategory.ResourceUnavailable,
        PartnerErrorCode.RequestTimeout or PartnerErrorCode.VettingTimeout => ErrorCategory.OperationTimeout,
        PartnerErrorCode.InvalidResponse => ErrorCategory.InvalidResult,
        PartnerErrorCode.OutcomeUnknown or PartnerErrorCode.UnreportedWrites => ErrorCategory.OperationStopped,
        PartnerErrorCode.Conflict or PartnerErrorCode.QualificationConflict => ErrorCategory.ResourceExists,
        PartnerErrorCode.TokenCacheFailed => ErrorCategory.ResourceUnavailable,
        _ => ErrorCategory.NotSpecified,
    };
}
