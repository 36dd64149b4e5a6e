using System;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Client.Tests.Support;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// When failures of single calls are an outage of the service, and how long it has lasted.
/// </summary>
public sealed class ServiceOutageTests
{
    private readonly ManualTimeProvider _clock = new();

    private void Pass(double seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));

    private static double Seconds(ServiceOutage outage) => outage.Duration.TotalSeconds;

    [Fact]
    public void Nothing_has_failed_yet()
    {
        var outage = new ServiceOutage(_clock);
        Pass(10);
        outage.Enter();
        Pass(10);
        Assert.Equal(0, Seconds(outage));
        outage.Leave();
        outage.Answered();
        Assert.Equal(0, Seconds(outage));
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData(null, false)]
    [InlineData(null, true)]
    public void A_service_that_cannot_be_reached_or_fails_the_partner_is_out_from_the_first_failure(string? customer, bool isUnreachable)
    {
        var outage = new ServiceOutage(_clock);
        outage.Enter();
        Pass(10);
        outage.Failed(customer, isUnreachable);
        Pass(7);
        outage.Failed("a", isUnreachable: false);
        Pass(5);
        Assert.Equal(12, Seconds(outage));
    }

    [Fact]
    public void Three_customers_have_to_fail_and_the_first_of_them_began_it()
    {
        var outage = new ServiceOutage(_clock);
        outage.Enter();
        foreach (var customer in (string[])["a", "b", "A", "B", "b"])
        {
            outage.Failed(customer, isUnreachable: false);
            Pass(2);
            Assert.Equal(0, Seconds(outage));
        }

        outage.Failed("c", isUnreachable: false);
        Assert.Equal(10, Seconds(outage));
        outage.Failed("d", isUnreachable: false);
        Assert.Equal(10, Seconds(outage));
    }

    [Fact]
    public void An_answer_ends_it_and_the_next_one_begins_with_nothing_of_it()
    {
        var outage = new ServiceOutage(_clock);
        outage.Enter();
        outage.Failed(null, isUnreachable: true);
        Pass(5);
        outage.Answered();
        Assert.Equal(0, Seconds(outage));
        outage.Failed("a", isUnreachable: false);
        outage.Failed("b", isUnreachable: false);
        Pass(3);
        Assert.Equal(0, Seconds(outage));
        outage.Answered();
        outage.Failed("c", isUnreachable: false);
        Pass(4);
        Assert.Equal(0, Seconds(outage));
        outage.Failed("d", isUnreachable: false);
        outage.Failed("e", isUnreachable: false);
        Assert.Equal(4, Seconds(outage));
    }

    [Fact]
    public void Time_without_a_call_does_not_count()
    {
        var outage = new ServiceOutage(_clock);
        outage.Enter();
        Pass(100);
        outage.Enter();
        outage.Failed(null, isUnreachable: true);
        Pass(5);
        outage.Leave();

        // One call is still under way, and another one does not change that.
        Pass(3);
        outage.Enter();
        outage.Leave();
        outage.Leave();
        Pass(60);
        outage.Enter();
        Assert.Equal(8, Seconds(outage));
        Pass(2);
        outage.Leave();
        Pass(60);
        outage.Enter();
        Pass(1);
        Assert.Equal(11, Seconds(outage));
    }

    [Theory]
    [InlineData(299, 5)]
    [InlineData(300, 0)]
    public void A_long_time_without_a_call_ends_it(double idle, double expected)
    {
        var outage = new ServiceOutage(_clock);
        outage.Enter();
        outage.Failed(null, isUnreachable: true);
        Pass(5);
        outage.Leave();
        Pass(idle);
        outage.Enter();
        outage.Failed(null, isUnreachable: true);
        Assert.Equal(expected, Seconds(outage));
    }

    [Fact]
    public void Time_before_the_first_failure_moves_nothing()
    {
        var outage = new ServiceOutage(_clock);
        Pass(50);
        outage.Enter();
        outage.Leave();
        Pass(50);
        outage.Enter();
        outage.Failed("a", isUnreachable: true);
        Pass(1);
        Assert.Equal(1, Seconds(outage));
    }
}
