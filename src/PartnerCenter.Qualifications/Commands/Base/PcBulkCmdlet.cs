using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using PartnerCenter.Client;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// A cmdlet that performs the same operation for many customers from the pipeline, with concurrent requests and results in the order of the input.
/// </summary>
/// <remarks>
/// Each customer produces at least one object or exactly one error, never both and never nothing. A failure that would affect every customer ends
/// the pipeline once.
/// </remarks>
/// <typeparam name="TResult">The result of the service for one customer.</typeparam>
public abstract class PcBulkCmdlet<TResult> : PcConnectedCmdlet
{
    // The number of requests that were started and haven't ended. It's higher than the number of concurrent requests, so that requests that wait for
    // a retry don't block others.
    private const int MinUnderWay = 256;
    private const int UnderWayPerRequest = 32;

    // Results behind an earlier, slower one are buffered, so that one throttled customer doesn't stop the rest. Each takes about half a kilobyte.
    private const int MaxHeld = 4096;

    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ShortTick = TimeSpan.FromMilliseconds(10);

    // Longer than the outages that are worth waiting for in a nightly run, and short enough for interactive use.
    private static readonly TimeSpan OutageTimeout = TimeSpan.FromMinutes(1);

    private BulkQueue<TResult>? _queue;
    private BulkProgress? _progress;
    private int _started;
    private bool _inputEnded;
    private bool _isListing;

    /// <summary>The customers: IDs, or objects that contain an ID.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [CustomerIdentity]
    [ArgumentCompleter(typeof(CustomerIdCompleter))]
    public virtual CustomerIdentity[] CustomerId { get; set; } = [];

    /// <summary>The maximum number of concurrent requests. The default is 16, or 1 for cmdlets that write.</summary>
    [Parameter]
    [DisplayText]
    [ValidateRange(1, 128)]
    public int ThrottleLimit { get; set; } = 16;

    /// <summary>Writes the result of the service. Runs on the pipeline thread.</summary>
    private protected abstract void WriteResult(CustomerIdentity customer, TResult result);

    /// <summary>Reports that the request of a customer failed. Runs on the pipeline thread.</summary>
    private protected virtual void WriteFailed(CustomerIdentity customer, Exception error)
    {
        if (error is PartnerCenterException { AffectsEveryCustomer: true } failure)
        {
            EndPipeline(failure, customer);
        }

        WriteError(CreateError(customer, error), customer.CustomerName);
    }

    /// <summary>Whether the progress bar of bulk operations is shown. False if the cmdlet has its own progress bar.</summary>
    private protected virtual bool ShowsProgress => true;

    /// <summary>The maximum number of requests in progress when the next record is processed.</summary>
    private protected virtual int MaxUnderWay => Math.Max(MinUnderWay, ThrottleLimit * UnderWayPerRequest);

    /// <summary>The maximum number of requests that were started and whose results weren't taken yet, when the next record is processed.</summary>
    private protected virtual int MaxPending => MaxHeld;

    /// <summary>The requests in progress.</summary>
    private protected BulkQueue<TResult> Queue => _queue ??= new BulkQueue<TResult>(StopToken);

    /// <summary>Whether an error ends the pipeline, or might end it.</summary>
    private protected bool ErrorsStop => GetPreference("ErrorAction", "ErrorActionPreference") is ActionPreference.Stop or ActionPreference.Inquire;

    /// <summary>Whether a request has been started.</summary>
    private protected bool HasStarted => _started > 0;

    private protected override IReadOnlyList<CustomerIdentity> Customers => CustomerId;

    private protected override int? MaxConcurrentRequests => ThrottleLimit;

    private protected override TimeSpan? OperationOutageTimeout => OutageTimeout;

    private BulkProgress Progress => _progress ??= new BulkProgress(MyInvocation.MyCommand.Name, WriteProgress);

    private int Parallelism => Math.Min(ThrottleLimit, Client.Connection.Governor.Limit);

    /// <summary>The number of customers, if it's known: all customers were specified at once, or the last one has been processed.</summary>
    private int? Total => (MyInvocation.ExpectingInput || _isListing) && !_inputEnded ? null : Math.Max(_started, Customers.Count);

    /// <summary>Starts a customer's request, and writes the results that are available in the meantime.</summary>
    private protected void Process(CustomerRequest<TResult> request)
    {
        Queue.Start(request);
        _started++;
        while (Queue.Count >= MaxPending || Queue.UnderWay >= MaxUnderWay)
        {
            // If the oldest request is slow, requests behind it might have ended in the meantime.
            TakeOne(ShortTick);
            UpdateProgress();
        }

        while (TakeOne(TimeSpan.Zero))
        {
        }

        UpdateProgress();
        if (IsListBreakingOff)
        {
            TakeBeforeEnd();
        }
    }

