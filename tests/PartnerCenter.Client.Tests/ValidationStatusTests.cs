using System;
using System.Threading.Tasks;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// <c>GET …/validationStatus?type=account</c>.
/// </summary>
public sealed class ValidationStatusTests
{
    [Fact]
    public async Task The_status_of_the_account()
    {
        using var connection = await TestConnection.OpenAsync();
        connection.Emulator.Customers[0].ValidationStatus = "Pending";
        connection.Emulator.Customers[0].ValidationStatusUpdated = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.FromHours(2));
        var status = await connection.Customer.GetValidationStatusAsync(TestContext.Current.CancellationToken);
        Assert.Equal(connection.CustomerId, status.CustomerId);
        Assert.Equal("account", status.Type);
        Assert.Equal("Pending", status.Status);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 6, 0, 0, TimeSpan.Zero), status.LastUpdateDateTime);
        Assert.Equal(TimeSpan.Zero, status.LastUpdateDateTime!.Value.Offset);
        Assert.Equal($"/v1/customers/{connection.CustomerId}/validationStatus?type=account", Assert.Single(connection.ApiRequests).PathAndQuery);
    }

    [Fact]
    public async Task An_application_is_refused_without_a_request()
    {
        using var connection = await TestConnection.OpenAsync(credential: WriteConnection.AppOnly);
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(
            () => connection.Customer.GetValidationStatusAsync(TestContext.Current.CancellationToken));
        Assert.Equal(PartnerErrorCode.AppOnlyNotSupported, failure.Error);
        Assert.Equal(0, connection.Emulator.Statistics.Requests);
    }

    [Theory]
    [InlineData("""{"type":"account","status":"Allowed","lastUpdateDateTime":"2026-03-01T06:00:00Z"}""", true)]
    [InlineData("""{"Type":"account","STATUS":"Allowed","lastUpdateDateTime":"2026-03-01T08:00:00+02:00","new":1,}""", true)]
    [InlineData("""{"type":"account","status":"Allowed"}""", false)]
    [InlineData("""{"type":"account","status":"Allowed","lastUpdateDateTime":null}""", false)]
    public async Task Every_shape_of_the_answer(string body, bool dated)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.RespondOnce(CannedResponse.Json(body));
        var status = await connection.Customer.GetValidationStatusAsync(TestContext.Current.CancellationToken);
        Assert.Equal("Allowed", status.Status);
        Assert.Equal(dated ? new DateTimeOffset(2026, 3, 1, 6, 0, 0, TimeSpan.Zero) : null, status.LastUpdateDateTime);
    }

    [Fact]
    public async Task No_such_customer()
    {
        using var connection = await TestConnection.OpenAsync();
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(
            () => connection.Client.Customers["00000000-1111-2222-3333-444444444444"].GetValidationStatusAsync(TestContext.Current.CancellationToken));
        Assert.Equal(PartnerErrorCode.CustomerNotFound, failure.Error);
    }
}
