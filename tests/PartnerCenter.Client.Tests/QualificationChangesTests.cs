using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// <c>GET /v1/auditrecords</c>: the spans and pages that are asked for, and every shape of a recorded value.
/// </summary>
public sealed class QualificationChangesTests
{
    private static async Task<List<QualificationChange>> ListAsync(
        TestConnection connection, DateTimeOffset since, DateTimeOffset? until = null, string? customerId = null) =>
        await connection.Client.AuditRecords.ListQualificationChangesAsync(since, until, customerId, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);

    private static async Task<PartnerCenterException> FailAsync(
        TestConnection connection, DateTimeOffset since, DateTimeOffset? until = null, string? customerId = null) =>
        await Assert.ThrowsAsync<PartnerCenterException>(() => ListAsync(connection, since, until, customerId));

    private static string Json(string? value) => value is null ? "null" : JsonSerializer.Serialize(value);

    private static string Record(
        string id, string? oldValue, string? newValue, string operation = "update_customer_qualification", string status = "succeeded", string? date = null) =>
        $$"""
        {"id":"{{id}}","partnerId":"p","customerId":"5AA9D8CF-1F1C-4B6E-9A0C-000000000001","customerName":"Contoso","userPrincipalName":"admin@contoso.onmicrosoft.com",
        "applicationId":"app","resourceType":"customer","operationType":"{{operation}}","operationDate":"{{date ?? DateTimeOffset.UtcNow.AddMinutes(-1).ToString("O", CultureInfo.InvariantCulture)}}",
        "operationStatus":"{{status}}","resourceOldValue":{{Json(oldValue)}},"resourceNewValue":{{Json(newValue)}},"originalCorrelationId":"correlation",
        "customizedData":[{"key":"a","value":"b"}]}
        """;

    private static CannedResponse Page(params string[] records) =>
        CannedResponse.Json($$"""{"totalCount":{{records.Length}},"items":[{{string.Join(',', records)}}],"links":{ } }""");

