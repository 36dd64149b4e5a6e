using System;
using System.IO;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PartnerCenter.Qualifications;
using PartnerCenter.Reporting;
using Xunit;

namespace PartnerCenter.Client.Tests;

public sealed class SnapshotJsonTests
{
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 30, 0, TimeSpan.Zero);

    [Fact]
    public void What_is_written_is_read_again_whatever_it_says()
    {
        Prop.ForAll<string?, string?>((one, other) =>
        {
            var id = DisplayText.Clean("id" + one)!;
            var reason = DisplayText.Clean(other);
            var json = Write(new CustomerQualification
            {
                CustomerId = id,
                Qualification = Qualification.Education,
                VettingStatus = VettingStatus.Denied,
                VettingReason = reason,
                VettingCreatedDate = Time,
            });
            var item = Assert.Single(SnapshotJson.Read(json).Qualifications);
            Assert.Equal(id, item.CustomerId);
            Assert.Equal(string.IsNullOrWhiteSpace(reason) ? null : reason, item.VettingReason);
            Assert.Equal(Qualification.Education, item.Qualification);
            Assert.Equal(VettingStatus.Denied, item.VettingStatus);
            Assert.Equal(Time, item.VettingCreatedDate);

            // Nothing in it can end the element that it stands in, or be taken for markup.
            Assert.DoesNotContain(json, c => c is '<' or '>' or '&' or '\'' or '\u2028' or '\u2029');
        }).QuickCheckThrowOnFailure();
    }

    // Each with each, so that no value can depend on another one's neighbour.
    [Fact]
    public void Every_value_is_read_as_it_was_written_and_of_unknown_ones_the_word()
    {
        foreach (var qualification in Enum.GetValues<Qualification>())
        {
            foreach (var status in Enum.GetValues<VettingStatus>())
            {
                var json = Write(new CustomerQualification
                {
                    CustomerId = "id",
                    CustomerName = "name",
                    Domain = "domain",
                    Qualification = qualification,
                    RawQualification = "Healthcare",
                    VettingStatus = status,
                    RawVettingStatus = "Escalated",
                    VettingReason = "reason",
                    VettingCreatedDate = Time,
                });
                var item = Assert.Single(SnapshotJson.Read(json).Qualifications);
                Assert.Equal(
                    (qualification, qualification == Qualification.Unknown ? "Healthcare" : null, status, status == VettingStatus.Unknown ? "Escalated" : null),
                    (item.Qualification, item.RawQualification, item.VettingStatus, item.RawVettingStatus));
                Assert.Equal(
                    ("id", "name", "domain", "reason", Time), (item.CustomerId, item.CustomerName, item.Domain, item.VettingReason, item.VettingCreatedDate));
            }
        }
    }

    // ConvertTo-Json writes a single object without an array.
    [Fact]
    public void A_single_qualification_is_read()
    {
        var item = Assert.Single(SnapshotJson.Read("""{"CustomerId":"a","Qualification":1,"VettingStatus":2}""").Qualifications);
        Assert.Equal("a", item.CustomerId);
        Assert.Equal(Qualification.Education, item.Qualification);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("3")]
    [InlineData("{}")]
    [InlineData("{\"customerId\":\"a\"}")]
    [InlineData("[null]")]
    [InlineData("[{}]")]
    [InlineData("[{\"customerId\":\"a\"}]")]
    [InlineData("[{\"customerId\":\"a\",\"qualification\":true}]")]
    [InlineData("[{\"customerId\":\"a\",\"qualification\":\"Education\"}]")]
    [InlineData("{\"customerId\":\"a\",\"qualification\":\"Healthcare\"}")]
    [InlineData("{\"qualifications\":[{\"customerId\":\"\",\"qualification\":\"Education\"}]}")]
    [InlineData("{\"version\":2,\"qualifications\":[]}")]
    [InlineData("<html></html>")]
    [InlineData("<script type=\"application/json\" id=\"report-data\">{\"qualifications\":[]}")]
    public void What_is_no_report_is_refused(string text) => Assert.Throws<FormatException>(() => SnapshotJson.Read(text));

    // The service sends no status for these. The data of a report leaves out what is empty.
    [Theory]
    [InlineData("[{\"customerId\":\"a\",\"qualification\":\"StateOwnedEntity\"}]")]
    [InlineData("[{\"customerId\":\"a\",\"qualification\":\"None\"}]")]
    [InlineData("[{\"customerId\":\"a\",\"qualification\":\"Education\",\"vettingStatus\":null}]")]
    [InlineData("[{\"customerId\":\"a\",\"qualification\":\"Education\",\"vettingStatus\":\"\"}]")]
    [InlineData("{\"qualifications\":[{\"customerId\":\"a\",\"qualification\":\"Education\"}]}")]
    public void Qualification_without_a_status_is_read(string text) =>
        Assert.Equal(VettingStatus.None, Assert.Single(SnapshotJson.Read(text).Qualifications).VettingStatus);

    [Fact]
    public void Customers_that_were_read_in_part_make_an_earlier_report_incomplete()
    {
        using var stream = new MemoryStream();
        SnapshotJson.Write(stream, new QualificationSnapshot([]) { PartlyRead = [new MissingCustomer("a", "A")] }, null, null);
        var json = Encoding.UTF8.GetString(stream.ToArray());
        Assert.Contains("\"partlyRead\":[{\"customerId\":\"a\",\"customerName\":\"A\"}]", json, StringComparison.Ordinal);
        Assert.True(SnapshotJson.Read(json).MayBeIncomplete);
    }

    [Fact]
    public void Halves_of_characters_and_control_characters_are_replaced()
    {
        Assert.Equal("a\uFFFDb\uFFFD😀 c ", DisplayText.Clean("a\uD83Db\u0000😀\tc\n"));
        Assert.Null(DisplayText.Clean(null));
    }

    private static string Write(params CustomerQualification[] items)
    {
        using var stream = new MemoryStream();
        SnapshotJson.Write(stream, new QualificationSnapshot(items.ToArray()) { Title = "<title>", Generated = Time }, null, null);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
