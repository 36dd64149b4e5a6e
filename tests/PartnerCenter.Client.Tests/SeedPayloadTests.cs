using System;
using System.Linq;
using System.Threading.Tasks;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// Every payload of the service's documents, as it stands there.
/// </summary>
public sealed class SeedPayloadTests
{
    private static readonly DateTimeOffset DocumentedDate = new(2020, 12, 3, 10, 37, 38, 885, TimeSpan.Zero);

    private static async Task<CustomerQualification[]> ReadAsync(string name, int status = 200)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.Emulator.RespondOnce(
            $"/v1/customers/{connection.CustomerId}/qualifications", new CannedResponse(status, SeedPayloads.Read(name), "application/json"));
        var result = await connection.ReadAsync();
        Assert.Single(connection.ApiRequests);
        Assert.All(result, item => Assert.Equal(connection.CustomerId, item.CustomerId));
        return [.. result];
    }

    [Theory]
    [InlineData("000-approved")]
    [InlineData("002-approved")]
    [InlineData("003-approved")]
    [InlineData("004-approved")]
    public async Task Approved(string name)
    {
        var item = Assert.Single(await ReadAsync(name));
        Assert.Equal(Qualification.Education, item.Qualification);
        Assert.Equal("Education", item.RawQualification);
        Assert.Equal(VettingStatus.Approved, item.VettingStatus);
        Assert.Equal("Approved", item.RawVettingStatus);
        Assert.Null(item.VettingReason);
        Assert.Null(item.VettingCreatedDate);
    }

    [Theory]
    [InlineData("000-in-review")]
    [InlineData("002-in-review")]
    [InlineData("003-in-review")]
    [InlineData("004-in-review")]
    public async Task In_review(string name)
    {
        var item = Assert.Single(await ReadAsync(name));
        Assert.Equal(Qualification.Education, item.Qualification);
        Assert.Equal("Education", item.RawQualification);
        Assert.Equal(VettingStatus.InReview, item.VettingStatus);
        Assert.Equal("InReview", item.RawVettingStatus);
        Assert.Null(item.VettingReason);
        Assert.Equal(DocumentedDate, item.VettingCreatedDate);
        Assert.Equal(TimeSpan.Zero, item.VettingCreatedDate!.Value.Offset);
    }

    [Theory]
    [InlineData("000-denied")]
    [InlineData("002-denied")]
    [InlineData("003-denied")]
    [InlineData("004-denied")]
    public async Task Denied(string name)
    {
        var item = Assert.Single(await ReadAsync(name));
        Assert.Equal(Qualification.Education, item.Qualification);
        Assert.Equal("Education", item.RawQualification);
        Assert.Equal(VettingStatus.Denied, item.VettingStatus);
        Assert.Equal("Denied", item.RawVettingStatus);
        Assert.Equal("Not an Education Customer", item.VettingReason);
        Assert.Equal(DocumentedDate, item.VettingCreatedDate);
        Assert.Equal(TimeSpan.Zero, item.VettingCreatedDate!.Value.Offset);
    }

    // The answer to a creation is the item alone, so it is accepted wherever qualifications are read.
    [Theory]
    [InlineData("002-state-owned-entity", 200)]
    [InlineData("002-state-owned-entity-posted", 201)]
    public async Task State_owned_entity_alone(string name, int status)
    {
        var item = Assert.Single(await ReadAsync(name, status));
        AssertStateOwnedEntity(item);
    }

    [Fact]
    public async Task State_owned_entity_with_education()
    {
        var items = await ReadAsync("002-state-owned-entity-with-education");
        Assert.Equal(2, items.Length);
        Assert.Equal(Qualification.Education, items[0].Qualification);
        Assert.Equal("Education", items[0].RawQualification);
        Assert.Equal(VettingStatus.Approved, items[0].VettingStatus);
        Assert.Equal("Approved", items[0].RawVettingStatus);
        Assert.Null(items[0].VettingReason);
        Assert.Null(items[0].VettingCreatedDate);
        AssertStateOwnedEntity(items[1]);
    }

    [Fact]
    public async Task State_owned_entity_with_government_community_cloud()
    {
        var items = await ReadAsync("002-state-owned-entity-with-gcc");
        Assert.Equal(2, items.Length);
        Assert.Equal(Qualification.GovernmentCommunityCloud, items[0].Qualification);
        Assert.Equal("GovernmentCommunityCloud", items[0].RawQualification);
        Assert.Equal(VettingStatus.Approved, items[0].VettingStatus);
        Assert.Equal("Approved", items[0].RawVettingStatus);
        Assert.Null(items[0].VettingReason);

        // The other spelling of the date, with all seven digits of the second.
        Assert.Equal(new DateTimeOffset(2021, 5, 6, 19, 59, 56, TimeSpan.Zero).AddTicks(6832021), items[0].VettingCreatedDate);
        Assert.Equal(TimeSpan.Zero, items[0].VettingCreatedDate!.Value.Offset);
        AssertStateOwnedEntity(items[1]);
    }

    [Fact]
    public async Task The_synchronous_endpoint_s_bare_string()
    {
        using var connection = await TestConnection.OpenAsync();
        connection.Emulator.RespondOnce(
            $"/v1/customers/{connection.CustomerId}/qualification", new CannedResponse(200, SeedPayloads.Read("001-education"), "application/json"));
        var item = await connection.Customer.Qualification.GetAsync(TestContext.Current.CancellationToken);
        Assert.Single(connection.ApiRequests);
        Assert.Equal(connection.CustomerId, item.CustomerId);
        Assert.Equal(Qualification.Education, item.Qualification);
        Assert.Equal("education", item.RawQualification);
        Assert.Equal(VettingStatus.None, item.VettingStatus);
        Assert.Null(item.RawVettingStatus);
        Assert.Null(item.VettingReason);
        Assert.Null(item.VettingCreatedDate);
    }

    [Fact]
    public void All_seventeen_payloads_are_here() => Assert.Equal(17, SeedPayloads.Names.Count());

    private static void AssertStateOwnedEntity(CustomerQualification item)
    {
        Assert.Equal(Qualification.StateOwnedEntity, item.Qualification);
        Assert.Equal("StateOwnedEntity", item.RawQualification);
        Assert.Equal(VettingStatus.None, item.VettingStatus);
        Assert.Null(item.RawVettingStatus);
        Assert.Null(item.VettingReason);
        Assert.Null(item.VettingCreatedDate);
    }
}
