using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// What becomes of the parts of an answer that could not be read.
/// </summary>
public sealed class UnreadableItemsTests
{
    private static readonly List<(int Position, string Text)> Items = [(3, "seven"), (5, "eight")];

    private static readonly PartnerRequest<string> Call = new(HttpMethod.Get, "v1/customers/c", (_, _, _) => new ValueTask<string>("x")) { CustomerId = "c" };

    [Theory]
    [InlineData(true, 1, true)]
    [InlineData(true, 0, false)]
    [InlineData(false, 1, false)]
    [InlineData(false, 0, false)]
    public void An_answer_is_unreadable_where_nothing_is_left_or_nobody_is_told(bool isReported, int readable, bool isEnough)
    {
        UnreadableItems.Require(null, isReported, readable);
        UnreadableItems.Require([], isReported, readable);
        if (isEnough)
        {
            UnreadableItems.Require(Items, isReported, readable);
            return;
        }

        var failure = Assert.Throws<JsonException>(() => UnreadableItems.Require(Items, isReported, readable));
        Assert.Contains("3", failure.Message, StringComparison.Ordinal);
        Assert.Contains("seven", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("eight", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_item_is_told_of_with_the_ids_of_the_call()
    {
        var told = new List<PartnerCenterException>();
        var operation = new PartnerOperation { UnreadableItem = told.Add };
        UnreadableItems.Report(Items, Call, operation);
        Assert.Equal(2, told.Count);
        foreach (var (failure, (position, text)) in told.Zip(Items))
        {
            Assert.Equal(PartnerErrorCode.InvalidResponse, failure.Error);
            Assert.Contains(position.ToString(System.Globalization.CultureInfo.InvariantCulture), failure.Message, StringComparison.Ordinal);
            Assert.Contains(text, failure.Message, StringComparison.Ordinal);
            Assert.Equal((Call.RequestId, operation.CorrelationId, "c"), (failure.RequestId, failure.CorrelationId, failure.CustomerId));
            Assert.Equal(Messages.UnreadableItemAction, failure.RecommendedAction);
        }
    }

    [Fact]
    public void Nobody_need_listen()
    {
        UnreadableItems.Report(Items, Call, new PartnerOperation());
        UnreadableItems.Report(null, Call, new PartnerOperation { UnreadableItem = _ => Assert.Fail() });
        UnreadableItems.NotifyValue(new PartnerOperation(), "x", "date", "c");
        UnreadableItems.NotifyValue(new PartnerOperation { Listener = _ => Assert.Fail() }, null, "date", "c");
    }

    [Fact]
    public void A_value_that_could_not_be_read_is_told_of_without_control_characters()
    {
        var told = new List<PartnerEvent>();
        UnreadableItems.NotifyValue(new PartnerOperation { Listener = told.Add }, "to\u001bday", "date", "Contoso");
        var happened = Assert.Single(told);
        Assert.Equal(PartnerEventKind.UnreadableValue, happened.Kind);
        foreach (var word in (string[])["day", "date", "Contoso"])
        {
            Assert.Contains(word, happened.Message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain('\u001b', happened.Message);
    }
}
