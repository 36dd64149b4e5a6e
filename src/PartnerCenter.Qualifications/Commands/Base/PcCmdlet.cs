using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// The base class of all cmdlets of the module: waits that can be stopped, streams that are safe for other threads, and errors.
/// </summary>
public abstract class PcCmdlet : SafeOutputCmdlet, IDisposable
{
    /// <summary>How long the pipeline thread waits before it checks for messages.</summary>
    private protected static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private protected static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(1);

    // Per thread, because all commands of a pipeline run on its one thread.
    [ThreadStatic]
    private static bool _isListBreakingOff;

    // The number of cmdlets of this thread's pipelines whose results come later than their input. They can be disposed on another thread.
    [ThreadStatic]
    private static StrongBox<int>? _collectingCmdlets;
    private StrongBox<int>? _collecting;

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<PartnerCenterException> _unreadable = new();
    private readonly HashSet<(string?, string)> _reportedUnreadable = [];
    private PartnerOperation? _operation;

    // Created with the operation, so that a cmdlet that sends no requests doesn't load the client.
    private ConcurrentQueue<PartnerEvent>? _events;

    /// <summary>Whether the object that a command upstream writes now is the last one before an error that ends the pipeline.</summary>
    private protected static bool IsListBreakingOff => _isListBreakingOff;

    private protected CancellationToken StopToken => _stopping.Token;

    /// <summary>The operation of this invocation. All its requests share the correlation ID.</summary>
    private protected PartnerOperation Operation => _operation ??= new PartnerOperation
    {
        Listener = (_events = new ConcurrentQueue<PartnerEvent>()).Enqueue,
        UnreadableItem = ReportsUnreadableItems ? _unreadable.Enqueue : null,
        TraceRequests = IsDebugging(),
        MaxConcurrentRequests = MaxConcurrentRequests,
        OutageTimeout = OperationOutageTimeout,
    };

    /// <summary>The maximum number of concurrent requests of the invocation, or null for no limit.</summary>
    private protected virtual int? MaxConcurrentRequests => null;

    /// <summary>Whether an item that can't be read is a separate error, and the rest of the response is used.</summary>
    private protected virtual bool ReportsUnreadableItems => true;

    /// <summary>Whether an unreadable item without an ID is a customer.</summary>
    private protected virtual bool ListsCustomers => false;

    /// <summary>How long the service can be unreachable before the invocation ends, or null if each call fails separately.</summary>
    private protected virtual TimeSpan? OperationOutageTimeout => null;

    /// <summary>Cancels all work in progress and releases the resources of the cmdlet. PowerShell calls it regardless of how the pipeline ends.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Called on another thread when the user stops the pipeline.</summary>
    protected override void StopProcessing() => _stopping.Cancel();

    /// <summary>Releases the resources of the cmdlet.</summary>
    /// <param name="disposing">Whether <see cref="Dispose()"/> was called.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (_collecting is not null)
            {
                Interlocked.Decrement(ref _collecting.Value);
                _collecting = null;
            }

