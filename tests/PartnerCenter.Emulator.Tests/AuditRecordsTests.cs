using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace PartnerCenter.Emulator.Tests;

public sealed class AuditRecordsTests : IDisposable
{
    private readonly FakeTimeProvider _clock = TestClock.Create();
    private readonly PartnerCenterEmulator _emulator;
    private readonly TestApi _api;
    private readonly EmulatedCustomer _customer;

    public AuditRecordsTests()
    {
        _emulator = new PartnerCenterEmulator(new EmulatorOptions { Clock = _clock, VettingDuration = TimeSpan.FromHours(2), CustomerCount = 100 });
        _api = new TestApi(_emulator, new EmulatedToken { Lifetime = TimeSpan.FromDays(400) });
        _customer = _emulator.AddCustomer("Adatum School", "adatum.example");
    }

    public void Dispose()
    {
        _api.Dispose();
        _emulator.Dispose();
    }

    [Fact]
    public async Task A_write_and_its_decision_leave_a_record_each()
    {
        var correlation = Guid.NewGuid().ToString();
        await _api.PostAsync(
            "/v1/customers/" + _customer.CustomerId + "/qualifications", """{"qualification":"Education","educationSegment":"K12"}""",
            ("MS-CorrelationId", correlation));
        _clock.Advance(TimeSpan.FromHours(5));

        var records = Items(await Get("?filter=" + Filter("CustomerId", "equals", _customer.CustomerId)));

        Assert.Equal(2, records.Count);
        var (decision, request) = (records[0], records[1]);
        Assert.Equal("2026-11-05T12:00:00.0000000Z", Text(request, "operationDate"));
        Assert.Equal("update_customer_qualification", Text(request, "operationType"));
        Assert.Equal("customer", Text(request, "resourceType"));
        Assert.Equal("succeeded", Text(request, "operationStatus"));
        Assert.Equal(EmulatorDefaults.UserPrincipalName, Text(request, "userPrincipalName"));
        Assert.Equal(EmulatorDefaults.ApplicationId, Text(request, "applicationId"));
        Assert.Equal(EmulatorDefaults.PartnerId, Text(request, "partnerId"));
        Assert.Equal("Adatum School", Text(request, "customerName"));
        Assert.Equal(correlation, Text(request, "originalCorrelationId"));
        Assert.Equal(JsonValueKind.Null, request.GetProperty("resourceOldValue").ValueKind);
        Assert.Equal(
            """{"qualification":"Education","vettingStatus":"InReview","vettingCreatedDate":"2026-11-05T12:00:00.000Z"}""", Text(request, "resourceNewValue"));
        Assert.Equal("2026-11-05T14:00:00.0000000Z", Text(decision, "operationDate"));
        Assert.Equal(Text(request, "resourceNewValue"), Text(decision, "resourceOldValue"));
        Assert.Contains("\"Approved\"", Text(decision, "resourceNewValue"), StringComparison.Ordinal);
        Assert.Equal("""[{"key":"Qualification","value":"Education"}]""", request.GetProperty("customizedData").GetRawText());
        Assert.Equal("""{"objectType":"AuditRecord"}""", request.GetProperty("attributes").GetRawText());
        Assert.Equal(
            ["id", "partnerId", "customerId", "customerName", "userPrincipalName", "applicationId", "resourceType", "operationType", "operationDate",
                "operationStatus", "resourceOldValue", "resourceNewValue", "originalCorrelationId", "customizedData", "attributes"],
            request.EnumerateObject().Select(property => property.Name));
        Assert.Equal(_customer.CustomerId, Text(request, "customerId"));
        Assert.Equal(
            ("vetting@partnercenter.microsoft.com", string.Empty, "succeeded", "Adatum School", _customer.CustomerId),
            (Text(decision, "userPrincipalName"), Text(decision, "applicationId"), Text(decision, "operationStatus"), Text(decision, "customerName"),
                Text(decision, "customerId")));
        Assert.True(Guid.TryParse(Text(decision, "originalCorrelationId"), out var ownCorrelation));
        Assert.NotEqual(correlation, ownCorrelation.ToString());
        Assert.NotEqual(Text(request, "id"), Text(decision, "id"));
    }

    [Fact]
    public async Task A_denied_tagging_leaves_a_failed_record()
    {
        _customer.TaggingDenied = true;
        await _api.PostAsync("/v1/customers/" + _customer.CustomerId + "/qualifications", """{"qualification":"StateOwnedEntity"}""");

        // The filter's words are known in any letter case.
        var record = Assert.Single(Items(await Get("?filter=" + Filter("customerID", "EQUALS", _customer.CustomerId.ToUpperInvariant()))));
        Assert.Equal("failed", Text(record, "operationStatus"));
        Assert.Equal(JsonValueKind.Null, record.GetProperty("resourceOldValue").ValueKind);
        Assert.Equal("""{"qualification":"StateOwnedEntity"}""", Text(record, "resourceNewValue"));
        Assert.Equal(
            (EmulatorDefaults.UserPrincipalName, EmulatorDefaults.ApplicationId), (Text(record, "userPrincipalName"), Text(record, "applicationId")));
    }

