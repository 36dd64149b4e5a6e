using System;
using System.Threading;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// A time limit that cancels the work in progress. The caller and closing the connection can also cancel it. <see cref="IsReached"/> tells afterwards
/// whether the time limit was the cause.
/// </summary>
internal sealed class TimeLimit : IDisposable
{
    private readonly CancellationToken _caller;
    private readonly CancellationToken _closing;
    private readonly CancellationTokenSource _source;
    private readonly ITimer _timer;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _limit;
    private long _started;
    private TimeSpan _consumed;
    private bool _isSuspended;
    private volatile bool _isOver;

    public TimeLimit(TimeProvider clock, TimeSpan limit, CancellationToken caller, CancellationToken closing)
    {
        _clock = clock;
        _limit = limit;
        _started = clock.GetTimestamp();
        _caller = caller;
        _closing = closing;
        _source = CancellationTokenSource.CreateLinkedTokenSource(caller, closing);
        _timer = clock.CreateTimer(static me => ((TimeLimit)me!).End(), this, limit, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>The remaining time, or zero if the time is over.</summary>
    public TimeSpan Remaining => _limit - Consumed is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>Whether the time is over. False if the caller or the connection ended the work before.</summary>
    public bool IsReached => _isOver && !_caller.IsCancellationRequested && !_closing.IsCancellationRequested;

    private TimeSpan Consumed => _isSuspended ? _consumed : _consumed + _clock.GetElapsedTime(_started);

    /// <summary>Stops the clock during a wait that doesn't belong to the work.</summary>
    public void Suspend()
    {
        _consumed = Consumed;
        _isSuspended = true;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Starts the clock again.</summary>
    /// <param name="charge">The part of the time in between that counts anyway.</param>
    public void Resume(TimeSpan charge)
    {
        _consumed += charge;
        _isSuspended = false;
        _started = _clock.GetTimestamp();
        _timer.Change(Remaining, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    private void End()
    {
        _isOver = true;
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The work ended at the same moment. Disposing the timer doesn't wait for its callback.
        }
    }
}