    private static Dictionary<string, string> Query(RecordedRequest request) => request.Query.TrimStart('?').Split('&')
        .Select(part => part.Split('=', 2)).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));

    [Theory]
    [InlineData("UpdateCustomerQualification", 2)]
    [InlineData("update customer-qualification", 2)]
    [InlineData("update_customer", 1)]
    public async Task The_operation_in_any_spelling(string operation, int count)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        connection.Respond(Page(Record("a", null, "\"Education\""), Record("b", null, "\"Education\"", operation)));
        Assert.Equal(count, (await ListAsync(connection, DateTimeOffset.UtcNow.AddDays(-1))).Count);
    }

    [Theory]
    [InlineData("36")]
    [InlineData("null")]
    [InlineData("""{"name":"update_customer_qualification"}""")]
    public async Task A_record_that_does_not_say_its_operation_is_told(string operation)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        connection.Respond(
            Page(Record("a", null, "\"Education\""), Record("b", null, "\"Education\"").Replace("\"update_customer_qualification\"", operation)));
        var failures = new List<PartnerCenterException>();
        var changes = await connection.Client.With(new PartnerOperation { UnreadableItem = failures.Add })
            .AuditRecords.ListQualificationChangesAsync(DateTimeOffset.UtcNow.AddDays(-1), cancellationToken: TestContext.Current.CancellationToken)
                .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal("a", Assert.Single(changes).RecordId);
        Assert.Contains(
            "item 2 of page 1 could not be read: an audit record has no operation", Assert.Single(failures).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operation_under_way_and_done_under_one_id()
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        var date = DateTimeOffset.UtcNow.AddMinutes(-1).ToString("O", CultureInfo.InvariantCulture);
        var (progress, done) = (Record("a", null, "\"Education\"", status: "progress", date: date), Record("a", null, "\"Education\"", date: date));
        connection.Respond(Page(progress, done, done, Record("b", null, null, status: "Succeeded, Failed")));
        var changes = await ListAsync(connection, DateTimeOffset.UtcNow.AddDays(-1));
        Assert.Equal([ChangeStatus.Progress, ChangeStatus.Succeeded, ChangeStatus.Unknown], changes.Select(change => change.Status));
    }

    [Fact]
    public async Task Who_changed_what_from_what_to_what()
    {
        var clock = new ManualTimeProvider();
        using var connection = await TestConnection.OpenAsync(options => options.VettingDuration = TimeSpan.FromMinutes(2), clock);
        var customer = connection.AddSchool();
        var operation = new PartnerOperation();
        var since = clock.GetUtcNow();
        await connection.Client.With(operation).Customers[customer.CustomerId].WriteAsync(WriteConnection.Create);
        clock.Advance(TimeSpan.FromMinutes(5));
        var changes = await ListAsync(connection, since, customerId: customer.CustomerId);
        Assert.Equal(2, changes.Count);
        var (request, decision) = (changes[0], changes[1]);
        Assert.Equal(customer.CustomerId, request.CustomerId);
        Assert.Equal("Adatum School", request.CustomerName);
        Assert.Equal(EmulatorDefaults.UserPrincipalName, request.ChangedBy);
        Assert.Equal(EmulatorDefaults.ApplicationId, request.ApplicationId);
        Assert.Equal(since, request.ChangedDate);
        Assert.Equal(ChangeStatus.Succeeded, request.Status);
        Assert.Equal(operation.CorrelationId, request.CorrelationId);
        Assert.NotEmpty(request.RecordId!);
        Assert.Empty(request.OldValue);
        Assert.Null(request.RawOldValue);
        Assert.Equal(VettingStatus.InReview, Assert.Single(request.NewValue).VettingStatus);
        Assert.StartsWith("""{"qualification":"Education","vettingStatus":"InReview",""", request.RawNewValue, StringComparison.Ordinal);
        Assert.Equal(request.RawNewValue, decision.RawOldValue);
        Assert.Equal(VettingStatus.InReview, Assert.Single(decision.OldValue).VettingStatus);
        Assert.Equal(VettingStatus.Approved, Assert.Single(decision.NewValue).VettingStatus);
        Assert.Equal(customer.CustomerId, decision.NewValue[0].CustomerId);
        Assert.Equal("vetting@partnercenter.microsoft.com", decision.ChangedBy);
        Assert.Equal(since.AddMinutes(2), decision.ChangedDate);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(29, 1)]
    [InlineData(30, 2)]
    [InlineData(45, 2)]
    [InlineData(60, 3)]
    [InlineData(89.9, 3)]
    public async Task A_long_time_is_cut_into_what_one_request_may_span(double days, int requests)
    {
        using var connection = await TestConnection.OpenAsync(options => options.CustomerCount = 0);
        var now = DateTimeOffset.UtcNow;
        await ListAsync(connection, now.AddDays(-days), now);
        AssertSpans(connection, now.AddDays(-days), now);
        Assert.InRange(connection.ApiRequests.Count, requests, requests + 1);
    }

    private static DateOnly Day(string text) => DateOnly.FromDateTime(DateTime.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture));

    // No gap, no overlap, no span that the service refuses, and the whole time from the first day to the last.
    private static void AssertSpans(TestConnection connection, DateTimeOffset since, DateTimeOffset until)
    {
        var spans = connection.ApiRequests.Select(Query)
            .Select(query => (First: Day(query["startDate"]), Last: Day(query["endDate"]))).ToList();
        Assert.All(connection.ApiRequests, request => Assert.Equal(200, request.StatusCode));
        Assert.Equal(DateOnly.FromDateTime(since.UtcDateTime), spans[0].First);
        Assert.Equal(DateOnly.FromDateTime(until.UtcDateTime), spans[^1].Last);
        Assert.All(spans, span => Assert.InRange(span.Last.DayNumber - span.First.DayNumber, 0, 29));
        Assert.All(spans.Skip(1).Zip(spans), pair => Assert.Equal(pair.Second.Last.AddDays(1), pair.First.First));
    }

    [Fact]
    public async Task Dates_are_the_service_s_days_whatever_the_offset()
    {
        var clock = new ManualTimeProvider();
        using var connection = await TestConnection.OpenAsync(options => options.CustomerCount = 0, clock);
        var midnight = new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date.AddDays(-3), TimeSpan.Zero);
        await ListAsync(connection, midnight.AddHours(-1).ToOffset(TimeSpan.FromHours(9)), midnight.AddHours(1).ToOffset(TimeSpan.FromHours(-8)));
        var query = Query(Assert.Single(connection.ApiRequests));
        Assert.Equal(midnight.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), query["startDate"]);
        Assert.Equal(midnight.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), query["endDate"]);
        Assert.DoesNotContain("filter", query.Keys);
    }

    [Fact]
    public async Task Records_outside_the_time_are_left_out_though_the_service_counts_in_days()
    {
        using var connection = await TestConnection.OpenAsync();
        var now = DateTimeOffset.UtcNow;
        string At(string id, int minutes) => Record(id, null, "\"education\"", date: now.AddMinutes(minutes).ToString("O", CultureInfo.InvariantCulture));
        connection.Respond(Page(At("late", -9), At("last", -10), At("first", -20), At("early", -21)));
        var changes = await ListAsync(connection, now.AddMinutes(-20), now.AddMinutes(-10));
        Assert.Equal(["first", "last"], changes.Select(change => change.RecordId));
    }

    [Fact]
    public async Task Ninety_days_are_kept_and_no_more()
    {
        var clock = new ManualTimeProvider();
        using var connection = await TestConnection.OpenAsync(options => options.CustomerCount = 0, clock);
        var now = clock.GetUtcNow();
        await ListAsync(connection, now.AddDays(-90));
        AssertSpans(connection, now.AddDays(-90), now);
        connection.Emulator.Statistics.Reset();

        var failure = await FailAsync(connection, now.AddDays(-92));
        Assert.Equal(PartnerErrorCode.InvalidRequest, failure.Error);
        Assert.True(failure.AffectsEveryCustomer);
        Assert.Contains("90 days", failure.Message, StringComparison.Ordinal);
        Assert.NotEmpty(failure.RecommendedAction);
        Assert.Equal(0, connection.Emulator.Statistics.Requests);
    }

    // "The last 90 days" was computed a moment before it is asked for.
    [Fact]
    public async Task Ninety_days_ago_as_somebody_computed_it_a_moment_ago_is_not_too_old()
    {
        using var connection = await TestConnection.OpenAsync(options => options.CustomerCount = 0);
        await ListAsync(connection, DateTimeOffset.UtcNow.AddDays(-90).AddSeconds(-1));
        Assert.All(connection.ApiRequests, request => Assert.Equal(200, request.StatusCode));
        Assert.NotEmpty(connection.ApiRequests);
    }

    // The service's clock may be ahead of this machine's.
    [Fact]
    public async Task Without_an_end_the_newest_record_counts_whatever_its_time()
    {
        using var connection = await TestConnection.OpenAsync();
        var ahead = DateTimeOffset.UtcNow.AddMinutes(1);
        connection.Respond(Page(Record("1", null, "\"education\"", date: ahead.ToString("O", CultureInfo.InvariantCulture))));
        Assert.Single(await ListAsync(connection, ahead.AddDays(-1)));
        Assert.Empty(await ListAsync(connection, ahead.AddDays(-1), ahead.AddMinutes(-1)));
    }

    [Fact]
    public async Task What_lies_ahead_costs_no_requests()
    {
        using var connection = await TestConnection.OpenAsync(options => options.CustomerCount = 0);
        var now = DateTimeOffset.UtcNow;
        await ListAsync(connection, now.AddDays(-1), now.AddYears(10));
        await ListAsync(connection, now.AddDays(-1), DateTimeOffset.MaxValue);
        Assert.Equal(2, connection.ApiRequests.Count);
        Assert.All(connection.ApiRequests, request => Assert.Equal(200, request.StatusCode));
    }

    [Fact]
    public async Task The_wrong_order_is_refused_in_words()
    {
        using var connection = await TestConnection.OpenAsync();
        var now = DateTimeOffset.UtcNow;
        var failure = await FailAsync(connection, now.AddDays(-1), now.AddDays(-2));
        Assert.Equal(PartnerErrorCode.InvalidRequest, failure.Error);
        Assert.Contains("later than", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, connection.Emulator.Statistics.Requests);
    }

    [Fact]
    public async Task A_customer_is_the_service_s_filter_in_the_id_s_one_form()
    {
        using var connection = await TestConnection.OpenAsync();
        await ListAsync(connection, DateTimeOffset.UtcNow.AddDays(-45), customerId: connection.CustomerId.ToUpperInvariant());
        Assert.All(connection.ApiRequests, request => Assert.Equal(
            $$"""{"Field":"CustomerId","Value":"{{connection.CustomerId}}","Operator":"equals"}""", Query(request)["filter"]));
        Assert.InRange(connection.ApiRequests.Count, 2, 3);
        connection.Emulator.Statistics.Reset();
        Assert.Equal(PartnerErrorCode.InvalidCustomerId, (await FailAsync(connection, DateTimeOffset.UtcNow.AddDays(-1), customerId: "contoso")).Error);
        Assert.Equal(0, connection.Emulator.Statistics.Requests);
    }

    [Fact]
    public async Task All_pages_are_read_and_the_oldest_comes_first()
    {
        using var connection = await TestConnection.OpenAsync(options => (options.AuditPageSize, options.CustomerCount) = (7, 300));
        var changes = await ListAsync(connection, DateTimeOffset.UtcNow.AddDays(-89));
        var pages = connection.ApiRequests.Count;
        Assert.True(pages > 10, $"{pages}");
        Assert.Contains(connection.ApiRequests, request => request.Headers.ContainsKey("MS-ContinuationToken"));
        Assert.Equal(changes.OrderBy(change => change.ChangedDate).Select(change => change.RecordId), changes.Select(change => change.RecordId));
        Assert.Equal(changes.Count, changes.Select(change => change.RecordId).Distinct().Count());

        connection.Emulator.Options.AuditPageSize = 500;
        Assert.Equal(
            changes.Select(change => change.RecordId), (await ListAsync(connection, DateTimeOffset.UtcNow.AddDays(-89))).Select(change => change.RecordId));
    }

    [Fact]
    public async Task An_application_may_ask()
    {
        using var connection = await TestConnection.OpenAsync(credential: WriteConnection.AppOnly);
        Assert.NotEmpty(await ListAsync(connection, DateTimeOffset.UtcNow.AddDays(-60)));
    }

    [Fact]
    public async Task Records_of_other_operations_are_left_out()
    {
        using var connection = await TestConnection.OpenAsync();
        connection.Respond(
            Page(
                Record("1", null, "\"education\"", "create_order"), Record("2", null, "\"education\"", "Update_Customer_Qualification"),
                Record("3", null, null, "add_customer_order")));
        Assert.Equal("2", Assert.Single(await ListAsync(connection, DateTimeOffset.UtcNow.AddDays(-1))).RecordId);
    }

    [Theory]
    [InlineData("succeeded", ChangeStatus.Succeeded)]
    [InlineData("Failed", ChangeStatus.Failed)]
    [InlineData("progress", ChangeStatus.Progress)]
    [InlineData("Decline", ChangeStatus.Decline)]
    [InlineData("declined", ChangeStatus.Unknown)]
    [InlineData("", ChangeStatus.Unknown)]
    [InlineData("17", ChangeStatus.Unknown)]
    public async Task How_it_ended(string status, ChangeStatus expected)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.Respond(Page(Record("1", null, "\"education\"", status: status)));
        var change = Assert.Single(await ListAsync(connection, DateTimeOffset.UtcNow.AddDays(-1)));
        Assert.Equal((expected, status), (change.Status, change.RawStatus));
        Assert.Equal("b", change.CustomizedData["a"]);
    }

    [Theory]
    [InlineData("""[{"key":"a","value":"b"},{"Key":"c","Value":null},{"key":"d","value":{"e":1}}]""", """a=b, c=, d={"e":1}""")]
    [InlineData("""{"a":"b","c":[1]}""", "a=b, c=[1]")]
    [InlineData("""["x",null,{"value":"y"},{"key":"a","value":"b"}]""", """1=x, 3={"value":"y"}, a=b""")]
    [InlineData("\"x\"", "1=x")]
    [InlineData("7", "1=7")]
    [InlineData("[]", "")]
    [InlineData("null", "")]
    public async Task What_else_was_recorded(string json, string expected)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.Respond(Page($$"""{"id":"1","operationType":"update_customer_qualification","customizedData":{{json}}}"""));
        var change = Assert.Single(await ListAsync(connection, DateTimeOffset.UtcNow.AddDays(-1)));
        Assert.Equal(expected, string.Join(", ", change.CustomizedData.Select(pair => $"{pair.Key}={pair.Value}")));
    }

    [Theory]
    [InlineData("""[{"key":"Qualification","value":"b"}]""")]
    [InlineData("""{"Qualification":"b"}""")]
    public async Task What_else_was_recorded_is_found_in_any_letter_case(string json)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.Respond(Page($$"""{"id":"1","operationType":"update_customer_qualification","customizedData":{{json}}}"""));
        var change = Assert.Single(await ListAsync(connection, DateTimeOffset.UtcNow.AddDays(-1)));
        Assert.Equal("b", change.CustomizedData["qualification"]);
    }

    [Theory]
    [InlineData("""{"qualification":"Education","vettingStatus":"Denied","vettingReason":"No"}""", "Education (Denied)")]
    [InlineData("""[{"qualification":"Education","vettingStatus":"Approved"},{"qualification":"StateOwnedEntity"}]""", "Education (Approved), StateOwnedEntity")]
    [InlineData("""{"qualifications":[{"qualification":"government_community_cloud","vettingCreateDate":"2026-01-01T00:00:00Z"}]}""",
        "GovernmentCommunityCloud")]
    [InlineData("""  {"Qualification":"Education",} // as the documents write""", "Education")]
    [InlineData("\"education\"", "Education")]
    [InlineData("Education", "Education")]
    [InlineData("1", "Education")]
    [InlineData("\"Hospital\"", "Hospital")]
    [InlineData("\"none\"", "")]
    [InlineData("none", "")]
    [InlineData("0", "")]
    [InlineData("[]", "")]
    [InlineData("{}", "")]
    [InlineData("null", "")]
    [InlineData("", "")]
    [InlineData("  ", "")]
    [InlineData(null, "")]
    [InlineData("Granted by hand", "")]
    [InlineData("{\"qualification\":", "")]
    [InlineData("[null]", "")]
    [InlineData("{\"qualification\":\"\\ud800\"}", "\\ud800")]
    [InlineData("\"\\ud800\"", "\\ud800")]
    [InlineData("true", "")]
    [InlineData("1.5", "1.5")]
    public async Task Every_shape_of_a_value_beside_its_text(string? value, string expected)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.Respond(Page(Record("1", value, "\"education\""), Record("2", "\"education\"", value)));
        var changes = await ListAsync(connection, DateTimeOffset.UtcNow.AddDays(-1));
        Assert.Equal(expected, string.Join(", ", changes[0].OldValue));
        Assert.Equal(expected, string.Join(", ", changes[1].NewValue));
        Assert.Equal(value, changes[0].RawOldValue);
        Assert.Equal(value, changes[1].RawNewValue);
        Assert.All(changes[0].OldValue, item => Assert.Equal("5aa9d8cf-1f1c-4b6e-9a0c-000000000001", item.CustomerId));
    }

    [Fact]
    public async Task A_record_that_says_little()
    {
        using var connection = await TestConnection.OpenAsync();
        connection.Respond(
            Page(
                """{"operationType":"update_customer_qualification"}""",
                """{"operationType":"update_customer_qualification","customerId":"not an id","userPrincipalName":""}"""));
        var changes = await ListAsync(connection, DateTimeOffset.UtcNow.AddDays(-1));
        Assert.Equal([null, "not an id"], changes.Select(change => change.CustomerId));
        Assert.All(changes, change => Assert.Null(change.ChangedBy));
        Assert.All(changes, change => Assert.Null(change.ChangedDate));
        Assert.All(changes, change => Assert.Empty(change.NewValue));
    }

    [Fact]
    public async Task A_failure_on_the_way_comes_after_the_spans_before_it()
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        var now = DateTimeOffset.UtcNow;
        connection.RespondOnce(Page(Record("1", null, "\"education\"", date: now.AddDays(-44).ToString("O", CultureInfo.InvariantCulture))));
        connection.RespondOnce(new CannedResponse(503));
        var seen = new List<string?>();
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(async () =>
        {
            await foreach (var change in connection.Client.AuditRecords.ListQualificationChangesAsync(
                now.AddDays(-45), cancellationToken: TestContext.Current.CancellationToken))
            {
                seen.Add(change.RecordId);
            }
        });
        Assert.Equal(PartnerErrorCode.ServiceUnavailable, failure.Error);
        Assert.Equal(["1"], seen);
    }

    [Fact]
    public async Task A_failure_of_the_second_page_comes_after_the_first_one()
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        var now = DateTimeOffset.UtcNow;
        string[] records = [.. new[] { 2, 3 }.Select(
            minutes => Record($"{minutes} ago", null, "\"education\"", date: now.AddMinutes(-minutes).ToString("O", CultureInfo.InvariantCulture)))];
        connection.RespondOnce(CannedResponse.Json(
            $$"""{"totalCount":3,"items":[{{string.Join(',', records)}}],"links":{"next":{"uri":"/auditrecords?seekOperation=Next","headers":[{"key":"MS-ContinuationToken","value":"2"}]} } }"""));
        connection.RespondOnce(CannedResponse.Json("""{"code":"900308","description":"No privilege."}""", 403));
        var seen = new List<string?>();
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(async () =>
        {
            await foreach (var change in connection.Client.AuditRecords.ListQualificationChangesAsync(
                now.AddHours(-1), cancellationToken: TestContext.Current.CancellationToken))
            {
                seen.Add(change.RecordId);
            }
        });
        Assert.Equal(PartnerErrorCode.AccessDenied, failure.Error);
        Assert.Equal(["3 ago", "2 ago"], seen);
    }
}