            _stopping.Cancel();
            _stopping.Dispose();
        }
    }

    /// <summary>Waits for asynchronous work on the pipeline thread, and shows its messages in the meantime.</summary>
    private protected T Await<T>(Func<CancellationToken, Task<T>> work)
    {
        // Run on the thread pool, because the pipeline thread can have a synchronization context of its host.
        var stopping = _stopping.Token;
        var task = Task.Run(() => work(stopping), stopping);
        try
        {
            while (!task.Wait((int)Tick.TotalMilliseconds, stopping))
            {
                WriteEvents();
            }

            return task.GetAwaiter().GetResult();
        }
        catch (AggregateException)
        {
            return task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The work also ends immediately, and leaves nothing behind.
            ((IAsyncResult)task).AsyncWaitHandle.WaitOne(ShutdownTimeout);
            throw new PipelineStoppedException();
        }
        finally
        {
            if (!stopping.IsCancellationRequested)
            {
                WriteEvents();
            }
        }
    }

    /// <summary>Called before the first record if the cmdlet's results come later than their input.</summary>
    private protected void BeginCollecting()
    {
        _collecting = _collectingCmdlets ??= new StrongBox<int>();
        Interlocked.Increment(ref _collecting.Value);
    }

    /// <summary>Emits items as they arrive, on the pipeline thread.</summary>
    /// <remarks>
    /// If a downstream cmdlet collects results, one item is held back until the next step is known. If that is a failure, the held item is marked as
    /// the last one, so that downstream cmdlets can write their results. After a command has ended the pipeline, PowerShell accepts no more objects
    /// from any command.
    /// </remarks>
    private protected void Stream<T>(IAsyncEnumerable<T> items, Action<T> write)
    {
        var enumerator = items.GetAsyncEnumerator(StopToken);
        var isHeld = false;
        try
        {
            while (true)
            {
                var held = isHeld ? enumerator.Current : default;
                bool hasNext;
                try
                {
                    hasNext = Next(enumerator);
                }
                catch (PartnerCenterException) when (isHeld)
                {
                    _isListBreakingOff = true;
                    try
                    {
                        write(held!);
                    }
                    finally
                    {
                        _isListBreakingOff = false;
                    }

                    throw;
                }

                if (isHeld)
                {
                    write(held!);
                }

                if (!hasNext)
                {
                    break;
                }

                isHeld = _collectingCmdlets?.Value > (_collecting is null ? 0 : 1);
                if (!isHeld)
                {
                    write(enumerator.Current);
                }
            }
        }
        finally
        {
            try
            {
                enumerator.DisposeAsync().AsTask().GetAwaiter().GetResult();
            }
            catch (NotSupportedException)
            {
                // Stopped during a step that hasn't noticed it yet. The step ends by itself.
            }
        }
    }

    private bool Next<T>(IAsyncEnumerator<T> items)
    {
        // Most items are on the page that has already arrived.
        var next = items.MoveNextAsync();
        if (!next.IsCompletedSuccessfully)
        {
            return Await(_ => next.AsTask());
        }

        WriteEvents();
        return next.Result;
    }

    /// <summary>Shows the messages of other threads since the last call.</summary>
    private protected virtual void WriteEvents()
    {
        while (_events is not null && _events.TryDequeue(out var happened))
        {
            if (happened.Kind == PartnerEventKind.Request)
            {
                WriteDebug(happened.Message);
            }
            else
            {
                WriteDetail(happened.Message);
            }
        }

        // Report it once, even if a wait reads the same item several times.
        while (_unreadable.TryDequeue(out var failure))
        {
            if (_reportedUnreadable.Add((failure.CustomerId, failure.Message)))
            {
                // Before the error, which can end the pipeline of a script block that catches it.
                if (failure.CustomerId is { } customerId)
                {
                    PipelineWatch.AddPartlyReadCustomer(customerId);
                }
                else if (ListsCustomers)
                {
                    // A customer without a readable ID is missing from the list.
                    PipelineWatch.AddFailedCustomer(null, null);
                }

                WriteError(ErrorRecords.Create(failure, failure.CustomerId));
            }
        }
    }

    /// <summary>Reports a failure: of one object if others can succeed, or otherwise of the whole pipeline.</summary>
    private protected void WriteFailure(PartnerCenterException failure, object? target, string? customerName = null)
    {
        var record = ErrorRecords.Create(failure, target);
        if (failure.AffectsEveryCustomer)
        {
            ThrowTerminatingError(record);
        }

        WriteError(record, customerName);
    }

    /// <summary>Writes a verbose message.</summary>
    private protected void WriteDetail(string message)
    {
        // With -Debug, PowerShell prompts at each verbose message, which is an error in unattended sessions. The message is written as a debug message instead.
        if (IsBoundDebug && !MyInvocation.BoundParameters.ContainsKey("Verbose"))
        {
            WriteDebug(message);
        }
        else
        {
            WriteVerbose(message);
        }
    }

    /// <summary>The value of a preference: the common parameter if it's specified, otherwise the variable.</summary>
    /// <remarks>The variable contains text if a script or a function has set its own, as in <c>$ErrorActionPreference = 'Stop'</c>.</remarks>
    private protected ActionPreference? GetPreference(string parameter, string variable)
    {
        var value = MyInvocation.BoundParameters.TryGetValue(parameter, out var bound) ? bound : SessionState.PSVariable.GetValue(variable);
        return LanguagePrimitives.TryConvertTo<ActionPreference>(value, CultureInfo.InvariantCulture, out var preference) ? preference : null;
    }

    private bool IsBoundDebug => MyInvocation.BoundParameters.TryGetValue("Debug", out var debug) && debug is SwitchParameter { IsPresent: true };

    private bool IsDebugging() =>
        MyInvocation.BoundParameters.ContainsKey("Debug")
            ? IsBoundDebug
            : GetPreference("Debug", "DebugPreference") is not (null or ActionPreference.SilentlyContinue or ActionPreference.Ignore);
}
