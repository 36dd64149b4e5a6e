using System;
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
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private OrderedPump<CustomerIdentity, TResult>? _pump;

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
        _pump ??= new OrderedPump<CustomerIdentity, TResult>(ThrottleLimit, Math.Max(256, ThrottleLimit * 32), AskAsync, StopToken);
        while (_pump.IsFull)
        {
            TakeOne(Tick);
        }

        _pump.Add(customer);
        while (TakeOne(TimeSpan.Zero))
        {
        }

        WriteEvents();
    }

    /// <summary>Writes the results of the customers that are still under way.</summary>
    protected override void EndProcessing()
    {
        while (_pump is { Count: > 0 })
        {
            TakeOne(Tick);
            WriteEvents();
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
