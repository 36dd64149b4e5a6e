using System.Management.Automation;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// A cmdlet whose messages, prompts, and errors contain no control characters, regardless of what the service sent.
/// </summary>
/// <remarks>
/// It hides the engine's methods, so that a derived cmdlet can't bypass it by mistake. Objects are written unchanged.
/// </remarks>
public abstract class SafeOutputCmdlet : PSCmdlet
{
    private protected new void WriteVerbose(string text) => base.WriteVerbose(DisplayText.Clean(text));

    private protected new void WriteDebug(string text) => base.WriteDebug(DisplayText.Clean(text));

    private protected new void WriteWarning(string text) => base.WriteWarning(DisplayText.Clean(text));

    private protected new void WriteInformation(object messageData, string[] tags)
    {
        if (messageData is HostInformationMessage message)
        {
            message.Message = DisplayText.Clean(message.Message);
        }

        base.WriteInformation(messageData is string text ? DisplayText.Clean(text) : messageData, tags);
    }

    private protected new void WriteProgress(ProgressRecord progressRecord)
    {
        progressRecord.Activity = DisplayText.Clean(progressRecord.Activity);
        progressRecord.StatusDescription = DisplayText.Clean(progressRecord.StatusDescription);
        progressRecord.CurrentOperation = DisplayText.Clean(progressRecord.CurrentOperation);
        base.WriteProgress(progressRecord);
    }

    private protected new void WriteError(ErrorRecord errorRecord) => WriteError(errorRecord, null);

    /// <summary>Writes the error of a customer. A report shows the name of a customer that is missing.</summary>
    private protected void WriteError(ErrorRecord errorRecord, string? customerName)
    {
        // Other exceptions are unexpected failures of one customer, which is then their target.
        var customerId = errorRecord.Exception is PartnerCenterException failure ? failure.CustomerId : errorRecord.TargetObject?.ToString();
        if (customerId is not null || errorRecord.Exception is PartnerCenterException { Error: PartnerErrorCode.InvalidCustomerId })
        {
            PipelineWatch.AddFailedCustomer(customerId, customerName);
        }

        base.WriteError(Clean(errorRecord));
    }

    private protected new void ThrowTerminatingError(ErrorRecord errorRecord)
    {
        PipelineWatch.AddEndedCmdlet();
        base.ThrowTerminatingError(Clean(errorRecord));
    }

    private protected new bool ShouldProcess(string target) => base.ShouldProcess(DisplayText.Clean(target));

    private protected new bool ShouldProcess(string target, string action) => base.ShouldProcess(DisplayText.Clean(target), DisplayText.Clean(action));

    private protected new bool ShouldProcess(string verboseDescription, string verboseWarning, string caption) =>
        base.ShouldProcess(DisplayText.Clean(verboseDescription), DisplayText.Clean(verboseWarning), DisplayText.Clean(caption));

    private protected new bool ShouldContinue(string query, string caption) => base.ShouldContinue(DisplayText.Clean(query), DisplayText.Clean(caption));

    private static ErrorRecord Clean(ErrorRecord record)
    {
        var shown = record.ErrorDetails?.Message ?? record.Exception.Message;
        var clean = DisplayText.Clean(shown);
        if (clean != shown)
        {
            record.ErrorDetails = new ErrorDetails(clean) { RecommendedAction = record.ErrorDetails?.RecommendedAction };
        }

        // Windows PowerShell also shows the target of the error.
        record.CategoryInfo.TargetName = DisplayText.Clean(record.CategoryInfo.TargetName);
        return record;
    }
}
