using System;
using System.Linq;
using System.Threading.Tasks;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// <c>POST …/qualifications</c>: what the service gets, and every shape in which it answers.
/// </summary>
public sealed class CreatingQualificationsTests
{
    private const string Code = EmulatorDefaults.ValidationCode;

    public static TheoryData<string, QualificationRequest> Bodies { get; } = new()
    {
        { """{"qualification":"Education","educationSegment":"K12"}""", QualificationRequest.Education(EducationSegment.K12) },
        { """{"qualification":"Education","educationSegment":"HigherEducation"}""", QualificationRequest.Education(EducationSegment.HigherEducation) },
        {
            """{"qualification":"Education","educationSegment":"HigherEducation","website":"https://www.contoso.edu/about"}""",
            QualificationRequest.Education(EducationSegment.HigherEducation, "https://www.contoso.edu/about")
        },
        { $$"""{"qualification":"GovernmentCommunityCloud","validationCode":"{{Code}}"}""", QualificationRequest.GovernmentCommunityCloud(Code) },
        { """{"qualification":"StateOwnedEntity"}""", QualificationRequest.StateOwnedEntity() },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task The_service_gets_the_body_of_its_page(string body, QualificationRequest request)
    {
        using var connection = await TestConnection.OpenAsync();
        var customer = connection.AddSchool();
        await customer.Qualifications.CreateAsync(request, TestContext.Current.CancellationToken);
        var sent = Assert.Single(connection.ApiRequests);
        Assert.Equal("POST", sent.Method);
        Assert.Equal($"/v1/customers/{customer.CustomerId}/qualifications", sent.PathAndQuery);
        Assert.Equal(body, sent.Body);
        Assert.Equal("application/json; charset=utf-8", sent.Headers["Content-Type"]);
        Assert.Equal("application/json", sent.Headers["Accept"]);
        Assert.Equal(1, connection.Emulator.Statistics.Writes);
    }

    // Where the code in the body is refused, the form of older pages is tried.
    [Fact]
    public async Task A_refused_code_is_sent_once_more_in_the_address()
    {
        using var connection = await TestConnection.OpenAsync();
        var customer = connection.AddSchool();
        connection.Emulator.RespondOnce(
            request => request.Method == "POST", CannedResponse.Json("""{"code":"3000","description":"The property validationCode is not known."}""", 400));
        var created = await customer.WriteAsync(WriteConnection.Create, Code);
        Assert.Equal(Qualification.GovernmentCommunityCloud, created.Qualification);
        Assert.Equal(
            [$"/v1/customers/{customer.CustomerId}/qualifications", $"/v1/customers/{customer.CustomerId}/qualifications?code={Code}"],
            connection.ApiRequests.Select(request => request.PathAndQuery));
        Assert.Equal("""{"qualification":"GovernmentCommunityCloud"}""", connection.ApiRequests[1].Body);
        Assert.Equal(2, connection.ApiRequests.Select(request => request.Headers["MS-RequestId"]).Distinct().Count());
        Assert.Equal(1, connection.Emulator.Statistics.Writes);
        Assert.Equal(9, connection.Emulator.ValidationCodes[0].RemainingCreates);
    }

    [Theory]
    [InlineData(400, "The first.")]
    [InlineData(409, "The second.")]
    [InlineData(503, "The second.")]
    public async Task A_code_that_is_refused_in_either_form_fails_with_the_words_about_the_first(int status, string words)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        var customer = connection.AddSchool();
        connection.RespondOnce(CannedResponse.Json("""{"code":"3000","description":"The first."}""", 400));
        connection.RespondOnce(CannedResponse.Json("""{"code":"3000","description":"The second."}""", status));
        var failure = await customer.FailToWriteAsync(WriteConnection.Create, Code);
        Assert.Contains(words.TrimEnd('.'), failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, connection.Emulator.Statistics.Writes);
    }

    [Fact]
    public async Task A_refused_request_without_a_code_is_sent_once()
    {
        using var connection = await TestConnection.OpenAsync();
        connection.RespondOnce(CannedResponse.Json("""{"code":"3000","description":"No."}""", 400));
        await connection.AddSchool().FailToWriteAsync(WriteConnection.Create);
        Assert.Single(connection.ApiRequests);
    }

    [Fact]
    public async Task Education_comes_back_in_review()
    {
        using var connection = await TestConnection.OpenAsync();
        var customer = connection.AddSchool();
        var before = DateTimeOffset.UtcNow;
        var created = await customer.WriteAsync(WriteConnection.Create);
        Assert.Equal(customer.CustomerId, created.CustomerId);
        Assert.Equal(Qualification.Education, created.Qualification);
        Assert.Equal(VettingStatus.InReview, created.VettingStatus);
        Assert.InRange(created.VettingCreatedDate!.Value, before.AddSeconds(-1), DateTimeOffset.UtcNow.AddSeconds(1));
        Assert.Equal(TimeSpan.Zero, created.VettingCreatedDate.Value.Offset);
        Assert.NotNull(created.InReviewFor);
    }

