using System.Linq;
using System.Threading.Tasks;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// <c>PUT …/qualification</c>, the older endpoint: the value as a bare string, the validation code in the address.
/// </summary>
public sealed class UpdatingQualificationTests
{
    [Fact]
    public async Task Education_is_its_number_without_a_code()
    {
        using var connection = await TestConnection.OpenAsync();
        var customer = connection.AddSchool();
        var set = await customer.WriteAsync(WriteConnection.Update);
        Assert.Equal(Qualification.Education, set.Qualification);
        Assert.Equal(customer.CustomerId, set.CustomerId);
        Assert.Equal("education", set.RawQualification);
        var sent = Assert.Single(connection.ApiRequests);
        Assert.Equal("PUT", sent.Method);
        Assert.Equal($"/v1/customers/{customer.CustomerId}/qualification", sent.PathAndQuery);
        Assert.Equal("1", sent.Body);
        Assert.Equal("application/json; charset=utf-8", sent.Headers["Content-Type"]);
    }

    [Fact]
    public async Task The_code_goes_into_the_address()
    {
        using var connection = await TestConnection.OpenAsync();
        var customer = connection.AddSchool();
        var set = await customer.WriteAsync(WriteConnection.Update, EmulatorDefaults.ValidationCode);
        Assert.Equal(Qualification.GovernmentCommunityCloud, set.Qualification);
        var sent = Assert.Single(connection.ApiRequests);
        Assert.Equal($"/v1/customers/{customer.CustomerId}/qualification?code={EmulatorDefaults.ValidationCode}", sent.PathAndQuery);
        Assert.Equal("3", sent.Body);
        Assert.Equal(9, connection.Emulator.ValidationCodes[0].RemainingCreates);
    }

    [Fact]
    public async Task A_code_cannot_change_the_address()
    {
        using var connection = await TestConnection.OpenAsync();
        var customer = connection.AddSchool();
        var failure = await customer.FailToWriteAsync(WriteConnection.Update, "a&b=c#d/../é x");
        Assert.Equal(PartnerErrorCode.InvalidRequest, failure.Error);
        Assert.Equal(
            $"/v1/customers/{customer.CustomerId}/qualification?code=a%26b%3Dc%23d%2F..%2F%C3%A9%20x", Assert.Single(connection.ApiRequests).PathAndQuery);
    }

    // The word, in any spelling, or the enumeration's number.
    [Theory]
    [InlineData("\"education\"", Qualification.Education)]
    [InlineData("\"government_community_cloud\"", Qualification.GovernmentCommunityCloud)]
    [InlineData("1", Qualification.Education)]
    [InlineData("3", Qualification.GovernmentCommunityCloud)]
    [InlineData("\"Hospital\"", Qualification.Unknown)]
    public async Task Every_shape_of_the_answer(string body, Qualification expected)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.RespondOnce(CannedResponse.Json(body));
        Assert.Equal(expected, (await connection.Customer.WriteAsync(WriteConnection.Update)).Qualification);
    }

    [Fact]
    public async Task What_is_held_is_set_again_without_a_change()
    {
        using var connection = await TestConnection.OpenAsync();
        var customer = connection.AddSchool();
        await customer.WriteAsync(WriteConnection.Update);
        Assert.Equal(Qualification.Education, (await customer.WriteAsync(WriteConnection.Update)).Qualification);
        Assert.Equal(1, connection.Emulator.Statistics.Writes);
        Assert.Equal(2, connection.ApiRequests.Select(request => request.Headers["MS-RequestId"]).Distinct().Count());
    }
}
