using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

public sealed class CustomerIdTests
{
    [Theory]
    [InlineData("5AA9D8CF-1F1C-4B6E-9A0C-000000000001")]
    [InlineData("{5aa9d8cf-1f1c-4b6e-9a0c-000000000001}")]
    [InlineData("5aa9d8cf1f1c4b6e9a0c000000000001")]
    [InlineData(" 5aa9d8cf-1f1c-4b6e-9a0c-000000000001 ")]
    public void Every_way_to_write_a_guid_names_the_same_customer(string id) =>
        Assert.Equal("5aa9d8cf-1f1c-4b6e-9a0c-000000000001", CustomerIds.Normalize(id));

    [Theory]
    [InlineData("")]
    [InlineData("contoso")]
    [InlineData("5aa9d8cf-1f1c-4b6e-9a0c-00000000000")]
    [InlineData("../auditrecords")]
    public void What_is_no_guid_is_refused_before_anything_is_sent(string id)
    {
        var failure = Assert.Throws<PartnerCenterException>(() => CustomerIds.Normalize(id));
        Assert.Equal(PartnerErrorCode.InvalidCustomerId, failure.Error);
        Assert.Equal(id, failure.CustomerId);
        Assert.Contains("GUID", failure.RecommendedAction);
    }
}