    [Fact]
    public async Task Seeded_customers_have_a_history_that_agrees_with_them()
    {
        var records = Items(await Get("?startDate=2026-10-06&endDate=2026-11-05&size=500"));

        Assert.NotEmpty(records);
        Assert.Equal(records.OrderByDescending(r => Text(r, "operationDate")).Select(r => Text(r, "id")), records.Select(r => Text(r, "id")));
        foreach (var group in records.GroupBy(r => (Text(r, "customerId"), r.GetProperty("customizedData")[0].GetProperty("value").GetString())))
        {
            var held = _emulator.GetCustomer(group.Key.Item1).Qualifications.Single(q => q.Qualification == group.Key.Item2);
            using var last = JsonDocument.Parse(Text(group.First(), "resourceNewValue"));
            Assert.Equal(held.VettingStatus, last.RootElement.TryGetProperty("vettingStatus", out var status) ? status.GetString() : null);
        }
    }

    [Fact]
    public async Task Seeded_requests_were_decided_within_three_days_and_before_today()
    {
        var decisions = 0;
        for (var day = _clock.GetUtcNow().AddDays(-90); day <= _clock.GetUtcNow(); day = day.AddDays(31))
        {
            var records = Items(await Get($"?startDate={day:yyyy-MM-dd}&endDate={day.AddDays(30):yyyy-MM-dd}&size=500"));
            foreach (var record in records.Where(r => r.GetProperty("resourceOldValue").ValueKind == JsonValueKind.String))
            {
                using var requested = JsonDocument.Parse(Text(record, "resourceOldValue"));
                var since = requested.RootElement.GetProperty("vettingCreatedDate").GetDateTimeOffset();
                var decided = record.GetProperty("operationDate").GetDateTimeOffset();
                Assert.InRange(decided, since, since.AddDays(3).AddSeconds(1));
                Assert.True(decided < _clock.GetUtcNow().Date, $"{decided:O}");
                decisions++;
            }
        }

        Assert.True(decisions > 10, $"{decisions}");
    }

    [Theory]
    [InlineData("", 30)]
    [InlineData("?startDate=2026-11-01", 4)]
    [InlineData("?startDate=2026-09-05&endDate=2026-10-05", 61)]
    [InlineData("?endDate=2026-10-05", 61)]
    [InlineData("?startDate=2026-08-07&endDate=2026-08-07", 90)]
    public async Task The_dates_narrow_the_records(string query, int oldestDaysAgo)
    {
        var start = _clock.GetUtcNow().UtcDateTime.Date.AddDays(-oldestDaysAgo);
        var records = Items(await Get(query + (query.Length == 0 ? "?size=500" : "&size=500")));

        Assert.All(
            records, r => Assert.True(DateTimeOffset.Parse(Text(r, "operationDate"), System.Globalization.CultureInfo.InvariantCulture).UtcDateTime >= start));
    }

    [Fact]
    public async Task The_end_dates_whole_day_belongs_to_it()
    {
        await _api.PutAsync("/v1/customers/" + _customer.CustomerId + "/qualification", "\"education\"");
        _clock.Advance(TimeSpan.FromDays(2));

        Assert.Single(Items(await Get("?startDate=2026-11-05&endDate=2026-11-05&filter=" + Filter("CompanyName", "substring", "tum SCH"))));
        Assert.Empty(Items(await Get("?startDate=2026-11-04&endDate=2026-11-04&filter=" + Filter("CompanyName", "substring", "tum SCH"))));
        Assert.Empty(Items(await Get("?startDate=2026-11-06&endDate=2026-11-07&filter=" + Filter("CompanyName", "substring", "tum SCH"))));
    }