    [Theory]
    [InlineData(EmulatedAnswerShape.Item)]
    [InlineData(EmulatedAnswerShape.Wrapper)]
    [InlineData(EmulatedAnswerShape.Array)]
    public async Task Every_shape_of_the_answer_says_the_same(EmulatedAnswerShape shape)
    {
        using var connection = await TestConnection.OpenAsync(options => options.CreatedShape = shape);
        var created = await connection.AddSchool().WriteAsync(WriteConnection.Create, Code);
        Assert.Equal(Qualification.GovernmentCommunityCloud, created.Qualification);
        Assert.Equal(VettingStatus.Approved, created.VettingStatus);
        Assert.Equal("GovernmentCommunityCloud", created.RawQualification);
    }

    [Theory]
    [InlineData("""[{"qualification":"StateOwnedEntity"},{"qualification":"Education","vettingStatus":"InReview"}]""")]
    [InlineData("""{"qualifications":[{"qualification":"StateOwnedEntity"},{"qualification":"education","vettingStatus":"in_review"}]}""")]
    [InlineData("""{"Qualification":"EDUCATION","VettingStatus":"InReview","unknown":{"a":[1]},} // as the documents write""")]
    public async Task The_requested_one_is_found_among_all_that_the_customer_has(string body)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.RespondOnce(CannedResponse.Json(body, 201));
        var created = await connection.Customer.WriteAsync(WriteConnection.Create);
        Assert.Equal(Qualification.Education, created.Qualification);
        Assert.Equal(VettingStatus.InReview, created.VettingStatus);
    }

    [Fact]
    public async Task The_answer_of_the_service_s_document_is_read()
    {
        using var connection = await TestConnection.OpenAsync();
        connection.RespondOnce(new CannedResponse(201, SeedPayloads.Read("002-state-owned-entity-posted"), "application/json"));
        var created = await connection.Customer.Qualifications.CreateAsync(QualificationRequest.StateOwnedEntity(), TestContext.Current.CancellationToken);
        Assert.Equal(Qualification.StateOwnedEntity, created.Qualification);
        Assert.Equal(VettingStatus.None, created.VettingStatus);
        Assert.Null(created.VettingCreatedDate);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"qualifications":[]}""")]
    [InlineData("null")]
    public async Task A_success_that_lists_nothing_is_what_was_requested_with_an_unknown_status(string body)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.RespondOnce(CannedResponse.Json(body, 201));
        var created = await connection.Customer.WriteAsync(WriteConnection.Create);
        Assert.Equal(Qualification.Education, created.Qualification);
        Assert.Equal(VettingStatus.Unknown, created.VettingStatus);
        Assert.Equal(connection.CustomerId, created.CustomerId);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[null]")]
    [InlineData("<html>Welcome</html>")]
    [InlineData("""{"qualification":""")]
    public async Task A_success_that_cannot_be_read_is_settled_by_reading_back_and_not_sent_again(string body)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.RespondOnce(CannedResponse.Json(body, 201));
        var failure = await connection.Customer.FailToWriteAsync(WriteConnection.Create);
        Assert.Equal(PartnerErrorCode.OutcomeUnknown, failure.Error);
        Assert.Equal(201, failure.StatusCode);
        Assert.Equal(connection.CustomerId, failure.CustomerId);
        Assert.Contains("do not include it", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("again later", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(["POST", "GET"], connection.ApiRequests.Select(request => request.Method));

        // There after all.
        connection.Emulator.RespondOnce(request => request.Method == "POST", CannedResponse.Json(body, 201));
        connection.Emulator.RespondOnce(
            request => request.Method == "GET", CannedResponse.Json("""[{"qualification":"education","vettingStatus":"InReview"}]"""));
        Assert.Equal(VettingStatus.InReview, (await connection.Customer.WriteAsync(WriteConnection.Create)).VettingStatus);
        Assert.Equal(["POST", "GET", "POST", "GET"], connection.ApiRequests.Select(request => request.Method));
    }

    [Fact]
    public async Task State_owned_stands_beside_another_one()
    {
        using var connection = await TestConnection.OpenAsync();
        var customer = connection.AddSchool();
        await customer.WriteAsync(WriteConnection.Create, Code);
        await customer.Qualifications.CreateAsync(QualificationRequest.StateOwnedEntity(), TestContext.Current.CancellationToken);
        var held = await customer.Qualifications.GetAsync(TestContext.Current.CancellationToken);
        Assert.Equal([Qualification.GovernmentCommunityCloud, Qualification.StateOwnedEntity], held.Select(item => item.Qualification));
    }

    [Fact]
    public async Task Nothing_to_request_is_an_error_of_the_program()
    {
        using var connection = await TestConnection.OpenAsync();
        await Assert.ThrowsAsync<ArgumentNullException>(() => connection.Customer.Qualifications.CreateAsync(null!, TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentNullException>(() => QualificationRequest.GovernmentCommunityCloud(null!));
        Assert.Empty(connection.ApiRequests);
    }
}
