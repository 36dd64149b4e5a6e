using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// A bulk cmdlet that changes customers. It limits the number of unreported writes, and reports all writes regardless of how the pipeline ends.
/// </summary>
/// <remarks>
/// <para>It sends one write at a time unless <c>-ThrottleLimit</c> allows more, and never has more unreported writes than that.</para>
/// <para>
/// If the pipeline ends early, the cmdlet starts no new writes and waits briefly for the writes in progress. Writes that can no longer be emitted as
/// objects are named in an error.
/// </para>
/// </remarks>
/// <typeparam name="TResult">The result of the service for one customer.</typeparam>
public abstract class PcWriteCmdlet<TResult> : PcBulkCmdlet<TResult>
{
    /// <summary>The key in an exception's data for the IDs of customers whose outcome is unknown: an array of strings.</summary>
    public const string UnknownOutcomes = nameof(UnknownOutcomes);

    /// <summary>The key in an exception's data for the IDs of customers that were written and not emitted: an array of strings.</summary>
    public const string WrittenCustomers = nameof(WrittenCustomers);

    private const string QualificationName = "Qualification";

    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(10);

    // Writes that were taken from the queue, and that neither an object nor a message has named yet.
    private readonly List<(CustomerRequest<TResult> Request, BulkResult<TResult>? Result)> _unreported = [];
    private CustomerIdentity? _alsoUnreported;

    private HashSet<string> _given = [];
    private bool _rowsDiffer;

    /// <summary>Initializes the cmdlet with one write at a time.</summary>
    protected PcWriteCmdlet() => ThrottleLimit = 1;

    /// <summary>Writes without prompting for confirmation. -WhatIf and an explicit -Confirm still apply.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override bool NeedsUser => true;

    // Data that a write depends on must be read completely.
    private protected override bool ReportsUnreadableItems => false;

    private protected override int MaxPending => ThrottleLimit;

