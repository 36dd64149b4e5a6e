using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// What holds for both ways to write: one request id per write and one effect, who may write, and what each refusal is called.
/// </summary>
public sealed class WritingTests
{
    public static TheoryData<string> Operations { get; } = new(WriteConnection.Create, WriteConnection.Update);

    public static MatrixTheoryData<string, FaultKinds> PassingFaults { get; } = new(
        [WriteConnection.Create, WriteConnection.Update],
        [
            FaultKinds.LostAnswer, FaultKinds.ResetBeforeHeaders, FaultKinds.Error500,
            FaultKinds.BadGateway502Html, FaultKinds.Unavailable503, FaultKinds.Unavailable503RetryAfter, FaultKinds.GatewayTimeout504,
            FaultKinds.Throttle429Seconds, FaultKinds.Throttle429Date, FaultKinds.Throttle429NoHeader,
        ]);

    [Theory]
    [MemberData(nameof(PassingFaults))]
    public async Task What_passes_is_tried_again_under_the_same_id_and_performed_once(string operation, FaultKinds kind)
    {
        var clock = new ManualTimeProvider();
        using var connection = await TestConnection.OpenAsync(clock: clock);
        var customer = connection.AddSchool();
        connection.FailFirst(operation, kind, times: 2);
        var written = await clock.RunAsync(customer.WriteAsync(operation));
        Assert.Equal(Qualification.Education, written.Qualification);
        Assert.Equal(3, connection.Writes().Count);
        Assert.Single(connection.Writes().Select(request => request.Headers["MS-RequestId"]).Distinct());
        Assert.Single(connection.Writes().Select(request => request.Headers["MS-CorrelationId"]).Distinct());
        Assert.Single(connection.Writes().Select(request => request.Body).Distinct());
        Assert.Equal(1, connection.Emulator.Statistics.Writes);
        Assert.Single(connection.Emulator.GetCustomer(customer.CustomerId).Qualifications);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_lost_answer_uses_a_validation_code_once(string operation)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.FailFirst(operation, FaultKinds.LostAnswer);
        var code = EmulatorDefaults.ValidationCodeWithOneLeft;
        Assert.Equal(Qualification.GovernmentCommunityCloud, (await connection.AddSchool().WriteAsync(operation, code)).Qualification);
        Assert.Equal(2, connection.Writes().Count);
        Assert.Equal(0, connection.Emulator.ValidationCodes.Single(one => one.ValidationId == code).RemainingCreates);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_renewed_sign_in_keeps_the_id(string operation)
    {
        using var connection = await TestConnection.OpenAsync(
            credential: emulator => PartnerCredentials.RefreshToken(Secret.Hide(emulator.IssueRefreshToken()), EmulatorDefaults.ApplicationId));
        var customer = connection.AddSchool();
        connection.Emulator.RevokeAccessTokens();
        await customer.WriteAsync(operation);
        Assert.Equal(401, connection.Writes()[0].StatusCode);
        Assert.Equal(2, connection.Writes().Count);
        Assert.Single(connection.Writes().Select(request => request.Headers["MS-RequestId"]).Distinct());
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Two_writes_have_two_ids(string operation)
    {
        using var connection = await TestConnection.OpenAsync();
        await connection.AddSchool().WriteAsync(operation);
        await connection.AddSchool().WriteAsync(operation);
        Assert.Equal(2, connection.Writes().Select(request => request.Headers["MS-RequestId"]).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_application_is_refused_without_a_request(string operation)
    {
        using var connection = await TestConnection.OpenAsync(credential: WriteConnection.AppOnly);
        var failure = await connection.AddSchool().FailToWriteAsync(operation);
        Assert.Equal(PartnerErrorCode.AppOnlyNotSupported, failure.Error);
        Assert.True(failure.AffectsEveryCustomer);
        Assert.Contains("app + user", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(0, connection.Emulator.Statistics.Requests);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_cancelled_write_ends_at_once(string operation)
    {
        using var connection = await TestConnection.OpenAsync(options => options.Latency = TimeSpan.FromMinutes(1));
        var customer = connection.AddSchool();
        using var source = new CancellationTokenSource();
        var writing = operation == WriteConnection.Create
            ? customer.Qualifications.CreateAsync(QualificationRequest.StateOwnedEntity(), source.Token)
            : customer.Qualification.UpdateAsync(Qualification.Education, null, source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }

    // Every row of the service's table, as a write meets it.
    [Theory]
    [InlineData(400, "800002", PartnerErrorCode.InvalidRequest, false)]
    [InlineData(400, "3000", PartnerErrorCode.InvalidRequest, false)]
    [InlineData(400, "900118", PartnerErrorCode.InvalidCustomerId, false)]
    [InlineData(401, "800001", PartnerErrorCode.SignInExpired, true)]
    [InlineData(401, null, PartnerErrorCode.SignInExpired, true)]
    [InlineData(401, "900420", PartnerErrorCode.InvalidAudience, true)]
    [InlineData(401, "900421", PartnerErrorCode.MfaRequired, true)]
    [InlineData(403, "900329", PartnerErrorCode.AppOnlyNotSupported, true)]
    [InlineData(403, "900308", PartnerErrorCode.AccessDenied, false)]
    [InlineData(403, "2032", PartnerErrorCode.AccessDenied, false)]
    [InlineData(403, "20002", PartnerErrorCode.AccessDenied, false)]
    [InlineData(403, "1002", PartnerErrorCode.AccessDenied, false)]
    [InlineData(403, "900309", PartnerErrorCode.AccessDenied, true)]
    [InlineData(404, "1000", PartnerErrorCode.CustomerNotFound, false)]
    [InlineData(404, "60003", PartnerErrorCode.CustomerNotFound, false)]
    [InlineData(409, null, PartnerErrorCode.QualificationConflict, false)]
    [InlineData(412, null, PartnerErrorCode.Conflict, false)]
    [InlineData(501, "1", PartnerErrorCode.ServiceUnavailable, false)]
    [InlineData(503, null, PartnerErrorCode.ServiceUnavailable, false)]
    public async Task A_status_with_a_code(int status, string? code, PartnerErrorCode error, bool affectsEveryCustomer)
    {
        foreach (var operation in (string[])[WriteConnection.Create, WriteConnection.Update])
        {
            using var connection = await TestConnection.OpenAsync(retries: 0);
            connection.Respond(
                code is null
                    ? new CannedResponse(status)
                    : CannedResponse.Json($$"""{"code":{{code}},"description":"The words.","data":[],"source":"PartnerAPI"}""", status));
            var failure = await connection.Customer.FailToWriteAsync(operation);
            Assert.Equal(error, failure.Error);
            Assert.Equal(status, failure.StatusCode);
            Assert.Equal(code, failure.ServiceCode);
            Assert.Equal(connection.CustomerId, failure.CustomerId);
            Assert.Equal(affectsEveryCustomer, failure.AffectsEveryCustomer);
            Assert.Equal(connection.ApiRequests[0].Headers["MS-RequestId"], failure.RequestId);
            Assert.NotEmpty(failure.RecommendedAction);
            Assert.Single(connection.ApiRequests);
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Throttling_without_end_ends_with_the_call_s_time(string operation)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.Respond(
            CannedResponse.Json("""{"statusCode": 429, "message": "Rate limit is exceeded. Try again in 57 seconds."}""", 429)
                .WithHeader("Retry-After", "5700"));
        var failure = await connection.Customer.FailToWriteAsync(operation);
        Assert.Equal(PartnerErrorCode.TooManyRequests, failure.Error);
        Assert.Equal(TimeSpan.FromSeconds(5700), failure.RetryAfter);
        Assert.Single(connection.ApiRequests);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_denied_tagging(string operation)
    {
        using var connection = await TestConnection.OpenAsync();
        var customer = connection.AddSchool();
        connection.Emulator.GetCustomer(customer.CustomerId).TaggingDenied = true;
        var failure = await customer.FailToWriteAsync(operation);
        Assert.Equal(PartnerErrorCode.QualificationNotAllowed, failure.Error);
        Assert.Equal("Customer tagging denied", failure.Description);
        Assert.Null(failure.ServiceCode);
        Assert.False(failure.AffectsEveryCustomer);
        Assert.Contains("eligible", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Single(connection.Writes());
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_code_without_creates_left(string operation)
    {
        using var connection = await TestConnection.OpenAsync();
        var failure = await connection.AddSchool().FailToWriteAsync(operation, EmulatorDefaults.ValidationCodeExhausted);
        Assert.Equal(PartnerErrorCode.ValidationCodeExhausted, failure.Error);
        Assert.Equal(409, failure.StatusCode);
        Assert.Contains("Use another code", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(0, connection.Emulator.Statistics.Writes);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_code_that_runs_out_serves_those_that_it_is_good_for(string operation)
    {
        using var connection = await TestConnection.OpenAsync();
        await connection.AddSchool().WriteAsync(operation, EmulatorDefaults.ValidationCodeWithOneLeft);
        Assert.Equal(
            PartnerErrorCode.ValidationCodeExhausted,
            (await connection.AddSchool().FailToWriteAsync(operation, EmulatorDefaults.ValidationCodeWithOneLeft)).Error);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_foreign_code_is_bad_input(string operation)
    {
        using var connection = await TestConnection.OpenAsync();
        var failure = await connection.AddSchool().FailToWriteAsync(operation, "00000000-0000-0000-0000-000000000001");
        Assert.Equal(PartnerErrorCode.InvalidRequest, failure.Error);
        Assert.Equal("3000", failure.ServiceCode);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Education_and_government_exclude_each_other(string operation)
    {
        using var connection = await TestConnection.OpenAsync();
        var (school, office) = (connection.AddSchool(), connection.AddSchool());
        await school.WriteAsync(operation);
        await office.WriteAsync(operation, EmulatorDefaults.ValidationCode);
        foreach (var failure in new[] { await school.FailToWriteAsync(operation, EmulatorDefaults.ValidationCode), await office.FailToWriteAsync(operation) })
        {
            Assert.Equal(PartnerErrorCode.QualificationConflict, failure.Error);
            Assert.Equal(409, failure.StatusCode);
            Assert.Contains("exclude each other", failure.Message, StringComparison.Ordinal);
            Assert.Contains("Check the customer's qualifications", failure.RecommendedAction, StringComparison.Ordinal);
        }

        Assert.Equal(2, connection.Emulator.Statistics.Writes);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task No_relationship_and_no_such_customer(string operation)
    {
        using var connection = await TestConnection.OpenAsync();
        var customer = connection.AddSchool();
        connection.Emulator.GetCustomer(customer.CustomerId).NoRelationship = true;
        var refused = await customer.FailToWriteAsync(operation);
        Assert.Equal(PartnerErrorCode.AccessDenied, refused.Error);
        Assert.Equal("20002", refused.ServiceCode);
        var unknown = await connection.Client.Customers["00000000-1111-2222-3333-444444444444"].FailToWriteAsync(operation);
        Assert.Equal(PartnerErrorCode.CustomerNotFound, unknown.Error);
        Assert.Equal("00000000-1111-2222-3333-444444444444", unknown.CustomerId);
    }
}
