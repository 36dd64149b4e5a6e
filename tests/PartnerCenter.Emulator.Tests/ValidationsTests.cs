using System;
using System.Threading.Tasks;
using Xunit;

namespace PartnerCenter.Emulator.Tests;

public sealed class ValidationsTests : IDisposable
{
    private readonly PartnerCenterEmulator _emulator = new();
    private readonly TestApi _api;

    public ValidationsTests() => _api = new TestApi(_emulator);

    public void Dispose()
    {
        _api.Dispose();
        _emulator.Dispose();
    }

    [Fact]
    public async Task The_partners_codes_are_a_bare_array()
    {
        _emulator.AddValidationCode("Tailspin County", 4, "my-code");

        var json = (await _api.GetAsync("/v1/customers/ALL/validations")).Json;

        Assert.Equal(4, json.GetArrayLength());
        var code = json[3];
        Assert.Equal("my-code", code.GetProperty("validationId").GetString());
        Assert.Equal("Tailspin County", code.GetProperty("organizationName").GetString());
        Assert.Equal((4, 4), (code.GetProperty("maxCreates").GetInt32(), code.GetProperty("remainingCreates").GetInt32()));
        Assert.Equal(EmulatorDefaults.PartnerId, code.GetProperty("partnerId").GetString());
        Assert.NotEmpty(code.GetProperty("eTag").GetString()!);
        Assert.Equal(0, json[2].GetProperty("remainingCreates").GetInt32());
    }

    [Fact]
    public async Task A_customer_without_a_code_has_none()
    {
        Assert.Equal(404, (await _api.GetAsync("/v1/customers/" + _emulator.Customers[0].CustomerId + "/validations")).Status);
    }

    [Fact]
    public async Task The_accounts_validation_has_type_status_and_date()
    {
        var customer = _emulator.Customers[0];
        customer.ValidationStatus = "UnderReview";
        customer.ValidationStatusUpdated = new DateTimeOffset(2026, 7, 14, 20, 2, 0, TimeSpan.FromHours(2));
        var path = "/v1/customers/" + customer.CustomerId + "/validationStatus";

        Assert.Equal(
            """{"type":"account","status":"UnderReview","lastUpdateDateTime":"2026-07-14T18:02:00"}""", (await _api.GetAsync(path + "?type=account")).Text);
        Assert.Equal(400, (await _api.GetAsync(path)).Status);
        Assert.Equal(400, (await _api.GetAsync(path + "?type=other")).Status);
    }
}
