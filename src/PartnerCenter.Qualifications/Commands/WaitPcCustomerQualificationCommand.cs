using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using PartnerCenter.Client.Pipeline;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Wait-PcCustomerQualification: waits until the vetting of customers' qualifications is decided.
/// </summary>
[Cmdlet(VerbsLifecycle.Wait, "PcCustomerQualification")]
[OutputType(typeof(CustomerQualification))]
public sealed class WaitPcCustomerQualificationCommand : PcBulkCmdlet<IReadOnlyList<CustomerQualification>>
{
    private const int ProgressId = 1;
    private const double Growth = 1.5;
    private const int MaxGrowth = 20;
    private static readonly TimeSpan MaxTimerInterval = TimeSpan.FromDays(20);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    // The time limit for a response if the time-out is zero.
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    private long _started;
    private TimeSpan _interval;
    private List<Waiting> _undecided = [];
    private int _customers;
    private int _decided;
    private int _unanswered;
    private Waiting _current = null!;

    /// <summary>The qualifications to wait for. The default is all qualifications of a customer.</summary>
    [Parameter(Position = 1)]
    [DisplayText]
    [SeparateValues]
    public Qualification[]? Qualification { get; set; }

    /// <summary>The maximum time to wait for each customer, starting when it enters the pipeline. The default is no limit.</summary>
    [Parameter]
    [DisplayText]
    [NoBareNumber]
    public TimeSpan Timeout { get; set; } = TimeSpan.MaxValue;

