using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace PartnerCenter.Emulator.Tests;

/// <summary>
/// What other clients of the service have been seen to rely on.
/// </summary>
public sealed class DocumentedBehaviourTests : IDisposable
{
    private readonly FakeTimeProvider _clock = TestClock.Create();
    private readonly PartnerCenterEmulator _emulator;
    private readonly TestApi _api;
    private readonly EmulatedCustomer _customer;

    public DocumentedBehaviourTests()
    {
        _emulator = new PartnerCenterEmulator(new EmulatorOptions { Clock = _clock, CustomerCount = 200 });
        _api = new TestApi(_emulator, new EmulatedToken { Lifetime = TimeSpan.FromDays(365) });
        _customer = _emulator.AddCustomer("Adatum School", "adatum.example");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Customer => "/v1/customers/" + _customer.CustomerId;

    public void Dispose()
    {
        _api.Dispose();
        _emulator.Dispose();
    }

    [Fact]
    public async Task Audit_records_without_an_end_date_reach_as_far_as_a_request_may_span()
    {
        await Write();
        _clock.Advance(TimeSpan.FromDays(35));

        Assert.Single(await Own("?startDate=2026-11-05"));
        Assert.Empty(await Own("?startDate=2026-11-06"));
        Assert.Single(await Own("?startDate=2026-10-20"));
        Assert.Empty(await Own("?startDate=2026-10-05"));
        Assert.Empty(await Own(string.Empty));
    }

    [Theory]
    [InlineData("11/05/2026 23:59:59", "11/05/2026 00:00:00")]
    [InlineData("11/05/2026 18:00:00", "11/05/2026 06:00:00")]
    [InlineData("2026-11-05T20:00:00Z", "2026-11-05T01:00:00Z")]
    [InlineData("2026-11-05", "11/5/2026")]
    public async Task Dates_of_audit_records_are_whole_days_whatever_time_is_given(string start, string end)
    {
        await Write();
        _clock.Advance(TimeSpan.FromDays(3));

        Assert.Single(await Own("?startDate=" + Uri.EscapeDataString(start) + "&endDate=" + Uri.EscapeDataString(end)));
    }

    [Fact]
    public async Task The_continuation_token_alone_leads_through_all_audit_records()
    {
        _emulator.Options.AuditPageSize = 7;
        var all = Ids((await _api.GetAsync("/v1/auditrecords?size=500")).Json).ToList();
        var read = new List<string>();
        string? token = null;
        for (var page = 0; page < 100; page++)
        {
            var json = (token is null
                ? await _api.GetAsync("/v1/auditrecords")
                : await _api.GetAsync("/v1/auditrecords", ("MS-ContinuationToken", token))).Json;
            read.AddRange(Ids(json));
            if (!json.TryGetProperty("continuationToken", out var next))
            {
                break;
            }

            token = next.GetString();
        }

        Assert.True(all.Count > 14);
        Assert.Equal(all, read);
    }

    [Fact]
    public async Task A_page_of_audit_records_holds_500_unless_asked_otherwise()
    {
        using var large = new PartnerCenterEmulator(new EmulatorOptions { CustomerCount = 2000 });
        using var other = new TestApi(large);
        for (var i = 0; i < 50; i++)
        {
            await other.PostAsync(
                "/v1/customers/" + large.AddCustomer("School", i + ".example").CustomerId + "/qualifications", """{"qualification":"StateOwnedEntity"}""");
        }

        Assert.Equal(500, Ids((await other.GetAsync("/v1/auditrecords")).Json).Count());
        Assert.Equal(100, Ids((await other.GetAsync("/v1/customers")).Json).Count());
    }

    [Fact]
    public async Task Bodies_begin_with_a_byte_order_mark_unless_told_otherwise()
    {
        foreach (var path in (string[])["/v1/customers", Customer, Customer + "/qualifications", Customer + "/qualification", "/v1/customers/all/validations",
            "/v1/auditrecords", "/v1/customers/x"])
        {
            Assert.Equal(Encoding.UTF8.GetPreamble(), (await Bytes(path)).Take(3));
        }

        _emulator.Options.ByteOrderMark = false;
        Assert.Equal("[]", Encoding.ASCII.GetString(await Bytes(Customer + "/qualifications")));
        Assert.Empty(await Bytes(Customer + "/validations"));
    }

    [Fact]
    public async Task Every_answer_has_a_correlation_vector()
    {
        foreach (var path in (string[])["/v1/customers", Customer, "/v1/customers/x", "/v1/nothing"])
        {
            Assert.Matches(@"^[A-Za-z0-9+/]{22}\.0$", (await _api.GetAsync(path)).Header("MS-CV")!);
        }

        Assert.Equal("cV0123456789abcdefghij.1.0", (await _api.GetAsync("/v1/customers", ("MS-CV", "cV0123456789abcdefghij.1"))).Header("MS-CV"));
    }

    [Fact]
    public async Task A_code_and_a_customers_own_code_have_their_documented_forms()
    {
        var code = (await _api.GetAsync("/v1/customers/all/validations")).Json[0];
        Assert.Equal(["partnerId", "organizationName", "validationId", "maxCreates", "remainingCreates", "eTag"], code.EnumerateObject().Select(p => p.Name));
        Assert.True(Guid.TryParse(code.GetProperty("partnerId").GetString(), out _));
        Assert.Matches("^[0-9]+$", code.GetProperty("validationId").GetString()!);
        Assert.Matches(@"^W/""datetime'2026-[^']+%3A[^']+Z'""$", code.GetProperty("eTag").GetString()!);

        await _api.PostAsync(
            Customer + "/qualifications", "{\"qualification\":\"GovernmentCommunityCloud\",\"validationCode\":\"" + EmulatorDefaults.ValidationCode + "\"}");
        var own = (await _api.GetAsync(Customer + "/validations")).Json;
        Assert.Equal(["partnerId", "customerId", "organizationName", "validationId", "eTag"], own.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            (_customer.CustomerId, EmulatorDefaults.ValidationCode), (own.GetProperty("customerId").GetString(), own.GetProperty("validationId").GetString()));
        Assert.NotEqual(code.GetProperty("eTag").GetString(), own.GetProperty("eTag").GetString());

        _emulator.Options.ValidationIdsAsNumbers = true;
        Assert.Equal(JsonValueKind.Number, (await _api.GetAsync("/v1/customers/all/validations")).Json[0].GetProperty("validationId").ValueKind);
    }

    [Fact]
    public async Task A_customer_by_id_has_more_than_one_in_a_list()
    {
        _customer.AssociatedPartnerId = EmulatorDefaults.IndirectResellerId;
        _customer.AllowDelegatedAccess = false;
        _customer.CustomDomains.Add("adatum.com");

        var whole = (await _api.GetAsync(Customer)).Json;
        var listed = (await _api.GetAsync("/v1/customers?size=500")).Json.GetProperty("items").EnumerateArray()
            .Single(i => i.GetProperty("id").GetString() == _customer.CustomerId);

        Assert.Equal(EmulatorDefaults.IndirectResellerId, whole.GetProperty("associatedPartnerId").GetString());
        Assert.False(whole.GetProperty("allowDelegatedAccess").GetBoolean());
        Assert.Equal("adatum.com", whole.GetProperty("customDomains")[0].GetString());
        Assert.Equal("Adatum School", whole.GetProperty("billingProfile").GetProperty("companyName").GetString());
        foreach (var json in (JsonElement[])[whole, listed])
        {
            Assert.EndsWith(
                _customer.CustomerId + "/profiles/company",
                json.GetProperty("companyProfile").GetProperty("links").GetProperty("self").GetProperty("uri").GetString(), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(listed.EnumerateObject(), p => p.Name is "billingProfile" or "associatedPartnerId" or "customDomains" or "allowDelegatedAccess");
    }

    [Fact]
    public async Task A_customer_is_written_as_the_documents_show_it()
    {
        using var one = new PartnerCenterEmulator(new EmulatorOptions { CustomerCount = 0 });
        using var client = new TestApi(one);
        var customer = one.AddCustomer("Contoso", "contoso.example", "11111111-2222-4333-8444-555555555555");
        customer.AssociatedPartnerId = "p-1";
        customer.RelationshipToPartner = "advisor";
        customer.CustomDomains.Add("a.example");
        customer.CustomDomains.Add("b.example");
        const string Id = "11111111-2222-4333-8444-555555555555";
        string Self(string path) => "\"links\":{\"self\":{\"uri\":\"" + path + "\",\"method\":\"GET\",\"headers\":[]}}";
        string Attributes(string type) => "\"attributes\":{\"objectType\":\"" + type + "\"}";
        var head = "{\"id\":\"" + Id + "\",\"commerceId\":\"" + customer.CommerceId + "\",\"companyProfile\":{\"tenantId\":\"" + Id
            + "\",\"domain\":\"contoso.example\",\"companyName\":\"Contoso\"," + Self("/customers/" + Id + "/profiles/company") + ","
            + Attributes("CustomerCompanyProfile") + "},\"relationshipToPartner\":\"advisor\",";
        var tail = Self("/customers/" + Id) + "," + Attributes("Customer") + "}";

        Assert.Equal(
            "{\"totalCount\":1,\"items\":[" + head + tail + "]," + Self("/customers?size=0") + "," + Attributes("Collection") + "}",
            (await client.GetAsync("/v1/customers")).Text);
        Assert.Equal(
            head + "\"allowDelegatedAccess\":true,\"customDomains\":[\"a.example\",\"b.example\"],\"associatedPartnerId\":\"p-1\",\"billingProfile\":{\"id\":\""
                + customer.CommerceId
                + "\",\"firstName\":\"Robin\",\"lastName\":\"Counts\",\"email\":\"billing@contoso.example\",\"culture\":\"en-US\",\"language\":\"en\","
                + "\"companyName\":\"Contoso\",\"defaultAddress\":{\"country\":\"US\",\"city\":\"Redmond\",\"state\":\"WA\",\"addressLine1\":\"One Microsoft Way\","
                + "\"postalCode\":\"98052\"}," + Self("/customers/" + Id + "/profiles/billing") + "," + Attributes("CustomerBillingProfile") + "}," + tail,
            (await client.GetAsync("/v1/customers/" + Id)).Text);
    }

    [Fact]
    public async Task The_links_of_a_page_lead_to_its_neighbours_with_everything_that_was_asked()
    {
        const string Filter = """{"field":"domain","value":"A","operator":"STARTS_WITH"}""";
        using var few = new PartnerCenterEmulator(new EmulatorOptions { CustomerCount = 0 });
        using var client = new TestApi(few);
        for (var i = 0; i < 5; i++)
        {
            few.AddCustomer("Contoso " + i, "a" + i + ".example");
        }

        few.AddCustomer("A", "b.example");
        var first = (await client.GetAsync("/v1/customers?size=2&filter=" + Uri.EscapeDataString(Filter))).Json;
        var address = "/customers?size=2&filter=" + Uri.EscapeDataString(Filter);
        Assert.Equal(["next:" + address + "&seekOperation=Next", "self:" + address], Links(first));
        Assert.Equal(5, first.GetProperty("totalCount").GetInt32());
        var second = (await client.GetAsync("/v1/customers?seekOperation=Next", ("MS-ContinuationToken", Token(first, "next")))).Json;
        Assert.Equal(
            ["next:" + address + "&seekOperation=Next", "previous:" + address + "&seekOperation=Previous", "self:" + address], Links(second));
        var last = (await client.GetAsync("/v1/customers?seekOperation=Next", ("MS-ContinuationToken", Token(second, "next")))).Json;
        Assert.Equal(["previous:" + address + "&seekOperation=Previous", "self:" + address], Links(last));
        Assert.Single(Ids(last));

        // A size of its own counts more than the first page's.
        Assert.Equal(3, Ids((await client.GetAsync("/v1/customers?seekOperation=Next&size=4", ("MS-ContinuationToken", Token(first, "next")))).Json).Count());
        Assert.Equal(
            few.Customers.Take(4).Select(c => c.CustomerId),
            Ids((await client.GetAsync("/v1/customers?seekOperation=Previous&size=4", ("MS-ContinuationToken", Token(second, "previous")))).Json));

        // What was found once is looked for again when there are more customers.
        few.AddCustomer("New", "a9.example");
        Assert.Equal(6, (await client.GetAsync("/v1/customers?filter=" + Uri.EscapeDataString(Filter))).Json.GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task A_page_holds_500_at_most()
    {
        using var many = new PartnerCenterEmulator(new EmulatorOptions { CustomerCount = 501 });
        using var client = new TestApi(many);

        var page = (await client.GetAsync("/v1/customers?size=501")).Json;

        Assert.Equal((500, 501), (Ids(page).Count(), page.GetProperty("totalCount").GetInt32()));
    }

    [Fact]
    public async Task Validation_codes_are_written_as_the_documents_show_them()
    {
        const string Tail = ",\"eTag\":\"W/\\\"datetime'2026-01-15T18%3A49%3A58.0000000Z'\\\"\"}";
        const string Head = "{\"partnerId\":\"" + EmulatorDefaults.PartnerId + "\",";
        var text = (await _api.GetAsync("/v1/customers/all/validations")).Text;
        Assert.Equal(
            "[" + Head + "\"organizationName\":\"Contoso County Government\",\"validationId\":\"204518\",\"maxCreates\":10,\"remainingCreates\":10" + Tail
                + "," + Head + "\"organizationName\":\"City of Fabrikam\",\"validationId\":\"317052\",\"maxCreates\":3,\"remainingCreates\":1" + Tail
                + "," + Head + "\"organizationName\":\"Northwind Tribal Council\",\"validationId\":\"198007\",\"maxCreates\":2,\"remainingCreates\":0" + Tail + "]",
            text);

        // A code is found in any letter case, in the body before the query, and says when it was last used.
        _emulator.AddValidationCode("Tailspin", 4, "My-Code");
        var answer = await _api.PostAsync(
            Customer + "/qualifications?code=198007", """{"Qualification":"government_community_cloud","VALIDATIONCODE":"MY-code"}""");
        Assert.Equal(
            (201, """{"qualification":"GovernmentCommunityCloud","vettingStatus":"Approved","vettingCreateDate":"2026-11-05T12:00:00.0000000+00:00"}"""),
            (answer.Status, answer.Text));
        Assert.Equal(
            Head + "\"customerId\":\"" + _customer.CustomerId + "\",\"organizationName\":\"Tailspin\",\"validationId\":\"My-Code\""
                + Tail.Replace("2026-01-15T18%3A49%3A58", "2026-11-05T12%3A00%3A00"),
            (await _api.GetAsync(Customer + "/validations")).Text);
        Assert.Equal(3, (await _api.GetAsync("/v1/customers/all/validations")).Json[3].GetProperty("remainingCreates").GetInt32());
        Assert.Equal(4, (await _api.GetAsync("/v1/customers/all/validations")).Json[3].GetProperty("maxCreates").GetInt32());
    }

    [Theory]
    [InlineData("IndirectReseller")]
    [InlineData("IndirectCloudSolutionProvider")]
    public async Task An_indirect_resellers_customers_are_found(string field)
    {
        var path = "/v1/customers?size=500&filter="
            + Uri.EscapeDataString(
                "{\"Field\":\""
                    + field
                    + "\",\"Value\":\""
                    + EmulatorDefaults.IndirectResellerId.Substring(0, 8).ToUpperInvariant()
                    + "\",\"Operator\":\"starts_with\"}");
        var seeded = Ids((await _api.GetAsync(path)).Json).ToList();
        Assert.InRange(seeded.Count, 10, 50);
        Assert.All(seeded, id => Assert.Equal(EmulatorDefaults.IndirectResellerId, _emulator.GetCustomer(id).AssociatedPartnerId));

        _customer.AssociatedPartnerId = EmulatorDefaults.IndirectResellerId;
        _emulator.GetCustomer(seeded[0]).AssociatedPartnerId = null;

        Assert.Equal(seeded.Skip(1).Append(_customer.CustomerId), Ids((await _api.GetAsync(path)).Json));
    }

    [Fact]
    public async Task Pages_lead_back_and_to_both_ends()
    {
        var ids = _emulator.Customers.Select(c => c.CustomerId).ToList();
        var first = (await _api.GetAsync("/v1/customers?size=30")).Json;
        Assert.False(first.GetProperty("links").TryGetProperty("previous", out _));
        var second = await Follow(first, "next");
        var third = await Follow(second, "next");
        Assert.Equal(ids.Skip(60).Take(30), Ids(third));

        Assert.Equal(ids.Skip(30).Take(30), Ids(await Follow(third, "previous")));
        Assert.Equal(ids.Take(30), Ids(await Follow(await Follow(third, "previous"), "previous")));
        foreach (var (seek, expected) in ((string, IEnumerable<string>)[])
            [("First", ids.Take(30)), ("last", ids.Skip(180)), ("Previous", ids.Skip(30).Take(30)), ("0", ids.Skip(90).Take(30)), ("1", ids.Skip(30).Take(30)),
                ("2", ids.Take(30)), ("3", ids.Skip(180))])
        {
            Assert.Equal(expected, Ids((await _api.GetAsync("/v1/customers?seekOperation=" + seek, ("MS-ContinuationToken", Token(third, "next")))).Json));
        }

        Assert.Equal(400, (await _api.GetAsync("/v1/customers?seekOperation=4", ("MS-ContinuationToken", Token(third, "next")))).Status);
        Assert.Equal(400, (await _api.GetAsync("/v1/customers?seekOperation=Sideways", ("MS-ContinuationToken", Token(third, "next")))).Status);
        Assert.Equal(ids.Take(100), Ids((await _api.GetAsync("/v1/customers", ("MS-ContinuationToken", Token(third, "next")))).Json));
    }

    [Theory]
    [InlineData(4, 2, 2)]
    [InlineData(5, 2, 1)]
    [InlineData(6, 3, 3)]
    [InlineData(6, 5, 1)]
    public async Task The_last_page_holds_the_last_customers(int count, int size, int last)
    {
        using var few = new PartnerCenterEmulator(new EmulatorOptions { CustomerCount = count });
        using var client = new TestApi(few);
        var first = (await client.GetAsync($"/v1/customers?size={size}")).Json;
        var page = (await client.GetAsync("/v1/customers?seekOperation=Last", ("MS-ContinuationToken", Token(first, "next")))).Json;
        Assert.Equal(few.Customers.Skip(count - last).Select(c => c.CustomerId), Ids(page));
    }

    [Theory]
    [InlineData("denied.example", "Not an Education Customer")]
    [InlineData("no-longer-an-education-customer.denied.example", "No longer an Education Customer")]
    [InlineData("not-an-education-customer-after-review.denied.example", "Not an Education Customer - After Review")]
    [InlineData("no-longer-an-education-customer-after-review.denied.example", "No longer an Education Customer - After Review")]
    [InlineData("restricted-being-an-education-customer.denied.example", "Restricted being an Education Customer")]
    [InlineData("not-an-academic-domain.denied.example", "Not an Academic Domain")]
    [InlineData("https://not-an-eligible-library.denied.example/x", "Not an eligible Library")]
    [InlineData("not-an-eligible-museum.denied.example", "Not an eligible Museum")]
    public async Task Every_documented_reason_occurs(string website, string reason)
    {
        await _api.PostAsync(Customer + "/qualifications", "{\"qualification\":\"Education\",\"educationSegment\":\"K12\",\"website\":\"" + website + "\"}");
        _clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(reason, (await _api.GetAsync(Customer + "/qualifications")).Json[0].GetProperty("vettingReason").GetString());
        Assert.Contains(_emulator.Customers.SelectMany(c => c.Qualifications), q => q.VettingReason == reason);
    }

    [Fact]
    public async Task A_customer_is_verified_for_education_three_times_at_most()
    {
        const string Body = """{"qualification":"Education","educationSegment":"K12","website":"denied.example"}""";
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(201, (await _api.PostAsync(Customer + "/qualifications", Body)).Status);
            _clock.Advance(TimeSpan.FromDays(1));
        }

        var fourth = await _api.PostAsync(Customer + "/qualifications", Body);
        Assert.Equal((409, "600503"), (fourth.Status, fourth.Code));
        Assert.Equal(3, _emulator.Statistics.Writes);
        Assert.Equal(201, (await _api.PostAsync(Customer + "/qualifications", """{"qualification":"StateOwnedEntity"}""")).Status);

        _emulator.Options.MaxEducationVerifications = 4;
        Assert.Equal(201, (await _api.PostAsync(Customer + "/qualifications", Body)).Status);
    }

    [Theory]
    [InlineData(EmulatedWordSpelling.LowerCase, "\"governmentcommunitycloud\"", "\"none\"")]
    [InlineData(EmulatedWordSpelling.PascalCase, "\"GovernmentCommunityCloud\"", "\"None\"")]
    [InlineData(EmulatedWordSpelling.Underscores, "\"government_community_cloud\"", "\"none\"")]
    [InlineData(EmulatedWordSpelling.Number, "3", "0")]
    public async Task The_synchronous_endpoint_spells_its_words_as_asked(EmulatedWordSpelling spelling, string expected, string nothing)
    {
        _emulator.Options.QualificationSpelling = spelling;

        Assert.Equal(nothing, (await _api.GetAsync(Customer + "/qualification")).Text);
        Assert.Equal(expected, (await _api.PutAsync(Customer + "/qualification?code=" + EmulatorDefaults.ValidationCode, expected)).Text);
        Assert.Equal(expected, (await _api.GetAsync(Customer + "/qualification")).Text);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task The_synchronous_endpoint_can_be_retired(int status)
    {
        _emulator.Options.RetiredEndpointStatus = status;

        Assert.Equal(
            (status, string.Empty), ((await _api.GetAsync(Customer + "/qualification")).Status, (await _api.GetAsync(Customer + "/qualification")).Text));
        Assert.Equal(status, (await _api.PutAsync(Customer + "/qualification", "1")).Status);
        Assert.Equal(200, (await _api.GetAsync(Customer + "/qualifications")).Status);
        Assert.Equal(0, _emulator.Statistics.Writes);
    }

    [Fact]
    public async Task Values_of_audit_records_can_be_objects()
    {
        await Write();
        _emulator.Options.AuditValuesAsObjects = true;

        Assert.Equal("StateOwnedEntity", Assert.Single(await Own(string.Empty)).GetProperty("resourceNewValue").GetProperty("qualification").GetString());
    }

    [Fact]
    public async Task An_answer_laid_for_a_path_answers_this_path_and_no_deeper_one()
    {
        _emulator.RespondWith("/v1/customers", new CannedResponse(418));
        Assert.Equal(418, (await _api.GetAsync("/v1/CUSTOMERS?size=1")).Status);
        Assert.Equal(200, (await _api.GetAsync(Customer)).Status);
        Assert.Equal(200, (await _api.GetAsync("/v1/customers/all/validations")).Status);

        _emulator.ClearResponses();
        _emulator.RespondWith("/v1/customers/*", new CannedResponse(418));
        Assert.Equal(200, (await _api.GetAsync("/v1/customers")).Status);
        Assert.Equal(418, (await _api.GetAsync(Customer)).Status);
        Assert.Equal(418, (await _api.GetAsync(Customer + "/qualifications")).Status);
    }

    private static IEnumerable<string> Ids(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!);

    private static IEnumerable<string> Links(JsonElement page) =>
        page.GetProperty("links").EnumerateObject().Select(link => link.Name + ":" + link.Value.GetProperty("uri").GetString());

    private static string Token(JsonElement page, string link) =>
        page.GetProperty("links").GetProperty(link).GetProperty("headers")[0].GetProperty("value").GetString()!;

    private async Task<JsonElement> Follow(JsonElement page, string link) =>
        (await _api.GetAsync(
            "/v1" + page.GetProperty("links").GetProperty(link).GetProperty("uri").GetString(), ("MS-ContinuationToken", Token(page, link)))).Json;

    private async Task Write() => Assert.Equal(201, (await _api.PostAsync(Customer + "/qualifications", """{"qualification":"StateOwnedEntity"}""")).Status);

    private async Task<List<JsonElement>> Own(string query)
    {
        var filter = "filter=" + Uri.EscapeDataString("{\"Field\":\"CustomerId\",\"Value\":\"" + _customer.CustomerId + "\",\"Operator\":\"equals\"}");
        var answer = await _api.GetAsync("/v1/auditrecords" + (query.Length == 0 ? "?" : query + "&") + filter);
        Assert.Equal(200, answer.Status);
        return [.. answer.Json.GetProperty("items").EnumerateArray()];
    }

    private async Task<byte[]> Bytes(string path)
    {
        using var response = await _api.Client.GetAsync(path, HttpCompletionOption.ResponseContentRead, Cancel);
        using var copy = new MemoryStream();
        await response.Content.CopyToAsync(copy);
        return copy.ToArray();
    }
}