    /// <summary>The customers of the record that belong to the connection. Each of the others causes an error instead.</summary>
    private protected IEnumerable<CustomerIdentity> FindOwnCustomers()
    {
        foreach (var customer in Customers)
        {
            if (FindForeign(customer) is { } failure)
            {
                Process(new InvalidRequest<TResult>(Client, customer, failure));
            }
            else
            {
                yield return WithKnownName(customer);
            }
        }
    }

    /// <summary>Starts the request of each of the partner's customers, while they are being listed.</summary>
    private protected void ProcessAllCustomers(Func<Customer, CustomerRequest<TResult>> create)
    {
        var listed = 0;
        _isListing = true;
        try
        {
            Stream(Client.Customers.ListAsync(new CustomerQuery { PageSize = CustomerQuery.MaxPageSize }, StopToken), customer =>
            {
                listed++;
                AddCustomer(customer);
                Process(create(customer));
            });
        }
        catch (PartnerCenterException failure)
        {
            // The customers that were listed are emitted first, because PowerShell accepts no more objects after the pipeline has ended.
            TakeUntil(0);
            ThrowTerminatingError(ErrorRecords.CreateIncomplete(failure, listed, null));
        }
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        BeginCollecting();
    }

    /// <summary>Writes the results of the customers that are still in progress.</summary>
    protected override void EndProcessing()
    {
        _inputEnded = true;
        TakeUntil(0);
        if (_progress is not null && ShowsProgress)
        {
            _progress.Complete();
            WriteDetail(string.Format(
                CultureInfo.CurrentCulture, CommandMessages.BulkSummary, MyInvocation.MyCommand.Name, _progress.Done, _progress.Failed, _progress.Elapsed,
                _progress.PerSecond, Parallelism));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _queue is { Count: > 0 })
        {
            StopProcessing();
            _queue.WaitForEnd(ShutdownTimeout);
        }

        base.Dispose(disposing);
    }

    /// <summary>Writes one result from the queue. Runs on the pipeline thread.</summary>
    private protected virtual void Write(BulkResult<TResult> result)
    {
        Count(result);
        switch (result.Error)
        {
            case null:
                WriteResult(result.Request.Customer, result.Output!);
                break;
            case OperationCanceledException when StopToken.IsCancellationRequested:
                throw new PipelineStoppedException();
            default:
                WriteFailed(result.Request.Customer, result.Error);
                break;
        }
    }

    private protected void Count(BulkResult<TResult> result) => Progress.Count(result.Error is not null);

    /// <summary>Creates the error record of one customer.</summary>
    private protected static ErrorRecord CreateError(CustomerIdentity customer, Exception error) => error is PartnerCenterException failure
        ? ErrorRecords.CreateFor(customer, failure)
        : new ErrorRecord(error, "UnexpectedError", ErrorCategory.NotSpecified, customer.Target);

    /// <summary>Ends the pipeline with a failure that would affect every customer, after the successful results are written.</summary>
    private protected virtual void EndPipeline(PartnerCenterException failure, CustomerIdentity customer)
    {
        foreach (var (_, result) in Queue.TakeAll(TimeSpan.Zero))
        {
            if (result is { } done && (done.Error is null || (!ErrorsStop && done.Error is PartnerCenterException { AffectsEveryCustomer: false })))
            {
                Write(done);
            }
        }

        ThrowTerminatingError(ErrorRecords.Create(WithCount(failure), customer.Target));
    }

    /// <summary>Adds how many customers were completed, if that's more informative than the failure itself.</summary>
    private protected virtual PartnerCenterException WithCount(PartnerCenterException failure)
    {
        var failed = Progress.Failed;
        var succeeded = Progress.Done - failed;
        return _started <= 1
            ? failure
            : failure.With(message: string.Format(CultureInfo.CurrentCulture, CommandMessages.PipelineEnded, failure.Message, succeeded, _started));
    }

    private void TakeUntil(int count)
    {
        while (Queue.Count > count)
        {
            TakeOne(Tick);
            UpdateProgress();
        }
    }

    // An upstream command is about to end the pipeline.
    private void TakeBeforeEnd()
    {
        var watch = Stopwatch.StartNew();
        while (Queue.Count > 0 && watch.Elapsed < EndTimeout)
        {
            TakeOne(Tick);
            UpdateProgress();
        }

        foreach (var result in Queue.TakeEnded())
        {
            Write(result);
        }
    }

    private bool TakeOne(TimeSpan timeout)
    {
        BulkResult<TResult> result;
        try
        {
            if (!Queue.TryTake(timeout, out result))
            {
                return false;
            }
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }

        Write(result);
        return true;
    }

    private void UpdateProgress()
    {
        WriteEvents();
        if (ShowsProgress)
        {
            Progress.Update(Total, () => (Parallelism, Client.Connection.Governor.PauseLeft));
        }
    }
}
