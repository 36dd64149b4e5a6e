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
/// What all cmdlets of the module have in common: waiting that can be stopped, streams that other threads cannot write to, and errors.
/// </summary>
public abstract class PcCmdlet : SafeOutputCmdlet, IDisposable
{
    /// <summary>How long the pipeline's thread waits before it looks after messages.</summary>
    private protected static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private protected static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(1);

    // Per thread, for all commands of a pipeline run on its one thread.
    [ThreadStatic]
    private static bool _isListBreakingOff;

    // How many cmdlets of this thread's pipelines have results that come later than their input. Disposed on another thread, too.
    [ThreadStatic]
    private static StrongBox<int>? _collectingCmdlets;
    private StrongBox<int>? _collecting;

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<PartnerCenterException> _unreadable = new();
    private readonly HashSet<(string?, string)> _reportedUnreadable = [];
    private PartnerOperation? _operation;

    // Made with the operation, so that a cmdlet that asks nothing does not load the client.
    private ConcurrentQueue<PartnerEvent>? _events;

    /// <summary>Whether the object that a command upstream writes now is the last one before an error that ends the pipeline.</summary>
    private protected static bool IsListBreakingOff => _isListBreakingOff;

    private protected CancellationToken StopToken => _stopping.Token;

    /// <summary>One per invocation: all its requests share the correlation id.</summary>
    private protected PartnerOperation Operation => _operation ??= new PartnerOperation
    {
        Listener = (_events = new ConcurrentQueue<PartnerEvent>()).Enqueue,
        UnreadableItem = ReportsUnreadableItems ? _unreadable.Enqueue : null,
        TraceRequests = IsDebugging(),
        MaxConcurrentRequests = MaxConcurrentRequests,
        OutageTimeout = OperationOutageTimeout,
    };

    /// <summary>How many requests the invocation sends at a time; null for no limit of its own.</summary>
    private protected virtual int? MaxConcurrentRequests => null;

    /// <summary>Whether an item that cannot be read is an error of its own, while the rest of its answer counts.</summary>
    private protected virtual bool ReportsUnreadableItems => true;

    /// <summary>How long the service may be out of reach before the invocation ends; null where each call fails by itself.</summary>
    private protected virtual TimeSpan? OperationOutageTimeout => null;

    /// <summary>Cancels everything that is under way and releases what the cmdlet holds. PowerShell calls it however the pipeline ends.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Called on another thread when the user stops the pipeline.</summary>
    protected override void StopProcessing() => _stopping.Cancel();

    /// <summary>Releases what the cmdlet holds.</summary>
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

    /// <summary>Waits for asynchronous work on the pipeline's thread, showing its messages meanwhile.</summary>
    private protected T Await<T>(Func<CancellationToken, Task<T>> work)
    {
        // On the thread pool: the pipeline's thread may carry a synchronization context of its host.
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
            // The work ends at once, too; nothing of it is left behind.
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

    /// <summary>Called before the first record where the cmdlet's results come later than their input.</summary>
    private protected void BeginCollecting()
    {
        _collecting = _collectingCmdlets ??= new StrongBox<int>();
        Interlocked.Increment(ref _collecting.Value);
    }

    /// <summary>Hands items on as they arrive, on the pipeline's thread.</summary>
    /// <remarks>
    /// Where a cmdlet downstream collects results, one item is held until it is known what comes next. Where that is a failure, the commands
    /// downstream are told with the held item that it is the last one, so that they can write what they have: once a command has ended the pipeline,
    /// PowerShell takes no more objects from any.
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
                // Stopped in the middle of a step that has not noticed yet; it ends by itself.
            }
        }
    }

    private bool Next<T>(IAsyncEnumerator<T> items)
    {
        // Most items are on the page that is there already.
        var next = items.MoveNextAsync();
        if (!next.IsCompletedSuccessfully)
        {
            return Await(_ => next.AsTask());
        }

        WriteEvents();
        return next.Result;
    }

    /// <summary>Shows what happened on other threads since the last time.</summary>
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

        // Once, however often the same is read in a wait.
        while (_unreadable.TryDequeue(out var failure))
        {
            if (_reportedUnreadable.Add((failure.CustomerId, failure.Message)))
            {
                WriteError(ErrorRecords.Create(failure, failure.CustomerId));
            }
        }
    }

    /// <summary>Reports a failure: of one object where the others may succeed, else of the whole pipeline.</summary>
    private protected void WriteFailure(PartnerCenterException failure, object? target)
    {
        var record = ErrorRecords.Create(failure, target);
        if (failure.AffectsEveryCustomer)
        {
            ThrowTerminatingError(record);
        }

        WriteError(record);
    }

    /// <summary>Writes what -Verbose is for.</summary>
    private protected void WriteDetail(string message)
    {
        // With -Debug, PowerShell stops at each verbose message and asks, which unattended is an error; so it goes where the rest goes.
        if (IsBoundDebug && !MyInvocation.BoundParameters.ContainsKey("Verbose"))
        {
            WriteDebug(message);
        }
        else
        {
            WriteVerbose(message);
        }
    }

    /// <summary>What a preference says: the common parameter where it is given, else the variable.</summary>
    /// <remarks>The variable holds text where a script or a function has set one of its own, as in <c>$ErrorActionPreference = 'Stop'</c>.</remarks>
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
