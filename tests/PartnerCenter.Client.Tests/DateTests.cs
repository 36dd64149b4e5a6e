using System;
using System.Linq;
using System.Threading.Tasks;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// Dates as the service writes them: with an offset, with Z, and with neither, which means UTC.
/// </summary>
public sealed class DateTests
{
    [Theory]
    [InlineData("2026-03-01T06:00:00Z")]
    [InlineData("2026-03-01T06:00:00")]
    [InlineData("2026-03-01T06:00:00.0000000")]
    [InlineData("2026-03-01T08:00:00+02:00")]
    [InlineData("2026-02-28T20:00:00.000-10:00")]
    public async Task One_moment_in_every_spelling(string date)
    {
        var expected = new DateTimeOffset(2026, 3, 1, 6, 0, 0, TimeSpan.Zero);
        using var connection = await TestConnection.OpenAsync();
        foreach (var name in new[] { "vettingCreatedDate", "vettingCreateDate" })
        {
            connection.RespondOnce(CannedResponse.Json($$"""[{"qualification":"Education","{{name}}":"{{date}}"}]"""));
            var read = (await connection.ReadAsync()).Single().VettingCreatedDate;
            Assert.Equal(expected, read);
            Assert.Equal(TimeSpan.Zero, read!.Value.Offset);
        }

        connection.RespondOnce(CannedResponse.Json($$"""{"status":"Allowed","lastUpdateDateTime":"{{date}}"}"""));
        Assert.Equal(expected, (await connection.Customer.GetValidationStatusAsync(TestContext.Current.CancellationToken)).LastUpdateDateTime);
    }
}
