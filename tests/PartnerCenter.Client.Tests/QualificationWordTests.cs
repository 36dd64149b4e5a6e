using System;
using System.Linq;
using System.Threading.Tasks;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// The service's words, in every way that its documents write them, and in ways that nobody has seen yet.
/// </summary>
public sealed class QualificationParserTests
{
    private static async Task<CustomerQualification[]> ReadListAsync(string json)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.Respond(CannedResponse.Json(json));
        return [.. await connection.ReadAsync()];
    }

    private static async Task<CustomerQualification> ReadSingleAsync(string json)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.Respond(CannedResponse.Json(json));
        return await connection.Customer.Qualification.GetAsync(TestContext.Current.CancellationToken);
    }

    // The documents write the property in two ways. Should an answer have both, the one that most of them write counts.
    [Theory]
    [InlineData("\"vettingCreatedDate\":\"2026-03-01T06:00:00Z\",\"vettingCreateDate\":\"2020-01-01T00:00:00Z\"")]
    [InlineData("\"vettingCreateDate\":\"2020-01-01T00:00:00Z\",\"vettingCreatedDate\":\"2026-03-01T06:00:00Z\"")]
    [InlineData("\"vettingCreatedDate\":null,\"vettingCreateDate\":\"2026-03-01T06:00:00Z\"")]
    public async Task One_of_two_dates_counts(string dates)
    {
        var read = Assert.Single(await ReadListAsync("[{\"qualification\":\"Education\"," + dates + "}]"));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 6, 0, 0, TimeSpan.Zero), read.VettingCreatedDate);
    }

    [Theory]
    [InlineData("\"education\"", Qualification.Education, "education")]
    [InlineData("\"none\"", Qualification.None, "none")]
    [InlineData("\"None\"", Qualification.None, "None")]
    [InlineData("\"NONPROFIT\"", Qualification.Nonprofit, "NONPROFIT")]
    [InlineData("\"government_community_cloud\"", Qualification.GovernmentCommunityCloud, "government_community_cloud")]
    [InlineData("\"state_owned_entity\"", Qualification.StateOwnedEntity, "state_owned_entity")]
    [InlineData("0", Qualification.None, "0")]
    [InlineData("1", Qualification.Education, "1")]
    [InlineData("2", Qualification.Nonprofit, "2")]
    [InlineData("3", Qualification.GovernmentCommunityCloud, "3")]
    [InlineData("4", Qualification.StateOwnedEntity, "4")]
    [InlineData("// a comment\n\"education\" // another", Qualification.Education, "education")]
    [InlineData("\"Sovereign\"", Qualification.Unknown, "Sovereign")]
    [InlineData("5", Qualification.Unknown, "5")]
    [InlineData("-1", Qualification.Unknown, "-1")]
    [InlineData("\"unknown\"", Qualification.Unknown, "unknown")]
    [InlineData("null", Qualification.None, null)]
    [InlineData("\"\"", Qualification.None, "")]
    public async Task The_synchronous_endpoint_s_word_or_number(string json, Qualification expected, string? raw)
    {
        var item = await ReadSingleAsync(json);
        Assert.Equal(expected, item.Qualification);
        Assert.Equal(raw, item.RawQualification);
        Assert.Equal(VettingStatus.None, item.VettingStatus);
    }

    [Theory]
    [InlineData("EDUCATION", Qualification.Education)]
    [InlineData("government_community_cloud", Qualification.GovernmentCommunityCloud)]
    [InlineData("GOVERNMENT_COMMUNITY_CLOUD", Qualification.GovernmentCommunityCloud)]
    [InlineData("stateOwnedEntity", Qualification.StateOwnedEntity)]
    [InlineData("nonprofit", Qualification.Nonprofit)]
    [InlineData("Healthcare", Qualification.Unknown)]
    public async Task A_qualification_in_any_letter_case_and_with_underscores(string word, Qualification expected)
    {
        var item = Assert.Single(await ReadListAsync($$"""[{"qualification":"{{word}}"}]"""));
        Assert.Equal(expected, item.Qualification);
        Assert.Equal(word, item.RawQualification);
    }

    [Theory]
    [InlineData("inreview", VettingStatus.InReview)]
    [InlineData("in_review", VettingStatus.InReview)]
    [InlineData("APPROVED", VettingStatus.Approved)]
    [InlineData("denied", VettingStatus.Denied)]
    [InlineData("None", VettingStatus.None)]
    [InlineData("Escalated", VettingStatus.Unknown)]
    public async Task A_vetting_status_in_any_letter_case_and_with_underscores(string word, VettingStatus expected)
    {
        var item = Assert.Single(await ReadListAsync($$"""[{"qualification":"Education","vettingStatus":"{{word}}"}]"""));
        Assert.Equal(expected, item.VettingStatus);
        Assert.Equal(word, item.RawVettingStatus);
    }

    [Fact]
    public async Task Property_names_in_any_letter_case()
    {
        var item = Assert.Single(await ReadListAsync(
            """{"Qualifications":[{"QUALIFICATION":"Education","VettingStatus":"Denied","vettingreason":"no","VETTINGCREATEDATE":"2021-05-06T19:59:56Z"}]}"""));
        Assert.Equal(Qualification.Education, item.Qualification);
        Assert.Equal(VettingStatus.Denied, item.VettingStatus);
        Assert.Equal("no", item.VettingReason);
        Assert.Equal(new DateTimeOffset(2021, 5, 6, 19, 59, 56, TimeSpan.Zero), item.VettingCreatedDate);
    }

    [Fact]
    public async Task A_date_with_another_offset_is_shown_in_utc()
    {
        var item = Assert.Single(await ReadListAsync("""[{"qualification":"Education","vettingCreatedDate":"2020-12-03T10:37:38.885+02:00"}]"""));
        Assert.Equal(new DateTime(2020, 12, 3, 8, 37, 38, 885), item.VettingCreatedDate!.Value.DateTime);
        Assert.Equal(TimeSpan.Zero, item.VettingCreatedDate.Value.Offset);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"qualifications":[]}""")]
    [InlineData("""{"totalCount":0,"qualifications":[],"attributes":{"objectType":"Collection"}}""")]
    public async Task No_qualifications(string json) => Assert.Empty(await ReadListAsync(json));

    [Theory]
    [InlineData("""{"attributes":{"qualifications":7},"qualifications":[{"qualification":"Education"}],"links":[{}]}""")]
    [InlineData("""{"qualifications":[{"qualification":"Education","segments":[{"qualification":"x"}],"note":null}]}""")]
    [InlineData("""{"note":[],"qualification":"Education"}""")]
    public async Task Unknown_properties_are_passed_over(string json)
    {
        var item = Assert.Single(await ReadListAsync(json));
        Assert.Equal(Qualification.Education, item.Qualification);
    }

    [Fact]
    public async Task A_byte_order_mark_before_the_body_is_passed_over()
    {
        var item = Assert.Single(await ReadListAsync("\uFEFF[{\"qualification\":\"Education\"}]"));
        Assert.Equal(Qualification.Education, item.Qualification);
    }

    // Larger than any buffer on the way, with what has to be skipped at every place.
    [Theory]
    [InlineData(15_000)]
    [InlineData(16_384)]
    [InlineData(40_000)]
    [InlineData(300_000)]
    public async Task A_large_answer(int blanks)
    {
        var filler = new string(' ', blanks);
        var items = await ReadListAsync(
            $$$"""{"before":{"a":[1,2]},"qualifications":[{"qualification":"Education","more":{"b":[3]}}, {{{filler}}} {"qualification":"StateOwnedEntity"}],"after":{"c":[4]} } {{{filler}}}""");
        Assert.Equal([Qualification.Education, Qualification.StateOwnedEntity], items.Select(item => item.Qualification));
    }

    [Fact]
    public async Task Both_of_the_emulator_s_forms_say_the_same()
    {
        using var connection = await TestConnection.OpenAsync();
        connection.Emulator.SetQualifications(
            connection.CustomerId,
            new EmulatedQualification(Qualification.Education, VettingStatus.Denied, "no school", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)),
            new EmulatedQualification(Qualification.StateOwnedEntity));
        foreach (var wrapped in new[] { false, true })
        {
            connection.Emulator.Options.WrapQualifications = wrapped;
            var items = await connection.ReadAsync();
            Assert.Equal(["Education (Denied)", "StateOwnedEntity"], items.Select(item => item.ToString()));
            Assert.Equal("no school", items[0].VettingReason);
            Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), items[0].VettingCreatedDate);
        }
    }
}
