using System;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// The decision on each kind of failure by itself: whether the call is tried again, and after what wait.
/// </summary>
public sealed class RetryPolicyTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    // Without jitter the first wait is a second, the next one two.
    private static RetryPolicy Policy(int retries = 2, double delay = 1) =>
        new(new PartnerClientOptions { RetryAttempts = retries, RetryDelay = TimeSpan.FromSeconds(delay) }, () => 0.5);

    private static RequestFailures Failures(string transience, int count = 1, double? retryAfter = null, string? before = null)
    {
        var failures = new RequestFailures();
        if (before is not null)
        {
            failures.Add(Failure(before));
        }

        for (var i = 0; i < count; i++)
        {
            failures.Add(Failure(transience, retryAfter));
        }

        return failures;
    }

    private static PartnerCenterException Failure(string transience, double? retryAfter = null) => new(PartnerErrorCode.ServiceUnavailable, "Down.", "Wait.")
    {
        RetryKind = Enum.TryParse<RetryKind>(transience, out var kind) ? kind : throw new ArgumentException(transience),
        RetryAfter = retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
    };

    private static double? Seconds(TimeSpan? delay) => delay?.TotalSeconds;

    [Theory]
    [InlineData(null, 60, 0)]
    [InlineData(59, 60, 0)]
    [InlineData(60, 60, 0)]
    [InlineData(61, 60, null)]
    [InlineData(1, 0, null)]
    public void Throttling_is_tried_again_at_once_where_its_wait_fits(int? retryAfter, int remaining, int? expected)
    {
        foreach (var count in (int[])[1, 50])
        {
            var failures = Failures(nameof(RetryKind.Throttled), count, retryAfter);
            Assert.Equal(expected, Seconds(Policy(retries: 0).GetDelay(failures, TimeSpan.FromSeconds(remaining), outageRemaining: null)));
        }
    }

    [Theory]
    [InlineData(1, null, 1.0)]
    [InlineData(2, null, 2.0)]
    [InlineData(3, null, null)]
    [InlineData(3, 3600.0, 4.0)]
    [InlineData(9, 3600.0, 30.0)]
    [InlineData(9, 30.0, 30.0)]
    [InlineData(9, 29.0, 29.0)]
    [InlineData(1, 0.5, 0.5)]
    public void What_may_pass_is_tried_as_often_as_the_options_say_and_in_an_outage_until_its_end(int count, double? outageRemaining, double? expected) =>
        Assert.Equal(expected, Seconds(Policy().GetDelay(
            Failures(nameof(RetryKind.Transient), count), Hour, outageRemaining is { } seconds ? TimeSpan.FromSeconds(seconds) : null)));

    [Fact]
    public void The_service_s_wait_counts_in_an_outage_too() =>
        Assert.Equal(7, Seconds(Policy().GetDelay(Failures(nameof(RetryKind.Transient), retryAfter: 7), Hour, TimeSpan.FromSeconds(5))));

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(1, 1)]
    [InlineData(7, 7)]
    [InlineData(45, 45)]
    public void The_service_s_wait_counts_where_it_is_the_longer_one(double retryAfter, double expected) =>
        Assert.Equal(expected, Seconds(Policy().GetDelay(Failures(nameof(RetryKind.Transient), retryAfter: retryAfter), Hour, outageRemaining: null)));

    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(0.999, null)]
    [InlineData(0, null)]
    public void A_wait_that_does_not_end_in_time_is_not_begun(double remaining, double? expected)
    {
        var time = TimeSpan.FromSeconds(remaining);
        Assert.Equal(expected, Seconds(Policy().GetDelay(Failures(nameof(RetryKind.Transient)), time, outageRemaining: null)));
        Assert.Equal(expected, Seconds(Policy().GetDelay(Failures(nameof(RetryKind.Transient)), time, outageRemaining: Hour)));
        Assert.Equal(expected, Seconds(Policy().GetDelay(Failures(nameof(RetryKind.Malformed)), time, outageRemaining: null)));
    }

    [Theory]
    [InlineData(1, 2, 1)]
    [InlineData(1, 1, 1)]
    [InlineData(1, 0, null)]
    [InlineData(2, 5, null)]
    public void An_answer_that_cannot_be_read_is_asked_for_once_more(int count, int retries, int? expected)
    {
        var failures = Failures(nameof(RetryKind.Malformed), count, before: nameof(RetryKind.Transient));
        Assert.Equal(expected, Seconds(Policy(retries).GetDelay(failures, Hour, outageRemaining: null)));
    }

    [Fact]
    public void What_does_not_pass_is_not_tried_again()
    {
        Assert.Null(Policy().GetDelay(Failures(nameof(RetryKind.None), retryAfter: 1), Hour, outageRemaining: null));
        Assert.Null(Policy().GetDelay(Failures(nameof(RetryKind.None)), Hour, outageRemaining: Hour));
    }

    // Each kind has its own count.
    [Fact]
    public void The_wait_after_a_broken_connection_does_not_count_the_answers_that_could_not_be_read()
    {
        var failures = Failures(nameof(RetryKind.Transient), before: nameof(RetryKind.Malformed));
        Assert.Equal((2, 1, 1), (failures.Count, failures.Transient, failures.Malformed));
        Assert.Equal(1, Seconds(Policy().GetDelay(failures, Hour, outageRemaining: null)));
    }

    [Fact]
    public void What_may_have_arrived_once_may_have_arrived_for_good()
    {
        var failures = new RequestFailures();
        failures.Add(Failure(nameof(RetryKind.Throttled)));
        Assert.False(failures.MayHaveArrived);
        failures.Add(new PartnerCenterException(PartnerErrorCode.RequestTimeout, "Late.", "Wait.") { MayHaveArrived = true });
        var last = Failure(nameof(RetryKind.Throttled));
        failures.Add(last);
        Assert.True(failures.MayHaveArrived);
        Assert.Equal((3, 0, 0), (failures.Count, failures.Transient, failures.Malformed));
        Assert.Same(last, failures.Last);
    }

    [Theory]
    [InlineData(nameof(RetryKind.Throttled), 9, 3600, true)]
    [InlineData(nameof(RetryKind.Transient), 2, 3600, true)]
    [InlineData(nameof(RetryKind.Transient), 3, null, false)]
    [InlineData(nameof(RetryKind.Malformed), 1, null, true)]
    [InlineData(nameof(RetryKind.Malformed), 2, null, false)]
    [InlineData(nameof(RetryKind.None), 1, null, false)]
    public void Only_a_call_that_would_be_tried_again_has_run_out_of_time(string transience, int count, int? retryAfter, bool expected) =>
        Assert.Equal(expected, Policy().IsOutOfTime(Failures(transience, count, retryAfter)));
}
