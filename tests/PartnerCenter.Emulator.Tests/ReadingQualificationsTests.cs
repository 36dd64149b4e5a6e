using System;
using System.Threading.Tasks;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Emulator.Tests;

public sealed class ReadingQualificationsTests : IDisposable
{
    private static readonly DateTimeOffset Date = new(2020, 12, 3, 10, 37, 38, 885, TimeSpan.Zero);

    private readonly PartnerCenterEmulator _emulator = new();
    private readonly TestApi _api;
    private readonly EmulatedCustomer _customer;

    public ReadingQualificationsTests()
    {
        _api = new TestApi(_emulator);
        _customer = _emulator.AddCustomer("Contoso", "contoso.example");
    }

    public void Dispose()
    {
        _api.Dispose();
        _emulator.Dispose();
    }

    [Fact]
    public async Task Qualifications_are_an_array_as_documented()
    {
        _emulator.SetQualifications(
            _customer.CustomerId,
            new EmulatedQualification(Qualification.Education, VettingStatus.Denied, "Not an Education Customer", Date),
            new EmulatedQualification(Qualification.StateOwnedEntity));

        Assert.Equal(
            """[{"qualification":"Education","vettingStatus":"Denied","vettingReason":"Not an Education Customer","vettingCreatedDate":"2020-12-03T10:37:38.885Z"},{"qualification":"StateOwnedEntity"}]""",
            (await Get("qualifications")).Text);
    }

    [Fact]
    public async Task A_customer_without_any_has_an_empty_array()
    {
        Assert.Equal("[]", (await Get("qualifications")).Text);
    }

    [Fact]
    public async Task The_older_documents_wrapper_can_be_chosen()
    {
        _emulator.Options.WrapQualifications = true;
        _emulator.SetQualifications(_customer.CustomerId, new EmulatedQualification(Qualification.StateOwnedEntity));

        Assert.Equal("""{"qualifications":[{"qualification":"StateOwnedEntity"}]}""", (await Get("qualifications")).Text);
    }

    [Theory]
    [InlineData(EmulatedDateSpelling.AsDocumented, Qualification.Education, "\"vettingCreatedDate\":\"2020-12-03T10:37:38.885Z\"")]
    [InlineData(EmulatedDateSpelling.AsDocumented, Qualification.GovernmentCommunityCloud, "\"vettingCreatedDate\":\"2020-12-03T10:37:38.885Z\"")]
    [InlineData(EmulatedDateSpelling.CreatedDate, Qualification.GovernmentCommunityCloud, "\"vettingCreatedDate\":\"2020-12-03T10:37:38.885Z\"")]
    [InlineData(EmulatedDateSpelling.CreateDate, Qualification.Education, "\"vettingCreateDate\":\"2020-12-03T10:37:38.8850000+00:00\"")]
    public async Task Dates_are_spelled_in_both_ways(EmulatedDateSpelling spelling, Qualification qualification, string expected)
    {
        _emulator.Options.DateSpelling = spelling;
        _emulator.SetQualifications(_customer.CustomerId, new EmulatedQualification(qualification, VettingStatus.Approved, null, Date));

        Assert.Contains(expected, (await Get("qualifications")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_that_nobody_has_seen_yet_go_out_as_they_are()
    {
        _emulator.SetQualifications(
            _customer.CustomerId, new EmulatedQualification("government_community_cloud", "PARTLY_approved"), new EmulatedQualification("Hospital"));

        Assert.Equal(
            """[{"qualification":"government_community_cloud","vettingStatus":"PARTLY_approved"},{"qualification":"Hospital"}]""",
            (await Get("qualifications")).Text);
    }

    [Theory]
    [InlineData("\"none\"")]
    [InlineData("\"education\"", "Education", "Approved")]
    [InlineData("\"none\"", "Education", "InReview")]
    [InlineData("\"none\"", "Education", "Denied")]
    [InlineData("\"stateownedentity\"", "StateOwnedEntity", null)]
    [InlineData("\"governmentcommunitycloud\"", "StateOwnedEntity", null, "GovernmentCommunityCloud", "Approved")]
    public async Task The_older_endpoint_answers_what_was_granted_as_a_bare_string(string expected, params string?[] words)
    {
        Set(words);

        Assert.Equal(expected, (await Get("qualification")).Text);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1", "Education", "Approved")]
    [InlineData("2", "Nonprofit", "Approved")]
    [InlineData("3", "GovernmentCommunityCloud", "Approved")]
    [InlineData("4", "StateOwnedEntity", null)]
    public async Task The_older_endpoint_answers_the_number_when_told_so(string expected, params string?[] words)
    {
        _emulator.Options.QualificationSpelling = EmulatedWordSpelling.Number;
        Set(words);

        Assert.Equal(expected, (await Get("qualification")).Text);
    }

    private void Set(string?[] words)
    {
        var qualifications = new EmulatedQualification[words.Length / 2];
        for (var i = 0; i < qualifications.Length; i++)
        {
            qualifications[i] = new EmulatedQualification(words[2 * i]!, words[(2 * i) + 1]);
        }

        _emulator.SetQualifications(_customer.CustomerId, qualifications);
    }

    private async Task<TestAnswer> Get(string what)
    {
        var answer = await _api.GetAsync("/v1/customers/" + _customer.CustomerId.ToUpperInvariant() + "/" + what);
        Assert.Equal(200, answer.Status);
        Assert.Equal("application/json; charset=utf-8", answer.Header("Content-Type"));
        return answer;
    }
}
