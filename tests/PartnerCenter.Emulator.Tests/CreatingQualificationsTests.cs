using System;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Emulator.Tests;

public sealed class CreatingQualificationsTests : IDisposable
{
    private readonly FakeTimeProvider _clock = TestClock.Create();
    private readonly PartnerCenterEmulator _emulator;
    private readonly TestApi _api;
    private readonly EmulatedCustomer _school;
    private readonly EmulatedCustomer _shop;

    public CreatingQualificationsTests()
    {
        _emulator = new PartnerCenterEmulator(new EmulatorOptions { Clock = _clock, VettingDuration = TimeSpan.FromDays(3) });
        _api = new TestApi(_emulator, new EmulatedToken { Lifetime = TimeSpan.FromDays(30) });
        _school = _emulator.AddCustomer("Adatum School", "adatum.example");
        _shop = _emulator.AddCustomer("Fabrikam Shoes", "fabrikam.example");
    }

    public void Dispose()
    {
        _api.Dispose();
        _emulator.Dispose();
    }

    [Fact]
    public async Task Education_is_in_review_at_first_and_says_since_when()
    {
        var answer = await Post(_school, """{"qualification":"Education","educationSegment":"K12","website":"adatum.edu"}""");

        Assert.Equal(201, answer.Status);
        Assert.Equal("""{"qualification":"Education","vettingStatus":"InReview","vettingCreateDate":"2026-11-05T12:00:00.0000000+00:00"}""", answer.Text);
        Assert.Equal("""[{"qualification":"Education","vettingStatus":"InReview","vettingCreatedDate":"2026-11-05T12:00:00.000Z"}]""", await Read(_school));
        Assert.Equal(1, _emulator.Statistics.Writes);
    }

