using System;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// When a write is read back, and what the caller is told then.
/// </summary>
public sealed class ConfirmedWriteTests
{
    private static readonly CustomerQualification Education = new()
    {
        CustomerId = "c",
        Qualification = Qualification.Education,
        VettingStatus = VettingStatus.Approved
    };

    private int _reads;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static PartnerCenterException Failure(int? status = null, bool mayHaveArrived = true, bool affectsEveryCustomer = false, bool mayPass = false) =>
        new(PartnerErrorCode.ServiceUnavailable, "It broke.", "Wait.")
        {
            StatusCode = status,
            MayHaveArrived = mayHaveArrived,
            AffectsEveryCustomer = affectsEveryCustomer,
            RetryKind = mayPass ? RetryKind.Transient : RetryKind.None,
            RequestId = "r",
            CustomerId = "c",
        };

    private static Task<CustomerQualification?> Found(CustomerQualification? qualification) => Task.FromResult(qualification);

    private static Task<CustomerQualification?> Fail(PartnerCenterException failure) => throw failure;

    private Task<CustomerQualification> SendAsync(
        Func<Task<CustomerQualification?>> write, Func<Task<CustomerQualification?>> read, bool isPerformed = true) =>
        ConfirmedWrite.SendAsync(
            "c",
            Qualification.GovernmentCommunityCloud,
            token => token == Stop ? write() : throw new InvalidOperationException(),
            token =>
            {
                _reads++;
                return token == Stop ? read() : throw new InvalidOperationException();
            },
            found => found == Education && isPerformed,
            Stop);

    [Fact]
    public async Task An_answer_that_says_something_is_not_read_back()
    {
        Assert.Same(Education, await SendAsync(() => Found(Education), () => throw new InvalidOperationException()));
        Assert.Equal(0, _reads);
    }

    [Fact]
    public async Task An_answer_that_says_nothing_is_told_as_it_reads()
    {
        Assert.Same(Education, await SendAsync(() => Found(null), () => Found(Education), isPerformed: false));
        Assert.Equal(1, _reads);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_accepted_write_that_reading_does_not_show_has_no_known_status(bool readFails)
    {
        var told = await SendAsync(() => Found(null), () => readFails ? Fail(Failure(503)) : Found(null));
        Assert.Equal(("c", Qualification.GovernmentCommunityCloud, VettingStatus.Unknown), (told.CustomerId, told.Qualification, told.VettingStatus));
        Assert.Equal(1, _reads);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task A_failure_that_leaves_nothing_open_or_is_everybody_s_is_not_read_back(bool mayHaveArrived, bool affectsEveryCustomer)
    {
        var failure = Failure(400, mayHaveArrived, affectsEveryCustomer);
        Assert.Same(failure, await Assert.ThrowsAsync<PartnerCenterException>(() => SendAsync(() => Fail(failure), () => Found(Education))));
        Assert.Equal(0, _reads);
    }

    [Fact]
    public async Task A_lost_answer_is_a_success_where_reading_shows_it()
    {
        Assert.Same(Education, await SendAsync(() => Fail(Failure()), () => Found(Education)));
        Assert.Equal(1, _reads);
    }

    [Theory]
    [InlineData(400, false, false)]
    [InlineData(400, true, false)]
    [InlineData(409, false, false)]
    [InlineData(399, false, true)]
    [InlineData(null, false, true)]
    [InlineData(503, true, true)]
    [InlineData(null, true, true)]
    public async Task A_refusal_stands_where_reading_does_not_show_the_write_and_anything_else_leaves_it_open(int? status, bool readsOlder, bool isUnknown)
    {
        var failure = Failure(status, mayPass: status == 503 || (status is null && readsOlder));
        var told = await Assert.ThrowsAsync<PartnerCenterException>(() =>
            SendAsync(() => Fail(failure), () => Found(readsOlder ? Education : null), isPerformed: false));
        Assert.Equal((isUnknown ? PartnerErrorCode.OutcomeUnknown : PartnerErrorCode.ServiceUnavailable, isUnknown), (told.Error, told.MayHaveArrived));
        Assert.Equal((status, "r", "c"), (told.StatusCode, told.RequestId, told.CustomerId));
        Assert.Contains("It broke.", told.Message, StringComparison.Ordinal);
        if (isUnknown)
        {
            Assert.Same(failure, told.InnerException);
            Assert.Contains("do not include it", told.Message, StringComparison.Ordinal);
            Assert.Contains("before you request again", told.RecommendedAction, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Where_reading_back_fails_too_both_failures_are_told()
    {
        var failure = Failure(400);
        var told = await Assert.ThrowsAsync<PartnerCenterException>(() => SendAsync(
            () => Fail(failure), () => Fail(new PartnerCenterException(PartnerErrorCode.AccessDenied, "No relationship.", "Ask."))));
        Assert.Equal((PartnerErrorCode.OutcomeUnknown, true), (told.Error, told.MayHaveArrived));
        Assert.Contains("It broke.", told.Message, StringComparison.Ordinal);
        Assert.Contains("No relationship.", told.Message, StringComparison.Ordinal);
        Assert.Same(failure, told.InnerException);
    }

    [Fact]
    public async Task Who_cancels_the_reading_back_is_told_so()
    {
        await Assert.ThrowsAsync<OperationCanceledException>(() => SendAsync(() => Found(null), () => throw new OperationCanceledException()));
        await Assert.ThrowsAsync<OperationCanceledException>(() => SendAsync(() => Fail(Failure()), () => throw new OperationCanceledException()));
    }
}