    /// <summary>The initial polling interval. It grows by half each time, up to twenty times its initial length. The default is 30 seconds.</summary>
    [Parameter]
    [DisplayText]
    [NoBareNumber]
    public TimeSpan PollingInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        RequireTime(Timeout, nameof(Timeout), orZero: true);
        RequireTime(PollingInterval, nameof(PollingInterval), orZero: false);
        base.BeginProcessing();
        _interval = Shorter(PollingInterval, MaxTimerInterval);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var customer in FindOwnCustomers())
        {
            if (_customers == 0)
            {
                _started = Clock.GetTimestamp();
            }

            var now = Waited;
            Start(new Waiting(_customers++, customer, Timeout < TimeSpan.MaxValue - now ? now + Timeout : TimeSpan.MaxValue));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (_customers == 0)
        {
            return;
        }

        var interval = _interval;
        while (Sleep(Longer(interval, Client.Connection.Governor.PauseLeft)))
        {
            var round = _undecided;
            _undecided = [];
            WriteProgress(round.Count, null);
            var throttled = Client.Connection.Governor.PauseCount;
            foreach (var customer in round)
            {
                Start(customer);
            }

            base.EndProcessing();

            // Vetting takes days, so the polling interval increases, and increases faster while the service throttles.
            var growth = Client.Connection.Governor.PauseCount > throttled ? 2 * Growth : Growth;
            interval = TimeSpan.FromMilliseconds(Math.Min(interval.TotalMilliseconds * growth, MaxInterval.TotalMilliseconds));
        }

        WriteProgress(new ProgressRecord(ProgressId, CommandMessages.WaitActivity, " ") { RecordType = ProgressRecordType.Completed });
    }

    private TimeProvider Clock => Client.Connection.Clock;

    private TimeSpan Waited => Clock.GetElapsedTime(_started);

    private protected override bool ShowsProgress => false;

    // The wait for a slot uses the customer's time, so with a time-out all requests start immediately.
    private protected override int MaxUnderWay => Timeout == TimeSpan.Zero ? ThrottleLimit : Timeout < MaxTimerInterval ? MaxPending : base.MaxUnderWay;

    // Each customer is polled at least once. With a time-out of zero, polling stops if no responses arrive.
    private void Start(Waiting waiting)
    {
        var left = waiting.Due - Waited;
        var isLate = Timeout == TimeSpan.Zero ? _unanswered >= 2 * ThrottleLimit : waiting.WasAsked && left <= TimeSpan.Zero;
        if (isLate)
        {
            _undecided.Add(waiting);
            return;
        }

        waiting.WasAsked = true;
        TimeSpan? timeout = Timeout == TimeSpan.Zero ? AnswerTimeout : left < MaxTimerInterval ? Longer(left, Millisecond) : null;
        Process(new ReadQualificationsRequest(Client, waiting.Customer, Synchronous: false) { AnswerTimeout = timeout, Context = waiting });
    }

    // The maximum of the interval, which is at most the maximum of a timer.
    private TimeSpan MaxInterval => TimeSpan.FromMilliseconds(Math.Min(_interval.TotalMilliseconds * MaxGrowth, MaxTimerInterval.TotalMilliseconds));

    private protected override void Write(BulkResult<IReadOnlyList<CustomerQualification>> result)
    {
        if (result.Request is ReadQualificationsRequest { Context: Waiting waiting })
        {
            _current = waiting;
        }

        base.Write(result);
    }

    private protected override void WriteResult(CustomerIdentity customer, IReadOnlyList<CustomerQualification> result)
    {
        var waiting = _current;
        (waiting.IsUnread, waiting.Failure) = (false, null);
        _unanswered = 0;

        // A customer without qualifications has one object that says so.
        var requested = Qualification is null || result.All(item => item.Qualification == Qualifications.Qualification.None)
            ? result
            : result.Where(item => Qualification.Contains(item.Qualification)).ToArray();
        if (requested.Any(item => item.VettingStatus == VettingStatus.InReview))
        {
            waiting.WasInReview = true;
            _undecided.Add(waiting);
            return;
        }

        _decided++;
        foreach (var qualification in requested)
        {
            WriteObject(qualification);
        }

        if (requested.Count == 0)
        {
            WriteObject(customer.ApplyTo(new CustomerQualification { CustomerId = result[0].CustomerId }));
        }
    }

    private protected override void WriteFailed(CustomerIdentity customer, Exception error)
    {
        // During a wait of days, a transient failure of the service is no reason to give up on a customer.
        if (error is PartnerCenterException { RetryKind: RetryKind.Transient or RetryKind.Throttled or RetryKind.Malformed } or OperationCanceledException)
        {
            WriteDetail(string.Format(CultureInfo.CurrentCulture, CommandMessages.WaitRetry, customer.Describe(), error.Message));
            var waiting = _current;
            (waiting.IsUnread, waiting.Failure) = (true, error as PartnerCenterException ?? waiting.Failure);
            _undecided.Add(waiting);
            _unanswered++;
        }
        else
        {
            base.WriteFailed(customer, error);
        }
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private protected override PartnerCenterException WithCount(PartnerCenterException failure) => _customers <= 1
        ? failure
        : failure.With(message: string.Format(CultureInfo.CurrentCulture, CommandMessages.PipelineEnded, failure.Message, _decided, _customers));

    /// <summary>Waits until the next poll, updates the progress, and reports expired customers in the meantime. Returns false if no customer is left.</summary>
    private bool Sleep(TimeSpan interval)
    {
        var end = Waited + interval;
        while (true)
        {
            WriteTimeouts();
            if (_undecided.Count == 0)
            {
                return false;
            }

            var left = end - Waited;
            if (left <= TimeSpan.Zero)
            {
                return true;
            }

            WriteProgress(_undecided.Count, left);
            WriteEvents();
            var due = _undecided.Min(waiting => waiting.Due) - Waited;
            var time = Shorter(Second, Shorter(left, Longer(due, Millisecond)));
            Await(async stopping =>
            {
                await Delay.WaitAsync(Clock, time, stopping).ConfigureAwait(false);
                return true;
            });
        }
    }

    private void WriteTimeouts()
    {
        var now = Waited;
        var late = _undecided.FindAll(waiting => waiting.Due <= now);
        _undecided.RemoveAll(waiting => waiting.Due <= now);
        foreach (var waiting in late.OrderBy(waiting => waiting.Number))
        {
            var (customer, message) = (waiting.Customer, Describe(waiting));
            if (waiting is { IsUnread: true, Failure: { } cause })
            {
                message += " " + cause.Message;
            }

            var action = waiting is { WasAsked: true, IsUnread: false } ? CommandMessages.VettingTimeoutAction : CommandMessages.VettingUnreadAction;
            var failure = new PartnerCenterException(PartnerErrorCode.VettingTimeout, message, action)
            { CustomerId = customer.CustomerId, CorrelationId = Operation.CorrelationId };
            WriteFailure(failure, customer.Target, customer.CustomerName);
        }
    }

    // Only the last response of the service and its time are known.
    private string Describe(Waiting waiting)
    {
        var format = waiting switch
        {
            { WasAsked: false } => CommandMessages.VettingNotAsked,
            { IsUnread: false } => CommandMessages.VettingTimeout,
            { WasInReview: true } => CommandMessages.VettingUnreadSince,
            _ => CommandMessages.VettingUnread,
        };
        var time = waiting.IsUnread && Timeout == TimeSpan.Zero ? AnswerTimeout : Timeout;
        return string.Format(CultureInfo.CurrentCulture, format, waiting.Customer.Describe(), time);
    }

    private void WriteProgress(int undecided, TimeSpan? next)
    {
        var decided = _customers - undecided;
        var status = next is { } time
            ? string.Format(CultureInfo.CurrentCulture, CommandMessages.WaitStatus, decided, _customers, Waited, Math.Ceiling(time.TotalSeconds))
            : string.Format(CultureInfo.CurrentCulture, CommandMessages.WaitStatusAsking, decided, _customers, Waited);
        WriteProgress(
            new ProgressRecord(ProgressId, CommandMessages.WaitActivity, status) { PercentComplete = _customers == 0 ? -1 : decided * 100 / _customers });
    }

    private void RequireTime(TimeSpan time, string parameter, bool orZero)
    {
        if (time >= Millisecond || (orZero && time == TimeSpan.Zero))
        {
            return;
        }

        var failure = InvalidInput.Create(CommandMessages.InvalidTimeAction, CommandMessages.InvalidTime, parameter, time);
        ThrowTerminatingError(ErrorRecords.Create(failure, time));
    }

    /// <summary>
    /// A customer whose vetting isn't known to be decided.
    /// </summary>
    /// <param name="number">The number of customers before this one.</param>
    /// <param name="customer">The customer.</param>
    /// <param name="due">When its time expires.</param>
    private sealed class Waiting(int number, CustomerIdentity customer, TimeSpan due)
    {
        public int Number { get; } = number;

        public CustomerIdentity Customer { get; } = customer;

        public TimeSpan Due { get; } = due;

        public bool WasAsked { get; set; }

        public bool WasInReview { get; set; }

        /// <summary>Whether the last attempt to read the customer failed.</summary>
        public bool IsUnread { get; set; }

        /// <summary>The failure of the last poll, or null if there was no response or the response could be read.</summary>
        public PartnerCenterException? Failure { get; set; }
    }
}
