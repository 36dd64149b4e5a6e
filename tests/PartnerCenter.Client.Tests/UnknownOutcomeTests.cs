using System;
using System.Linq;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// What a caller is told of a write whose answer was lost or empty.
/// </summary>
public sealed class UnknownOutcomeTests
{
    private const string Conflict = """{"code":"1","description":"The customer has it already."}""";

    public static TheoryData<string> Operations { get; } = new(WriteConnection.Create, WriteConnection.Update);

    private static void RespondOnce(TestConnection connection, string method, CannedResponse response) =>
        connection.Emulator.RespondOnce(request => request.IsApiRequest && request.Method == method, response);

    private static string MethodOf(string operation) => operation == WriteConnection.Create ? "POST" : "PUT";

    // The service does not know the request again, so the client's own retry meets its own first write.
    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_conflict_after_a_lost_answer_is_a_success_where_reading_back_shows_it(string operation)
    {
        using var connection = await TestConnection.OpenAsync();
        var customer = connection.AddSchool();
        connection.FailFirst(operation, FaultKinds.LostAnswer);
        var lost = true;
        connection.Emulator.RespondWith(
            request => request.IsApiRequest && request.Method == MethodOf(operation) && !(lost && !(lost = false)), CannedResponse.Json(Conflict, 409));
        Assert.Equal(Qualification.Education, (await customer.WriteAsync(operation)).Qualification);
        Assert.Equal(1, connection.Emulator.Statistics.Writes);
        Assert.Equal("GET", connection.ApiRequests[^1].Method);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_conflict_after_a_lost_answer_is_a_conflict_where_reading_back_does_not_show_it(string operation)
    {
        using var connection = await TestConnection.OpenAsync();
        RespondOnce(connection, MethodOf(operation), CannedResponse.Json("{}", 502));
        RespondOnce(connection, MethodOf(operation), CannedResponse.Json(Conflict, 409));
        var failure = await connection.AddSchool().FailToWriteAsync(operation);
        Assert.Equal(PartnerErrorCode.QualificationConflict, failure.Error);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_conflict_after_a_lost_answer_is_unknown_where_reading_back_fails(string operation)
    {
        using var connection = await TestConnection.OpenAsync();
        RespondOnce(connection, MethodOf(operation), CannedResponse.Json("{}", 502));
        RespondOnce(connection, MethodOf(operation), CannedResponse.Json(Conflict, 409));
        connection.Emulator.RespondWith(request => request.Method == "GET", CannedResponse.Json("""{"code":"20002","description":"No relationship."}""", 403));
        var customer = connection.AddSchool();
        var failure = await customer.FailToWriteAsync(operation);
        Assert.Equal(PartnerErrorCode.OutcomeUnknown, failure.Error);
        Assert.Equal(customer.CustomerId, failure.CustomerId);
        Assert.Contains("No relationship", failure.Message, StringComparison.Ordinal);
        Assert.Contains("before you request again", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_conflict_at_the_first_attempt_is_not_read_back(string operation)
    {
        using var connection = await TestConnection.OpenAsync();
        RespondOnce(connection, MethodOf(operation), CannedResponse.Json(Conflict, 409));
        Assert.Equal(PartnerErrorCode.QualificationConflict, (await connection.AddSchool().FailToWriteAsync(operation)).Error);
        Assert.All(connection.ApiRequests, request => Assert.Equal(MethodOf(operation), request.Method));
    }

    // A gateway answers 503, too, when it has waited long enough for a service that performs the write.
    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_conflict_after_any_failed_attempt_is_read_back(string operation)
    {
        using var connection = await TestConnection.OpenAsync();
        var customer = connection.AddSchool();
        connection.Emulator.GetCustomer(customer.CustomerId).Qualifications.Add(new EmulatedQualification("Education", "Approved"));
        RespondOnce(connection, MethodOf(operation), CannedResponse.Json("{}", 503));
        RespondOnce(connection, MethodOf(operation), CannedResponse.Json(Conflict, 409));
        Assert.Equal(Qualification.Education, (await customer.WriteAsync(operation)).Qualification);
    }

    public static TheoryData<string, int, string> Refusals
    {
        get
        {
            var data = new TheoryData<string, int, string>();
            foreach (var operation in Operations)
            {
                data.Add(operation, 400, """{"code":"400","description":"The customer already has the qualification."}""");
                data.Add(operation, 403, """{"code":"403","description":"Tagging denied."}""");
                data.Add(operation, 403, """{"code":"403","description":"The validation code has no creates left."}""");
                data.Add(operation, 404, """{"code":"1000","description":"Not found."}""");
                data.Add(operation, 412, """{"code":"412","description":"Changed meanwhile."}""");
            }

            return data;
        }
    }

    // The repetition of a write that was performed is refused in many words.
    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_after_a_lost_answer_is_a_success_where_reading_back_shows_it(string operation, int status, string body)
    {
        using var connection = await TestConnection.OpenAsync();
        var customer = connection.AddSchool();
        connection.FailFirst(operation, FaultKinds.LostAnswer);
        var isFirst = true;
        connection.Emulator.RespondWith(
            request => request.IsApiRequest && request.Method == MethodOf(operation) && !(isFirst && !(isFirst = false)), CannedResponse.Json(body, status));
        Assert.Equal(Qualification.Education, (await customer.WriteAsync(operation)).Qualification);
        Assert.Equal(1, connection.Emulator.Statistics.Writes);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_after_a_lost_answer_is_a_refusal_where_reading_back_does_not_show_it(string operation, int status, string body)
    {
        using var connection = await TestConnection.OpenAsync();
        RespondOnce(connection, MethodOf(operation), CannedResponse.Json("{}", 504));
        RespondOnce(connection, MethodOf(operation), CannedResponse.Json(body, status));
        var failure = await connection.AddSchool().FailToWriteAsync(operation);
        Assert.NotEqual(PartnerErrorCode.OutcomeUnknown, failure.Error);
        Assert.Equal(status, failure.StatusCode);
        Assert.False(failure.MayHaveArrived);
    }

    [Fact]
    public async Task An_accepted_request_that_reads_as_denied_is_told_as_denied()
    {
        using var connection = await TestConnection.OpenAsync();
        RespondOnce(connection, "POST", new CannedResponse(202));
        RespondOnce(
            connection, "GET", CannedResponse.Json("""[{"qualification":"Education","vettingStatus":"Denied","vettingReason":"Not an Education Customer"}]"""));
        var told = await connection.AddSchool().WriteAsync(WriteConnection.Create);
        Assert.Equal(
            (Qualification.Education, VettingStatus.Denied, "Not an Education Customer"), (told.Qualification, told.VettingStatus, told.VettingReason));
    }

    [Theory]
    [InlineData("[]", 200)]
    [InlineData("""{"code":"20002","description":"No relationship."}""", 403)]
    public async Task An_accepted_request_that_reading_does_not_show_has_no_known_status(string body, int status)
    {
        using var connection = await TestConnection.OpenAsync();
        RespondOnce(connection, "POST", new CannedResponse(202));
        RespondOnce(connection, "GET", CannedResponse.Json(body, status));
        var told = await connection.AddSchool().WriteAsync(WriteConnection.Create);
        Assert.Equal((Qualification.Education, VettingStatus.Unknown), (told.Qualification, told.VettingStatus));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\" \"")]
    public async Task An_update_whose_answer_says_nothing_is_told_with_what_reading_back_shows(string? body)
    {
        using var connection = await TestConnection.OpenAsync();
        var answer = body is null ? new CannedResponse(204) : CannedResponse.Json(body);
        foreach (var (word, expected) in ((string, Qualification)[])[("Education", Qualification.Education), ("none", Qualification.None)])
        {
            RespondOnce(connection, "PUT", answer);
            RespondOnce(connection, "GET", CannedResponse.Json($"\"{word}\""));
            Assert.Equal(expected, (await connection.AddSchool().WriteAsync(WriteConnection.Update)).Qualification);
        }
    }

    [Fact]
    public async Task A_denied_qualification_does_not_count_as_the_requested_one()
    {
        using var connection = await TestConnection.OpenAsync();
        RespondOnce(connection, "POST", CannedResponse.Json("{}", 504));
        RespondOnce(connection, "POST", CannedResponse.Json(Conflict, 409));
        RespondOnce(
            connection, "GET", CannedResponse.Json("""[{"qualification":"Education","vettingStatus":"Denied","vettingReason":"Not an Education Customer"}]"""));
        Assert.Equal(PartnerErrorCode.QualificationConflict, (await connection.AddSchool().FailToWriteAsync(WriteConnection.Create)).Error);
    }

    [Theory]
    [InlineData(WriteConnection.Create, 500)]
    [InlineData(WriteConnection.Create, 502)]
    [InlineData(WriteConnection.Create, 504)]
    [InlineData(WriteConnection.Create, 408)]
    [InlineData(WriteConnection.Update, 500)]
    [InlineData(WriteConnection.Update, 504)]
    public async Task A_write_that_fails_in_every_attempt_is_looked_for(string operation, int status)
    {
        using var connection = await TestConnection.OpenAsync(retries: 2);
        connection.Emulator.RespondWith(
            request => request.IsApiRequest && request.Method == MethodOf(operation), CannedResponse.Json("""{"code":"1","description":"Not now."}""", status));
        var customer = connection.AddSchool();
        var failure = await customer.FailToWriteAsync(operation);
        Assert.Equal(PartnerErrorCode.OutcomeUnknown, failure.Error);
        Assert.Equal(status, failure.StatusCode);
        Assert.Equal("1", failure.ServiceCode);
        Assert.Contains("do not include it", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("again later", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(3, connection.Writes().Count);

        // The same, but somebody has set it meanwhile: reading back shows what counts.
        connection.Emulator.GetCustomer(customer.CustomerId).Qualifications.Add(new EmulatedQualification("Education", "Approved"));
        Assert.Equal(Qualification.Education, (await customer.WriteAsync(operation)).Qualification);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_write_that_never_left_is_no_unknown_outcome(string operation)
    {
        var nobody = await LoopbackServer.UnusedAddressAsync();

        using var client = await PartnerClient.ConnectAsync(
            PartnerCredentials.AccessToken(Secret.Hide("opaque")),
            new PartnerClientOptions { Endpoint = nobody, RetryDelay = TimeSpan.FromMilliseconds(1), RetryAttempts = 1 },
            TestContext.Current.CancellationToken);
        var failure = await client.Customers["5aa9d8cf-1f1c-4b6e-9a0c-000000000001"].FailToWriteAsync(operation);
        Assert.Equal(PartnerErrorCode.ServiceUnavailable, failure.Error);
        Assert.False(failure.MayHaveArrived);
    }

    [Theory]
    [InlineData(WriteConnection.Create, 200)]
    [InlineData(WriteConnection.Create, 202)]
    [InlineData(WriteConnection.Create, 204)]
    [InlineData(WriteConnection.Update, 200)]
    [InlineData(WriteConnection.Update, 202)]
    [InlineData(WriteConnection.Update, 204)]
    public async Task An_answer_without_content_is_a_success_told_with_what_reading_back_shows(string operation, int status)
    {
        using var connection = await TestConnection.OpenAsync();
        RespondOnce(connection, MethodOf(operation), new CannedResponse(status));
        RespondOnce(connection, "GET", CannedResponse.Json(
            operation == WriteConnection.Create
                ? """[{"qualification":"StateOwnedEntity"},{"qualification":"education","vettingStatus":"InReview"}]"""
                : "\"education\""));
        var customer = connection.AddSchool();
        var written = await customer.WriteAsync(operation);
        Assert.Equal(Qualification.Education, written.Qualification);
        Assert.Equal(operation == WriteConnection.Create ? VettingStatus.InReview : VettingStatus.None, written.VettingStatus);
        Assert.Equal(customer.CustomerId, written.CustomerId);
        Assert.Equal([MethodOf(operation), "GET"], connection.ApiRequests.Select(request => request.Method));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_accepted_write_is_a_success_even_where_reading_back_fails(string operation)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        RespondOnce(connection, MethodOf(operation), new CannedResponse(202));
        connection.Emulator.RespondWith(request => request.Method == "GET", new CannedResponse(503));
        Assert.Equal(Qualification.Education, (await connection.AddSchool().WriteAsync(operation)).Qualification);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Closing_the_connection_leaves_the_outcome_open(string operation)
    {
        using var connection = await TestConnection.OpenAsync(options => options.Latency = TimeSpan.FromMinutes(1));
        var writing = connection.AddSchool().FailToWriteAsync(operation);
        connection.Client.Dispose();
        var failure = await writing.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal(PartnerErrorCode.NotConnected, failure.Error);
        Assert.True(failure.MayHaveArrived);
    }
}