    [Theory]
    [InlineData("Fabrikam Shoes", "www.fabrikam.edu", "Approved")]
    [InlineData("Fabrikam Shoes", "https://fabrikam.edu.au/about?x=1", "Approved")]
    [InlineData("Fabrikam Shoes", "HTTPS://WWW.FABRIKAM.EDU:8443", "Approved")]
    [InlineData("Fabrikam Shoes", "edu.fabrikam.example", "Denied")]
    [InlineData("Fabrikam School", "denied.example", "Denied")]
    [InlineData("Fabrikam School", "https://www.denied.example/", "Denied")]
    [InlineData("Fabrikam School", "notdenied.example", "Approved")]
    [InlineData("Fabrikam School", "inreview.example", "InReview")]
    [InlineData("Fabrikam School", null, "Approved")]
    [InlineData("École de Lyon", null, "Approved")]
    [InlineData("Fabrikam Shoes", null, "Denied")]
    [InlineData("Fabrikam Shoes", "fabrikam.education", "Denied")]
    [InlineData("Fabrikam Shoes", "fabrikam.edu.", "Approved")]
    [InlineData("Fabrikam School", "INREVIEW.example.", "InReview")]
    [InlineData("Fabrikam School", "http://a.inreview.example/x", "InReview")]
    [InlineData("Fabrikam School", "notinreview.example", "Approved")]
    [InlineData("Fabrikam COLLEGE", null, "Approved")]
    [InlineData("Fabrikam University", null, "Approved")]
    [InlineData("Fabrikam Academy", null, "Approved")]
    [InlineData("Fabrikam Institute", null, "Approved")]
    [InlineData("Fabrikam Education", null, "Approved")]
    [InlineData("Fabrikam Kindergarten", null, "Approved")]
    [InlineData("Grundschule Fabrikam", null, "Approved")]
    [InlineData("UNIVERSITÄT Fabrikam", null, "Approved")]
    [InlineData("Lycée Fabrikam", null, "Approved")]
    [InlineData("Université Fabrikam", null, "Approved")]
    [InlineData("Escuela Fabrikam", null, "Approved")]
    [InlineData("Colegio Fabrikam", null, "Approved")]
    [InlineData("Universidad Fabrikam", null, "Approved")]
    [InlineData("Scuola Fabrikam", null, "Approved")]
    [InlineData("Università Fabrikam", null, "Approved")]
    [InlineData("Fabrikams skola", null, "Approved")]
    [InlineData("Szkoła Fabrikam", null, "Approved")]
    [InlineData("Universiteit Fabrikam", null, "Approved")]
    [InlineData("Fabrikam 学校", null, "Approved")]
    [InlineData("Fabrikam 大学", null, "Approved")]
    [InlineData("Fabrikam 學校", null, "Approved")]
    [InlineData("Fabrikam 大學", null, "Approved")]
    public async Task The_decision_comes_after_the_vettings_time_by_website_and_name(string name, string? website, string decision)
    {
        var customer = _emulator.AddCustomer(name, "x.example");
        var site = website is null ? string.Empty : ",\"website\":\"" + website + "\"";
        Assert.Equal(201, (await Post(customer, "{\"qualification\":\"Education\",\"educationSegment\":\"HigherEducation\"" + site + "}")).Status);

        _clock.Advance(TimeSpan.FromDays(3) - TimeSpan.FromSeconds(1));
        Assert.Contains("\"InReview\"", await Read(customer), StringComparison.Ordinal);
        _clock.Advance(TimeSpan.FromSeconds(1));
        var decided = await Read(customer);

        Assert.Contains("\"vettingStatus\":\"" + decision + "\"", decided, StringComparison.Ordinal);
        Assert.Equal(decision == "Denied", decided.Contains("\"vettingReason\":\"Not an Education Customer\"", StringComparison.Ordinal));
        Assert.Contains("\"vettingCreatedDate\":\"2026-11-05T12:00:00.000Z\"", decided, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("k12")]
    [InlineData("K12")]
    [InlineData("higherEDUCATION")]
    public async Task The_letter_case_of_a_request_does_not_matter(string segment)
    {
        var answer = await Post(_shop, "{\"QUALIFICATION\":\"EDUCATION\",\"EducationSegment\":\"" + segment + "\",\"WebSite\":\"denied.example\",\"other\":1}");
        _clock.Advance(TimeSpan.FromDays(3));

        Assert.Equal(201, answer.Status);
        Assert.Contains("\"qualification\":\"Education\",\"vettingStatus\":\"Denied\"", await Read(_shop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"website\":\"denied.example\",", "\"Education\"")]
    [InlineData("", "1")]
    public async Task What_the_older_endpoint_grants_during_a_vetting_is_not_decided_again(string website, string body)
    {
        await Post(_shop, "{" + website + "\"qualification\":\"Education\",\"educationSegment\":\"K12\"}");
        _clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(200, (await _api.PutAsync(SyncPath(_shop), body)).Status);
        _clock.Advance(TimeSpan.FromDays(10));

        Assert.Equal("""[{"qualification":"Education","vettingStatus":"Approved","vettingCreatedDate":"2026-11-06T12:00:00.000Z"}]""", await Read(_shop));
    }

    [Theory]
    [InlineData("Denied", 2)]
    [InlineData("Approved", 3)]
    public async Task A_qualification_of_the_seed_counts_as_one_verification(string kind, int times)
    {
        var seeded = kind == "Denied"
            ? _emulator.Customers.First(c => c.Qualifications.Any(q => q.Qualification == "Education" && q.VettingStatus == kind))
            : _shop;
        var statuses = new System.Collections.Generic.List<int>();
        for (var i = 0; i <= times; i++)
        {
            statuses.Add((await Post(seeded, """{"qualification":"Education","educationSegment":"K12","website":"denied.example"}""")).Status);
            _clock.Advance(TimeSpan.FromDays(3));
        }

        Assert.Equal(Enumerable.Repeat(201, times).Append(409), statuses);
    }

    [Theory]
    [InlineData("qualifications", """{"qualification":"GovernmentCommunityCloud","validationCode":"204518"}""", 409)]
    [InlineData("qualification?code=204518", "3", 200)]
    public async Task Nothing_is_used_up_where_the_customer_has_it_already(string path, string body, int status)
    {
        _emulator.SetQualifications(_shop.CustomerId, new EmulatedQualification("government_community_cloud", "approved"));

        var answer = await _api.SendAsync(new(status == 200 ? "PUT" : "POST"), "/v1/customers/" + _shop.CustomerId + "/" + path, body);

        Assert.Equal(status, answer.Status);
        Assert.Equal((10, 0L), (_emulator.ValidationCodes[0].RemainingCreates, _emulator.Statistics.Writes));
        Assert.Equal(404, (await _api.GetAsync("/v1/customers/" + _shop.CustomerId + "/validations")).Status);
    }

    [Fact]
    public async Task A_vetting_can_take_for_ever()
    {
        _emulator.Options.VettingDuration = TimeSpan.FromSeconds(-1);
        await Post(_school, """{"qualification":"Education","educationSegment":"K12"}""");

        _clock.Advance(TimeSpan.FromDays(20));

        Assert.Contains("\"InReview\"", await Read(_school), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EmulatedAnswerShape.Item, """{"qualification":"StateOwnedEntity"}""")]
    [InlineData(EmulatedAnswerShape.Wrapper, """{"qualifications":[{"qualification":"StateOwnedEntity"}]}""")]
    [InlineData(EmulatedAnswerShape.Array, """[{"qualification":"StateOwnedEntity"}]""")]
    public async Task The_answer_comes_in_the_shape_that_was_chosen(EmulatedAnswerShape shape, string expected)
    {
        _emulator.Options.CreatedShape = shape;

        var answer = await Post(_shop, """{"qualification":"state_owned_entity"}""");

        Assert.Equal((201, expected), (answer.Status, answer.Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("\"Education\"")]
    [InlineData("{}")]
    [InlineData("""{"qualification":"Hospital"}""")]
    [InlineData("""{"qualification":"None"}""")]
    [InlineData("""{"qualification":"Nonprofit"}""")]
    [InlineData("""{"qualification":"Unknown"}""")]
    [InlineData("""{"qualification":"Education"}""")]
    [InlineData("""{"qualification":"Education","educationSegment":"Kindergarten"}""")]
    [InlineData("""{"qualification":"GovernmentCommunityCloud"}""")]
    [InlineData("""{"qualification":"GovernmentCommunityCloud","validationCode":"wrong"}""")]
    public async Task A_request_that_makes_no_sense_is_400_and_changes_nothing(string body)
    {
        var answer = await Post(_shop, body);

        Assert.Equal(400, answer.Status);
        Assert.Equal(body.StartsWith("{", StringComparison.Ordinal) ? "3000" : "800002", answer.Code);
        Assert.Equal("[]", await Read(_shop));
        Assert.Equal(0, _emulator.Statistics.Writes);
    }

    [Theory]
    [InlineData("", ""","validationCode":"204518" """)]
    [InlineData("?code=204518", "")]
    public async Task A_validation_code_in_body_or_query_grants_government_cloud_at_once_and_is_used_up(string query, string property)
    {
        var answer = await _api.PostAsync(Path(_shop) + query, "{\"qualification\":\"GovernmentCommunityCloud\"" + property + "}");

        Assert.Equal(201, answer.Status);
        Assert.Contains("\"vettingStatus\":\"Approved\"", answer.Text, StringComparison.Ordinal);
        Assert.Equal(9, _emulator.ValidationCodes.Single(c => c.ValidationId == EmulatorDefaults.ValidationCode).RemainingCreates);
        var used = await _api.GetAsync("/v1/customers/" + _shop.CustomerId + "/validations");
        Assert.Equal(EmulatorDefaults.ValidationCode, used.Json.GetProperty("validationId").GetString());
    }

    [Fact]
    public async Task A_validation_code_runs_out()
    {
        const string Body = "{\"qualification\":\"GovernmentCommunityCloud\",\"validationCode\":\"" + EmulatorDefaults.ValidationCodeWithOneLeft + "\"}";
        Assert.Equal(201, (await Post(_shop, Body)).Status);

        var answer = await Post(_emulator.AddCustomer("Town of Nod", "nod.example"), Body);

        Assert.Equal((409, "600502"), (answer.Status, answer.Code));
        Assert.Equal(0, _emulator.ValidationCodes.Single(c => c.ValidationId == EmulatorDefaults.ValidationCodeWithOneLeft).RemainingCreates);
    }

    [Theory]
    [InlineData("Education", "Approved", "GovernmentCommunityCloud", 409)]
    [InlineData("Education", "InReview", "GovernmentCommunityCloud", 409)]
    [InlineData("Education", "Denied", "GovernmentCommunityCloud", 201)]
    [InlineData("GovernmentCommunityCloud", "Approved", "Education", 409)]
    [InlineData("Education", "Approved", "Education", 409)]
    [InlineData("Education", "InReview", "Education", 409)]
    [InlineData("Education", "Denied", "Education", 201)]
    [InlineData("Education", "Approved", "StateOwnedEntity", 201)]
    [InlineData("GovernmentCommunityCloud", "Approved", "StateOwnedEntity", 201)]
    [InlineData("StateOwnedEntity", null, "Education", 201)]
    [InlineData("StateOwnedEntity", null, "StateOwnedEntity", 409)]
    [InlineData("Nonprofit", "Approved", "Education", 201)]
    public async Task Education_and_government_cloud_exclude_each_other_and_nothing_is_granted_twice(string held, string? status, string wanted, int expected)
    {
        _emulator.SetQualifications(_shop.CustomerId, new EmulatedQualification(held, status));

        var answer = await Post(
            _shop, "{\"qualification\":\"" + wanted + "\",\"educationSegment\":\"K12\",\"validationCode\":\"" + EmulatorDefaults.ValidationCode + "\"}");

        Assert.Equal(expected, answer.Status);
        Assert.Equal(expected == 409 ? 0 : 1, _emulator.Statistics.Writes);
        if (expected == 409)
        {
            Assert.Equal("600501", answer.Code);
            Assert.Single(_shop.Qualifications);
        }
        else
        {
            Assert.Single(_shop.Qualifications, q => q.Qualification == wanted && q.VettingStatus != "Denied");
            Assert.Equal(held == wanted ? 1 : 2, _shop.Qualifications.Count);
        }
    }

    [Fact]
    public async Task Tagging_can_be_denied_with_a_bare_string()
    {
        _shop.TaggingDenied = true;

        var answer = await Post(_shop, """{"qualification":"StateOwnedEntity"}""");

        Assert.Equal((403, "\"Customer tagging denied.\""), (answer.Status, answer.Text));
        Assert.Equal("[]", await Read(_shop));
    }

    [Fact]
    public async Task A_lost_relationship_forbids_writing()
    {
        _shop.NoRelationship = true;

        var answer = await Post(_shop, """{"qualification":"StateOwnedEntity"}""");

        Assert.Equal((403, "20002"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task The_same_call_with_the_same_id_is_performed_once()
    {
        const string Body = "{\"qualification\":\"GovernmentCommunityCloud\",\"validationCode\":\"" + EmulatorDefaults.ValidationCode + "\"}";
        (string, string) id = ("MS-RequestId", Guid.NewGuid().ToString());

        var first = await _api.PostAsync(Path(_shop), Body, id);
        _clock.Advance(TimeSpan.FromMinutes(1));
        var second = await _api.PostAsync(Path(_shop), Body, id);
        var other = await _api.PostAsync(Path(_shop), Body, ("MS-RequestId", Guid.NewGuid().ToString()));

        Assert.Equal((201, 201, 409), (first.Status, second.Status, other.Status));
        Assert.Equal(first.Text, second.Text);
        Assert.Equal(9, _emulator.ValidationCodes.Single(c => c.ValidationId == EmulatorDefaults.ValidationCode).RemainingCreates);
        Assert.Equal((1L, 1L), (_emulator.Statistics.Writes, _emulator.Statistics.Retries));
    }

    [Fact]
    public async Task Many_retries_at_one_time_are_performed_once()
    {
        (string, string) id = ("MS-RequestId", Guid.NewGuid().ToString());

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => Task.Run(() => _api.PostAsync(Path(_shop), """{"qualification":"StateOwnedEntity"}""", id))));

        Assert.All(answers, a => Assert.Equal(201, a.Status));
        Assert.Single(_shop.Qualifications);
        Assert.Equal(1, _emulator.Statistics.Writes);
    }

    [Fact]
    public async Task A_seeded_customer_keeps_what_was_written()
    {
        var customer = _emulator.Customers.First(c => c.Qualifications.Count == 0);

        await Post(customer, """{"qualification":4}""");

        Assert.Equal("StateOwnedEntity", Assert.Single(_emulator.GetCustomer(customer.CustomerId).Qualifications).Qualification);
    }

    [Theory]
    [InlineData("\"education\"")]
    [InlineData("\"Education\"")]
    [InlineData("1")]
    public async Task The_older_endpoint_grants_at_once(string body)
    {
        var answer = await _api.PutAsync(SyncPath(_shop), body);

        Assert.Equal((200, "\"education\""), (answer.Status, answer.Text));
        Assert.Equal("\"education\"", (await _api.GetAsync(SyncPath(_shop))).Text);
        Assert.Contains("\"Approved\"", await Read(_shop), StringComparison.Ordinal);
        Assert.Equal(1, _emulator.Statistics.Writes);
        Assert.Equal(200, (await _api.PutAsync(SyncPath(_shop), body)).Status);
        Assert.Equal(1, _emulator.Statistics.Writes);
    }

    [Theory]
    [InlineData("\"GovernmentCommunityCloud\"", "?code=204518", 200, null)]
    [InlineData("3", "?code=204518", 200, null)]
    [InlineData("\"GovernmentCommunityCloud\"", "?code=198007", 409, "600502")]
    [InlineData("\"GovernmentCommunityCloud\"", "", 400, "3000")]
    [InlineData("\"none\"", "", 400, "3000")]
    [InlineData("2", "", 400, "3000")]
    [InlineData("\"hospital\"", "", 400, "3000")]
    [InlineData("\"GovernmentCommunityCloud\"", "?code=wrong", 400, "3000")]
    [InlineData("4", "", 400, "3000")]
    [InlineData("{}", "", 400, "3000")]
    [InlineData("nonsense", "", 400, "800002")]
    public async Task The_older_endpoint_takes_code_and_value(string body, string query, int status, string? code)
    {
        var answer = await _api.PutAsync(SyncPath(_shop) + query, body);

        Assert.Equal(status, answer.Status);
        if (code is null)
        {
            Assert.Equal("\"governmentcommunitycloud\"", answer.Text);
            Assert.Equal(9, _emulator.ValidationCodes[0].RemainingCreates);
        }
        else
        {
            Assert.Equal(code, answer.Code);
        }
    }

    [Fact]
    public async Task The_older_endpoint_keeps_the_exclusion_and_denies_tagging()
    {
        _emulator.SetQualifications(_shop.CustomerId, new EmulatedQualification(Qualification.GovernmentCommunityCloud, VettingStatus.Approved));
        _school.TaggingDenied = true;

        Assert.Equal(409, (await _api.PutAsync(SyncPath(_shop), "\"education\"")).Status);
        Assert.Equal("\"Customer tagging denied.\"", (await _api.PutAsync(SyncPath(_school), "\"education\"")).Text);
    }

    private static string Path(EmulatedCustomer customer) => "/v1/customers/" + customer.CustomerId + "/qualifications";

    private static string SyncPath(EmulatedCustomer customer) => "/v1/customers/" + customer.CustomerId + "/qualification";

    private Task<TestAnswer> Post(EmulatedCustomer customer, string body) => _api.PostAsync(Path(customer), body);

    private async Task<string> Read(EmulatedCustomer customer) => (await _api.GetAsync(Path(customer))).Text;
}