    [Theory]
    [InlineData("?startDate=2026-10-05&endDate=2026-11-05")]
    [InlineData("?startDate=2026-08-06&endDate=2026-08-08")]
    [InlineData("?startDate=2026-11-05&endDate=2026-11-04")]
    [InlineData("?startDate=yesterday")]
    [InlineData("?endDate=32.12.2026")]
    [InlineData("?filter=nonsense")]
    [InlineData("?filter=%5B%5D")]
    [InlineData("?filter=%7B%22Field%22%3A%22CustomerId%22%2C%22Operator%22%3A%22equals%22%7D")]
    [InlineData("?filter=%7B%22Field%22%3A%22CompanyName%22%2C%22Value%22%3A7%2C%22Operator%22%3A%22substring%22%7D")]
    [InlineData("?size=x")]
    [InlineData("?filter=%7B%22Field%22%3A%22CustomerId%22%2C%22Value%22%3A%22a%22%2C%22Operator%22%3A%22substring%22%7D")]
    public async Task Too_long_too_old_and_senseless_requests_are_400(string query)
    {
        var answer = await Get(query);

        Assert.Equal((400, "800002"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task The_resource_type_filters()
    {
        Assert.NotEmpty(Items(await Get("?filter=" + Filter("ResourceType", "equals", "customer"))));
        Assert.NotEmpty(Items(await Get("?filter=" + Filter("RESOURCETYPE", "equals", "Customer"))));
        Assert.Empty(Items(await Get("?filter=" + Filter("ResourceType", "equals", "order"))));
        Assert.Empty(Items(await Get("?filter=" + Filter("ResourceType", "equals", "custom"))));
        Assert.Empty(Items(await Get("?filter=" + Filter("CustomerId", "equals", _customer.CustomerId.Substring(0, 8)))));
    }

    [Fact]
    public async Task Pages_do_not_shift_when_something_is_written_between_them()
    {
        var all = Items(await Get("?size=500")).Select(r => Text(r, "id")).ToList();
        Assert.True(all.Count > 6);
        var first = await Get("?size=4");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _api.PutAsync("/v1/customers/" + _customer.CustomerId + "/qualification", "\"education\"");
        var ids = Items(first).Select(r => Text(r, "id")).ToList();
        var page = first;
        while (page.Json.GetProperty("links").TryGetProperty("next", out var next))
        {
            page = await _api.GetAsync(
                "/v1" + next.GetProperty("uri").GetString(), ("MS-ContinuationToken", next.GetProperty("headers")[0].GetProperty("value").GetString()!));
            ids.AddRange(Items(page).Select(r => Text(r, "id")));
        }

        Assert.Equal(all, ids);
    }

    [Fact]
    public async Task The_links_and_the_count_are_those_of_what_was_asked()
    {
        const string Query = "startDate=2026-10-10&endDate=2026-11-05&filter=";
        var filter = Filter("ResourceType", "equals", "customer");
        var page = (await Get("?size=2&" + Query + filter)).Json;

        Assert.Equal(["totalCount", "items", "links", "continuationToken", "attributes"], page.EnumerateObject().Select(property => property.Name));
        Assert.Equal("""{"objectType":"Collection"}""", page.GetProperty("attributes").GetRawText());
        Assert.Equal(2, page.GetProperty("items").GetArrayLength());
        Assert.Equal(Items(await Get("?size=500&" + Query + filter)).Count, page.GetProperty("totalCount").GetInt32());
        var links = page.GetProperty("links");
        Assert.Equal(["next", "self"], links.EnumerateObject().Select(property => property.Name));
        Assert.Equal("/auditrecords?size=2&" + Query + filter + "&seekOperation=Next", Text(links.GetProperty("next"), "uri"));
        Assert.Equal("/auditrecords?size=2&" + Query + filter, Text(links.GetProperty("self"), "uri"));
        Assert.Equal(Text(page, "continuationToken"), Text(links.GetProperty("next").GetProperty("headers")[0], "value"));
        Assert.Equal("/auditrecords?size=0", Text((await Get(string.Empty)).Json.GetProperty("links").GetProperty("self"), "uri"));
    }

    [Fact]
    public async Task The_history_says_who_asked_and_who_decided()
    {
        foreach (var record in Items(await Get("?size=500")))
        {
            var decided = record.GetProperty("resourceOldValue").ValueKind == JsonValueKind.String;
            Assert.Equal(decided ? "vetting@partnercenter.microsoft.com" : EmulatorDefaults.UserPrincipalName, Text(record, "userPrincipalName"));
            Assert.Equal((EmulatorDefaults.ApplicationId, "succeeded"), (Text(record, "applicationId"), Text(record, "operationStatus")));
            var customer = _emulator.GetCustomer(Text(record, "customerId"));
            Assert.Equal(customer.CompanyName, Text(record, "customerName"));
            if (!decided)
            {
                using var value = JsonDocument.Parse(Text(record, "resourceNewValue"));
                var word = value.RootElement.GetProperty("qualification").GetString();
                Assert.Equal(word == "Education" ? "InReview" : word == "StateOwnedEntity" ? null : "Approved", value.RootElement.TryGetProperty("vettingStatus", out var status) ? status.GetString() : null);
                Assert.Equal(word, record.GetProperty("customizedData")[0].GetProperty("value").GetString());
            }
        }
    }

    private static string Filter(string field, string comparison, string value) =>
        Uri.EscapeDataString(JsonSerializer.Serialize(new { Field = field, Value = value, Operator = comparison }));

    private static List<JsonElement> Items(TestAnswer answer) => answer.Json.GetProperty("items").EnumerateArray().ToList();

    private static string Text(JsonElement record, string name) => record.GetProperty(name).GetString()!;

    private Task<TestAnswer> Get(string query) => _api.GetAsync("/v1/auditrecords" + query);
}