    /// <summary>Whether the user confirms the change.</summary>
    private protected bool Confirm(CustomerIdentity customer, string action)
    {
        if (Force && !IsWhatIf && !MyInvocation.BoundParameters.ContainsKey(nameof(Confirm)))
        {
            return true;
        }

        try
        {
            return ShouldProcess(customer.Describe(), action);
        }
        catch (Exception exception) when (exception is PSInvalidOperationException or HostException or NotImplementedException or NotSupportedException)
        {
            // The host can't prompt, and says so in its own words: with -NonInteractive, in a job, or in a runbook.
            ThrowTerminatingError(ErrorRecords.Create(
                InvalidInput.Create(CommandMessages.CannotPromptAction, CommandMessages.CannotPrompt, MyInvocation.MyCommand.Name), customer.Target));
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (!MyInvocation.ExpectingInput && !MyInvocation.BoundParameters.ContainsKey(QualificationName))
        {
            var action = string.Format(CultureInfo.CurrentCulture, CommandMessages.QualificationValuesAction, string.Join(", ", SettableQualifications));
            ThrowTerminatingError(ErrorRecords.Create(InvalidInput.Create(action, NotSettable), null));
        }

        base.BeginProcessing();
        _given = [.. MyInvocation.BoundParameters.Keys];
    }

    /// <summary>The values of -Qualification.</summary>
    private protected abstract string[] SettableQualifications { get; }

    /// <summary>The message for another value, or for none.</summary>
    private protected string NotSettable =>
        string.Format(CultureInfo.CurrentCulture, CommandMessages.QualificationNotSettable, string.Join(", ", SettableQualifications));

    /// <summary>The parameters that a row can contain, each with its aliases.</summary>
    private protected abstract IReadOnlyList<RowParameter> RowParameters { get; }

    /// <summary>The parameter -Qualification, which is None if it has no valid value.</summary>
    private protected RowParameter QualificationOf(Qualification value) =>
        new(QualificationName, value == Qualification.None ? null : value) { Accepted = SettableQualifications, IsRequired = true };

    /// <summary>Reports a value of a row that isn't valid for its parameter. PowerShell ignores such a value silently.</summary>
    /// <param name="customers">The customers of the record.</param>
    /// <returns>Whether there is such a value.</returns>
    private protected bool ProcessUnusableValue(CustomerIdentity[] customers)
    {
        if (customers.Length != 1 || customers[0].Target is not { } row || row is string)
        {
            return false;
        }

        foreach (var parameter in RowParameters)
        {
            if (_given.Contains(parameter.Name) || parameter.Value is not null)
            {
                continue;
            }

            var column = parameter.FindIn(PSObject.AsPSObject(row));
            if (column is null && !(parameter.IsRequired && PSObject.AsPSObject(row).Properties[parameter.Name] is not null))
            {
                continue;
            }

            _rowsDiffer = true;
            var message = column is var (name, value)
                ? string.Format(CultureInfo.CurrentCulture, CommandMessages.InvalidColumn, value, name, parameter.Name)
                : string.Format(CultureInfo.CurrentCulture, CommandMessages.ReportEmptyValue, parameter.Name);
            var format = parameter.IsRequired ? CommandMessages.QualificationValuesAction
                : parameter.Accepted.Length == 0 ? CommandMessages.InvalidColumnAction
                : CommandMessages.InvalidColumnValuesAction;
            var action = string.Format(CultureInfo.CurrentCulture, format, string.Join(", ", parameter.Accepted));
            ProcessInvalid(customers, InvalidInput.Create(action, message), parameter.Name);
            return true;
        }

        return false;
    }

    /// <summary>Reports a contradictory request: as an error of its row if the row can contain the cause, or otherwise once.</summary>
    /// <param name="customers">The customers of the record.</param>
    /// <param name="failure">What is wrong.</param>
    /// <param name="parameter">The parameter that can't be used with the qualification, or is missing.</param>
    private protected void ProcessInvalid(CustomerIdentity[] customers, PartnerCenterException failure, string parameter)
    {
        _rowsDiffer |= RowParameters.Any(row => MyInvocation.BoundParameters.ContainsKey(row.Name) && !_given.Contains(row.Name));
        if (!_rowsDiffer && !HasStarted && !CanRowsDiffer(customers, parameter))
        {
            ThrowTerminatingError(ErrorRecords.Create(failure.With(affectsEveryCustomer: true), null));
        }

        foreach (var customer in customers)
        {
            var error = new PartnerCenterException(failure.Error, failure.Message, failure.RecommendedAction) { CustomerId = customer.CustomerId };
            Process(new InvalidRequest<TResult>(Client, customer, error));
        }
    }

    // The next row can have a column that this row lacks, because in JSON each row has its own columns. An ID, a customer, or a qualification has no
    // such columns, and the command line applies to all rows.
    private bool CanRowsDiffer(CustomerIdentity[] customers, string parameter) =>
        MyInvocation.ExpectingInput
        && !(_given.Contains(QualificationName) && _given.Contains(parameter))
        && (_given.Contains("CustomerId") || customers.Any(customer => customer.Target is not (null or string or Customer or CustomerQualification)));

    private bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var whatIf)
        ? whatIf is SwitchParameter { IsPresent: true }
        : LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));

    // PowerShell accepts no output any more.
    private bool IsStopped => Stopping || StopToken.IsCancellationRequested;

    private protected override void Write(BulkResult<TResult> result)
    {
        if (IsStopped)
        {
            _unreported.Add((result.Request, result));
            throw new PipelineStoppedException();
        }

        if (result.Error is not (null or PartnerCenterException { AffectsEveryCustomer: true }) && ErrorsStop)
        {
            // The error ends the pipeline, so everything else is reported before it.
            Count(result);
            EndWith(result.Error, result.Request.Customer, terminates: false);
            return;
        }

        try
        {
            base.Write(result);
        }
        catch (Exception) when (!StopToken.IsCancellationRequested && Queue.Count > 0)
        {
            // A downstream command wants no more objects, or failed. Errors can still be written.
            Report(TakeRest(WriteTimeout));
            throw;
        }
    }

    private protected override void WriteFailed(CustomerIdentity customer, Exception error)
    {
        if (error is PartnerCenterException { MayHaveArrived: true, AffectsEveryCustomer: false })
        {
            error.Data[UnknownOutcomes] = Ids([customer]);
        }

        base.WriteFailed(customer, error);
    }

    private protected override void EndPipeline(PartnerCenterException failure, CustomerIdentity customer) => EndWith(failure, customer, terminates: true);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            TakeRest(StopToken.IsCancellationRequested ? TimeSpan.Zero : WriteTimeout);
            WarnOnHost();
        }

        base.Dispose(disposing);
    }

    // No new writes are started. A request that has only read so far doesn't go on to write, and isn't awaited.
    private IReadOnlyList<(CustomerRequest<TResult> Request, BulkResult<TResult>? Result)> TakeRest(TimeSpan timeout)
    {
        foreach (var request in Queue.Requests)
        {
            (request as WriteRequest<TResult>)?.Prevent();
        }

        var rest = Queue.TakeAll(timeout, HasBegun);
        _unreported.AddRange(rest);
        return rest;
    }

    private void MarkReported()
    {
        _unreported.Clear();
        _alsoUnreported = null;
    }

    private static bool HasBegun(CustomerRequest<TResult> request) => request is WriteRequest<TResult> { HasBegun: true };

    // The pipeline was stopped, or an upstream command failed. No stream accepts output, but the host can still show it.
    private void WarnOnHost()
    {
        var (written, unknown, _) = Sort(_unreported);
        if (_alsoUnreported is { } customer)
        {
            unknown.Insert(0, customer);
        }

        if (written.Count + unknown.Count == 0)
        {
            return;
        }

        try
        {
            Host.UI.WriteWarningLine(Describe(MyInvocation.MyCommand.Name, written, unknown));
        }
#pragma warning disable CA1031 // A host that shows nothing must not turn the end of a pipeline into an error.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    /// <summary>Ends the pipeline with an error, after the finished writes are emitted and the unfinished ones are named.</summary>
    private void EndWith(Exception error, CustomerIdentity customer, bool terminates)
    {
        var rest = TakeRest(WriteTimeout);
        var (_, unknown, refused) = Sort(rest);
        var unnamed = unknown.ToList();
        var alsoUnknown = error is PartnerCenterException { MayHaveArrived: true } ? customer : null;
        if (alsoUnknown is not null)
        {
            unknown.Insert(0, alsoUnknown);
            if (error is not PartnerCenterException { Error: PartnerErrorCode.OutcomeUnknown })
            {
                unnamed.Insert(0, alsoUnknown);
            }
        }

        _alsoUnreported = alsoUnknown;
        var unreported = rest.ToList();
        foreach (var (request, result) in rest)
        {
            if (result is { } ended && (ended.Error is null || (terminates && !ErrorsStop && refused.Contains(ended))))
            {
                unreported.RemoveAll(item => ReferenceEquals(item.Request, request));
                try
                {
                    base.Write(ended);
                    _unreported.RemoveAll(item => ReferenceEquals(item.Request, request));
                }
                catch (Exception) when (!StopToken.IsCancellationRequested)
                {
                    // A downstream command ended the pipeline first, so the error below, which would name the unknown outcomes, is never written.
                    Report(unreported, alsoUnknown);
                    throw;
                }
            }
        }

        var failure = error as PartnerCenterException;
        if (failure is not null)
        {
            var message = terminates ? WithCount(failure).Message : failure.Message;
            failure = failure.With(message: unnamed.Count == 0 ? message : message + " " + DescribeUnknown(unnamed));
        }

        var exception = failure ?? error;
        if (unknown.Count > 0)
        {
            exception.Data[UnknownOutcomes] = Ids(unknown);
        }

        var record = CreateError(customer, exception);
        if (!IsStopped)
        {
            MarkReported();
        }

        if (terminates)
        {
            ThrowTerminatingError(record);
        }

        WriteError(record, customer.CustomerName);

        // Reached only if the user was prompted and chose to continue. The writes that were prevented then continue as well.
        WriteRefused(refused);
        foreach (var (request, result) in rest)
        {
            if (request is WriteRequest<TResult> { HasBegun: false } prevented && result is null or { Error: OperationCanceledException })
            {
                Queue.Start(prevented.Renew());
            }
        }
    }

    private void WriteRefused(List<BulkResult<TResult>> refused)
    {
        foreach (var result in refused)
        {
            Count(result);
            WriteError(CreateError(result.Request.Customer, result.Error!), result.Request.Customer.CustomerName);
        }
    }

    // With -ErrorAction Stop, an error would replace the reason for which the pipeline ends.
    private void Report(IEnumerable<(CustomerRequest<TResult> Request, BulkResult<TResult>? Result)> rest, CustomerIdentity? alsoUnknown = null)
    {
        var (written, unknown, refused) = Sort(rest);
        if (alsoUnknown is not null)
        {
            unknown.Insert(0, alsoUnknown);
        }

        if (ErrorsStop)
        {
            foreach (var result in refused)
            {
                WriteWarning(CreateError(result.Request.Customer, result.Error!).ToString());
            }
        }
        else
        {
            WriteRefused(refused);
        }

        if (written.Count + unknown.Count == 0)
        {
            MarkReported();
            return;
        }

        var failure = new PartnerCenterException(
            PartnerErrorCode.UnreportedWrites, Describe(MyInvocation.MyCommand.Name, written, unknown), Advice.Of(nameof(Messages.OutcomeUnknownAction)))
        { CorrelationId = Operation.CorrelationId };
        failure.Data[WrittenCustomers] = Ids(written);
        failure.Data[UnknownOutcomes] = Ids(unknown);
        if (ErrorsStop)
        {
            WriteWarning(failure.Message);
        }
        else
        {
            WriteError(ErrorRecords.Create(failure, null));
        }

        MarkReported();
    }

    // Customers that were written, and customers that might have been written. The others have their own errors.
    private static (List<CustomerIdentity> Written, List<CustomerIdentity> Unknown, List<BulkResult<TResult>> Refused) Sort(
        IEnumerable<(CustomerRequest<TResult> Request, BulkResult<TResult>? Result)> rest)
    {
        var (written, unknown, refused) = (new List<CustomerIdentity>(), new List<CustomerIdentity>(), new List<BulkResult<TResult>>());
        foreach (var (request, result) in rest)
        {
            switch (result)
            {
                case null or { Error: null or OperationCanceledException } when !HasBegun(request):
                    // Nothing was written for this customer.
                    break;
                case { Error: null }:
                    written.Add(request.Customer);
                    break;
                case null or { Error: OperationCanceledException or PartnerCenterException { MayHaveArrived: true } }:
                    unknown.Add(request.Customer);
                    break;
                case { Error: PartnerCenterException { AffectsEveryCustomer: true } }:
                    break;
                default:
                    refused.Add(result.Value);
                    break;
            }
        }

        return (written, unknown, refused);
    }

    private static string Describe(string command, List<CustomerIdentity> written, List<CustomerIdentity> unknown)
    {
        var message = string.Format(CultureInfo.CurrentCulture, CommandMessages.UnreportedWrites, command);
        if (written.Count > 0)
        {
            message += " " + string.Format(CultureInfo.CurrentCulture, CommandMessages.WrittenCustomers, List(written));
        }

        return unknown.Count > 0 ? message + " " + DescribeUnknown(unknown) : message;
    }

    private static string DescribeUnknown(List<CustomerIdentity> unknown) =>
        string.Format(CultureInfo.CurrentCulture, CommandMessages.UnknownOutcomes, List(unknown));

    private static string List(List<CustomerIdentity> customers) => string.Join(", ", customers.Select(customer => customer.Describe()));

    private static string[] Ids(List<CustomerIdentity> customers) => [.. customers.Select(customer => customer.CustomerId ?? string.Empty)];
}
