using System;
using System.Globalization;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Bulk;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// A cmdlet that does the same for many customers from the pipeline: several requests at a time, results in the order of the input.
/// </summary>
/// <remarks>
/// Each customer gives at least one object or exactly one error, never both and never nothing.
/// </remarks>
/// <typeparam name="TResult">What the service says of one customer.</typeparam>
public abstract class PcBulkCmdlet<TResult> : PcConnectedCmdlet
{
    // Results that wait for an earlier, slower one are held, so that one retry does not stop the rest; about half a kilobyte each.
    private const int LeastHeld = 256;
    private const int HeldPerPlace = 32;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private OrderedPump<CustomerIdentity, TResult>? _pump;
    private BulkProgress? _progress;
    private int _started;
    private bool _inputEnded;

    /// <summary>How many requests are under way at a time; default 16.</summary>
    [Parameter]
    [ValidateRange(1, 128)]
    public int ThrottleLimit { get; set; } = 16;

    /// <summary>Asks the service about one customer; runs on other threads.</summary>
    private protected abstract ValueTask<TResult> AskAsync(CustomerIdentity customer, CancellationToken cancellationToken);

    /// <summary>Writes what the service said; runs on the pipeline's thread.</summary>
    private protected abstract void WriteResult(CustomerIdentity customer, TResult result);

    /// <summary>Reports that the service could not be asked about a customer; runs on the pipeline's thread.</summary>
    private protected virtual void WriteFailed(CustomerIdentity customer, Exception error)
    {
        if (error is PartnerCenterException failure)
        {
            WriteFailure(failure, customer.Target);
        }
        else
        {
            // Not foreseen, but no reason to lose the other customers.
            WriteError(new ErrorRecord(error, "UnexpectedError", ErrorCategory.NotSpecified, customer.Target));
        }
    }

    /// <summary>Starts with a customer, and writes the results that are there meanwhile.</summary>
    private protected void Process(CustomerIdentity customer)
    {
        _pump ??= new OrderedPump<CustomerIdentity, TResult>(ThrottleLimit, Math.Max(LeastHeld, ThrottleLimit * HeldPerPlace), AskAsync, StopToken);
        _progress ??= new BulkProgress(MyInvocation.MyCommand.Name, WriteProgress);
        while (_pump.IsFull)
        {
            TakeOne(Tick);
            Show();
        }

        _pump.Add(customer);
        _started++;
        while (TakeOne(TimeSpan.Zero))
        {
        }

        Show();
    }

    /// <summary>Writes the results of the customers that are still under way.</summary>
    protected override void EndProcessing()
    {
        _inputEnded = true;
        while (_pump is { Count: > 0 })
        {
            TakeOne(Tick);
            Show();
        }

        if (_progress is not null && ShowsProgress)
        {
            _progress.Complete();
            WriteDetail(string.Format(
                CultureInfo.CurrentCulture, Messages.BulkSummary, MyInvocation.MyCommand.Name, _progress.Done, _progress.Failed, _progress.Elapsed,
                _progress.PerSecond, Parallelism));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _pump?.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Whether the progress bar of bulk operations is shown; false where the cmdlet has one of its own.</summary>
    private protected virtual bool ShowsProgress => true;

    private int Parallelism => Math.Min(ThrottleLimit, Client.Connection.Governor.Limit);

    /// <summary>How many customers there are, where that can be known: all are given at once, or the last one has come in.</summary>
    private int? Total => MyInvocation.ExpectingInput && !_inputEnded ? null : Math.Max(_started, GivenAtOnce);

    /// <summary>How many customers the parameter holds.</summary>
    private protected abstract int GivenAtOnce { get; }

    private void Show()
    {
        WriteEvents();
        if (ShowsProgress)
        {
            _progress!.Show(Total, () => (Parallelism, Client.Connection.Governor.PauseLeft));
        }
    }

    private bool TakeOne(TimeSpan patience)
    {
        PumpResult<CustomerIdentity, TResult> result;
        try
        {
            if (!_pump!.TryTake(patience, out result))
            {
                return false;
            }
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }

        _progress!.Count(result.Error is not null);
        switch (result.Error)
        {
            case null:
                WriteResult(result.Input, result.Output!);
                break;
            case OperationCanceledException when StopToken.IsCancellationRequested:
                throw new PipelineStoppedException();
            default:
                WriteFailed(result.Input, result.Error);
                break;
        }

        return true;
    }
}
