using System;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// The progress bar of a bulk operation: completed, total (if known), failed, rate, and remaining time. It isn't shown for short operations.
/// </summary>
internal sealed class BulkProgress(string activity, Action<ProgressRecord> write)
{
    private const int Id = 1;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _next = Quiet;
    private bool _shown;

    public int Done { get; private set; }

    public int Failed { get; private set; }

    public TimeSpan Elapsed => _watch.Elapsed;

    public double PerSecond => Done / Math.Max(_watch.Elapsed.TotalSeconds, 0.001);

    public void Count(bool failed)
    {
        Done++;
        if (failed)
        {
            Failed++;
        }
    }

    /// <summary>Updates the progress bar, at most as often as a person can read it.</summary>
    /// <param name="total">The number of customers, or null if it isn't known yet.</param>
    /// <param name="speed">The maximum number of concurrent requests, and how long all of them wait.</param>
    public void Update(int? total, Func<(int Parallelism, TimeSpan Wait)> speed)
    {
        if (_watch.Elapsed < _next)
        {
            return;
        }

        _next = _watch.Elapsed + Pause;
        _shown = true;
        var (parallelism, wait) = speed();
        var status = total is { } all
            ? string.Format(CultureInfo.CurrentCulture, CommandMessages.ProgressOfTotal, Done, all, Failed, PerSecond, parallelism)
            : string.Format(CultureInfo.CurrentCulture, CommandMessages.ProgressDone, Done, Failed, PerSecond, parallelism);
        var record = new ProgressRecord(Id, activity, status);
        if (wait > TimeSpan.Zero)
        {
            record.CurrentOperation = string.Format(CultureInfo.CurrentCulture, CommandMessages.ProgressThrottled, Math.Ceiling(wait.TotalSeconds));
        }

        if (total is > 0)
        {
            record.PercentComplete = (int)(100L * Done / total.Value);
            record.SecondsRemaining = Done == 0 ? -1 : (int)Math.Min((total.Value - Done) / PerSecond, int.MaxValue);
        }

        write(record);
    }

    /// <summary>Removes the progress bar.</summary>
    public void Complete()
    {
        if (_shown)
        {
            _shown = false;
            write(new ProgressRecord(Id, activity, " ") { RecordType = ProgressRecordType.Completed });
        }
    }
}
