using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using PartnerCenter.Client.Http;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Wait-PcCustomerQualification: waits until customers' vetting is decided.
/// </summary>
[Cmdlet(VerbsLifecycle.Wait, "PcCustomerQualification")]
[OutputType(typeof(CustomerQualification))]
public sealed class WaitPcCustomerQualificationCommand : PcBulkCmdlet<IReadOnlyList<CustomerQualification>>
{
    private const int ProgressId = 1;
    private const double Growth = 1.5;
    private const int MaxGrowth = 20;
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(20);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    private TimeLimit? _deadline;
    private long _started;
    private TimeSpan _interval;
    private List<CustomerIdentity> _undecided = [];
    private int _customers;

    /// <summary>The customers: ids, or objects that carry one.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id", "TenantId", "CustomerTenantId", "MicrosoftId")]
    [CustomerIdentity]
    [ArgumentCompleter(typeof(CustomerIdCompleter))]
    public CustomerIdentity[] CustomerId { get; set; } = [];

    /// <summary>Only these qualifications; default all that a customer has.</summary>
    [Parameter(Position = 1)]
    [DisplayText]
    public Qualification[]? Qualification { get; set; }

    /// <summary>How long to wait at the most; default as long as it takes.</summary>
    [Parameter]
    [DisplayText]
    [NoBareNumber]
    public TimeSpan Timeout { get; set; } = TimeSpan.MaxValue;

    /// <summary>How long to wait before asking again at first; it grows by half each time, up to twenty times as long. Default 30 seconds.</summary>
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
        _started = Clock.GetTimestamp();
        _interval = Shorter(PollingInterval, LongestTimer);

        // Without any time to wait, each customer is asked once.
        if (Timeout > TimeSpan.Zero && Timeout < LongestTimer)
        {
            // A request that is still under way when the time is up is not waited for.
            _deadline = new TimeLimit(Clock, Timeout, default, default);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var customer in CustomerId)
        {
            _customers++;
            Start(customer);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        var interval = _interval;
        while (_undecided.Count > 0)
        {
            if (!Sleep(Longer(interval, Client.Connection.Governor.PauseLeft)))
            {
                WriteTimeouts();
                break;
            }

            var round = _undecided;
            _undecided = [];
            WriteProgress(round.Count, null);
            var throttled = Client.Connection.Governor.PauseCount;
            foreach (var customer in round)
            {
                Start(customer);
            }

            base.EndProcessing();

            // Vetting takes days, so asking gets rarer; rarer still where the service throttles.
            var growth = Client.Connection.Governor.PauseCount > throttled ? 2 * Growth : Growth;
            interval = TimeSpan.FromMilliseconds(Math.Min(interval.TotalMilliseconds * growth, MaxInterval.TotalMilliseconds));
        }

        WriteProgress(new ProgressRecord(ProgressId, Messages.WaitActivity, " ") { RecordType = ProgressRecordType.Completed });
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _deadline?.Dispose();
        }
    }

    private protected override bool ShowsProgress => false;

    private protected override int GivenAtOnce => CustomerId.Length;

    private TimeProvider Clock => Client.Connection.Clock;

    private TimeSpan Waited => Clock.GetElapsedTime(_started);

    private void Start(CustomerIdentity customer) => Process(new ReadQualificationsRequest(Client, customer, Synchronous: false) { Deadline = _deadline?.Token ?? default });

    // Where the interval grows to, and no longer than a timer can be.
    private TimeSpan MaxInterval => TimeSpan.FromMilliseconds(Math.Min(_interval.TotalMilliseconds * MaxGrowth, LongestTimer.TotalMilliseconds));

    private protected override void WriteResult(CustomerIdentity customer, IReadOnlyList<CustomerQualification> result)
    {
        // A customer without any qualification has the one that says so.
        var requested = Qualification is null || result.All(item => item.Qualification == Qualifications.Qualification.None)
            ? result
            : result.Where(item => Qualification.Contains(item.Qualification)).ToArray();
        if (requested.Any(item => item.VettingStatus == VettingStatus.InReview))
        {
            _undecided.Add(customer);
            return;
        }

        foreach (var qualification in requested)
        {
            WriteObject(qualification);
        }

        if (requested.Count == 0)
        {
            WriteObject(customer.Stamp(new CustomerQualification { CustomerId = result[0].CustomerId }));
        }
    }

    private protected override void WriteFailed(CustomerIdentity customer, Exception error)
    {
        // In a wait of days a bad minute of the service is no reason to give a customer up.
        if (error is PartnerCenterException { Transience: Transience.Passing or Transience.Throttled or Transience.Unreadable } or OperationCanceledException)
        {
            WriteDetail(string.Format(CultureInfo.CurrentCulture, Messages.WaitRetry, customer.Describe(), error.Message));
            _undecided.Add(customer);
        }
        else
        {
            base.WriteFailed(customer, error);
        }
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>Waits, showing how it stands; false where the time is up before.</summary>
    private bool Sleep(TimeSpan interval)
    {
        var end = Waited + interval;
        while (true)
        {
            var left = end - Waited;
            if (Waited >= Timeout)
            {
                return false;
            }

            if (left <= TimeSpan.Zero)
            {
                return true;
            }

            WriteProgress(_undecided.Count, left);
            WriteEvents();
            var time = Shorter(Second, Shorter(left, Longer(Timeout - Waited, Millisecond)));
            Await(async stopping =>
            {
                await Delay.WaitAsync(Clock, time, stopping).ConfigureAwait(false);
                return true;
            });
        }
    }

    private void WriteTimeouts()
    {
        foreach (var customer in _undecided)
        {
            var failure = new PartnerCenterException(
                PartnerCenterError.VettingTimeout,
                string.Format(CultureInfo.CurrentCulture, Messages.VettingTimeout, customer.Describe(), Timeout),
                Messages.VettingTimeoutAction)
            { CustomerId = customer.CustomerId, CorrelationId = Operation.CorrelationId };
            WriteFailure(failure, customer.Target);
        }
    }

    private void WriteProgress(int undecided, TimeSpan? next)
    {
        var decided = _customers - undecided;
        var status = next is { } time
            ? string.Format(CultureInfo.CurrentCulture, Messages.WaitStatus, decided, _customers, Waited, Math.Ceiling(time.TotalSeconds))
            : string.Format(CultureInfo.CurrentCulture, Messages.WaitStatusAsking, decided, _customers, Waited);
        WriteProgress(new ProgressRecord(ProgressId, Messages.WaitActivity, status) { PercentComplete = _customers == 0 ? -1 : decided * 100 / _customers });
    }

    private void RequireTime(TimeSpan time, string parameter, bool orZero)
    {
        if (time >= Millisecond || (orZero && time == TimeSpan.Zero))
        {
            return;
        }

        var failure = new PartnerCenterException(
            PartnerCenterError.InvalidRequest,
            string.Format(CultureInfo.CurrentCulture, Messages.InvalidTime, parameter, time),
            Messages.InvalidTimeAction);
        ThrowTerminatingError(ErrorRecords.Create(failure, time));
    }
}
