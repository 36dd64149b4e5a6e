using System.Linq;
using System.Threading.Tasks;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// <c>GET /v1/customers/all/validations</c> and the code that a customer used.
/// </summary>
public sealed class ValidationCodesTests
{
    [Fact]
    public async Task The_partner_s_codes_with_what_is_left_of_them()
    {
        using var connection = await TestConnection.OpenAsync();
        await connection.AddSchool().WriteAsync(WriteConnection.Create, EmulatorDefaults.ValidationCode);
        var codes = await connection.Client.Validations.GetAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            [EmulatorDefaults.ValidationCode, EmulatorDefaults.ValidationCodeWithOneLeft, EmulatorDefaults.ValidationCodeExhausted],
            codes.Select(code => code.ValidationId));
        Assert.Equal([9, 1, 0], codes.Select(code => code.RemainingCreates));
        Assert.All(codes, code => Assert.Equal(EmulatorDefaults.PartnerId, code.PartnerId));
        Assert.All(codes, code => Assert.True(code.MaxCreates >= code.RemainingCreates));
        Assert.All(codes, code => Assert.NotEmpty(code.OrganizationName!));
        Assert.All(codes, code => Assert.NotEmpty(code.ETag!));
        Assert.Equal("/v1/customers/all/validations", connection.ApiRequests[^1].PathAndQuery);
    }

    [Fact]
    public async Task An_application_may_ask()
    {
        using var connection = await TestConnection.OpenAsync(credential: WriteConnection.AppOnly);
        Assert.Equal(3, (await connection.Client.Validations.GetAsync(TestContext.Current.CancellationToken)).Count);
    }

    [Theory]
    [InlineData("""[{"partnerId":4975001,"organizationName":"Contoso","validationId":"c","maxCreates":"10","remainingCreates":3,"eTag":"e"}]""", 10, 3)]
    [InlineData("""[{"PartnerID":"4975001","OrganizationName":"Contoso","ValidationID":"c","maxCreates":10,"remainingCreates":"3","etag":"e","new":{}},] // more""", 10, 3)]
    [InlineData("""[{"partnerId":"4975001","organizationName":"Contoso","validationId":"c","eTag":"e"}]""", null, null)]
    public async Task Numbers_and_names_in_any_spelling(string body, int? most, int? left)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.RespondOnce(CannedResponse.Json(body));
        var code = Assert.Single(await connection.Client.Validations.GetAsync(TestContext.Current.CancellationToken));
        Assert.Equal(
            ("4975001", "Contoso", "c", most, left, "e"),
            (code.PartnerId, code.OrganizationName, code.ValidationId, code.MaxCreates, code.RemainingCreates, code.ETag));
        Assert.Equal("c", code.ToString());
    }

    [Fact]
    public async Task No_codes()
    {
        using var connection = await TestConnection.OpenAsync();
        connection.RespondOnce(CannedResponse.Json("[]"));
        Assert.Empty(await connection.Client.Validations.GetAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("""[{"organizationName":"Contoso"}]""")]
    [InlineData("""{"items":[]}""")]
    public async Task What_is_no_list_of_codes(string body)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.Respond(CannedResponse.Json(body));
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(
            () => connection.Client.Validations.GetAsync(TestContext.Current.CancellationToken));
        Assert.Equal(PartnerErrorCode.InvalidResponse, failure.Error);
    }

    [Theory]
    [InlineData(WriteConnection.Create)]
    [InlineData(WriteConnection.Update)]
    public async Task The_code_that_a_customer_used(string operation)
    {
        using var connection = await TestConnection.OpenAsync();
        var customer = connection.AddSchool();
        await customer.WriteAsync(operation, EmulatorDefaults.ValidationCodeWithOneLeft);
        var code = await customer.GetValidationCodeAsync(TestContext.Current.CancellationToken);
        Assert.Equal(EmulatorDefaults.ValidationCodeWithOneLeft, code.ValidationId);
        Assert.Null(code.RemainingCreates);
        Assert.Equal(0, connection.Emulator.ValidationCodes.Single(known => known.ValidationId == code.ValidationId).RemainingCreates);
        Assert.Equal($"/v1/customers/{customer.CustomerId}/validations", connection.ApiRequests[^1].PathAndQuery);
    }

    [Fact]
    public async Task A_customer_s_code_in_an_answer_that_is_none()
    {
        using var connection = await TestConnection.OpenAsync();
        connection.Respond(CannedResponse.Json("{}"));
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(
            () => connection.Customer.GetValidationCodeAsync(TestContext.Current.CancellationToken));
        Assert.Equal(PartnerErrorCode.InvalidResponse, failure.Error);
        Assert.Equal(connection.CustomerId, failure.CustomerId);
    }
}
