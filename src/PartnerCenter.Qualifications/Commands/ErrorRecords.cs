using System.Globalization;
using System.Management.Automation;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Makes error records: a stable id, the right category, and the advice where PowerShell shows it.
/// </summary>
internal static class ErrorRecords
{
    public static ErrorRecord Create(PartnerCenterException failure, object? target)
    {
        var category = CategoryOf(failure.Error);
        var message = failure.Message;
        if (failure.CorrelationId is { } id && category is (ErrorCategory.AuthenticationError or ErrorCategory.ResourceUnavailable or ErrorCategory.InvalidResult))
        {
            // Where the advice is to quote it, it has to be seen.
            message = string.Format(CultureInfo.CurrentCulture, Messages.WithCorrelationId, message, id);
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
        Create(failure.With(message: string.Format(CultureInfo.CurrentCulture, Messages.ListIncomplete, failure.Message, listed)), target);

    private static ErrorCategory CategoryOf(PartnerCenterError error) => error switch
    {
        PartnerCenterError.NotConnected => ErrorCategory.ConnectionError,
        PartnerCenterError.InvalidCustomerId or PartnerCenterError.InvalidRequest => ErrorCategory.InvalidArgument,
        PartnerCenterError.CustomerNotFound or PartnerCenterError.NotFound => ErrorCategory.ObjectNotFound,
        PartnerCenterError.EndpointRetired => ErrorCategory.NotImplemented,
        PartnerCenterError.AccessDenied or PartnerCenterError.AppOnlyNotSupported or PartnerCenterError.QualificationNotAllowed => ErrorCategory.PermissionDenied,
        PartnerCenterError.MfaRequired or PartnerCenterError.InvalidAudience or PartnerCenterError.SignInExpired or PartnerCenterError.SignInFailed =>
            ErrorCategory.AuthenticationError,
        PartnerCenterError.TooManyRequests => ErrorCategory.LimitsExceeded,
        PartnerCenterError.ValidationCodeExhausted => ErrorCategory.QuotaExceeded,
        PartnerCenterError.ServiceUnavailable => ErrorCategory.ResourceUnavailable,
        PartnerCenterError.RequestTimeout or PartnerCenterError.VettingTimeout => ErrorCategory.OperationTimeout,
        PartnerCenterError.InvalidResponse => ErrorCategory.InvalidResult,
        PartnerCenterError.OutcomeUnknown or PartnerCenterError.UnreportedWrites => ErrorCategory.OperationStopped,
        PartnerCenterError.Conflict or PartnerCenterError.QualificationConflict => ErrorCategory.ResourceExists,
        PartnerCenterError.TokenCacheFailed => ErrorCategory.ResourceUnavailable,
        _ => ErrorCategory.NotSpecified,
    };
}
