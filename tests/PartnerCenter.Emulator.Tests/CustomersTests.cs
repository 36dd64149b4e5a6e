using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace PartnerCenter.Emulator.Tests;

public sealed class CustomersTests : IDisposable
{
    private readonly PartnerCenterEmulator _emulator = new();
    private readonly TestApi _api;

    public CustomersTests() => _api = new TestApi(_emulator);

    public void Dispose()
    {
        _api.Dispose();
        _emulator.Dispose();
    }

    [Fact]
    public async Task A_customer_has_the_documented_properties()
    {
        var customer = _emulator.AddCustomer("Contoso \"Écoles\", Ltd.", "contosoecoles.onmicrosoft.com", "3D1C4F5E-0000-4000-8000-00000000ABCD");

        var json = (await _api.GetAsync("/v1/customers/3d1c4f5e-0000-4000-8000-00000000abcd")).Json;

        Assert.Equal("3d1c4f5e-0000-4000-8000-00000000abcd", json.GetProperty("id").GetString());
        Assert.True(Guid.TryParse(json.GetProperty("commerceId").GetString(), out _));
        var profile = json.GetProperty("companyProfile");
        Assert.Equal("3d1c4f5e-0000-4000-8000-00000000abcd", profile.GetProperty("tenantId").GetString());
        Assert.Equal("contosoecoles.onmicrosoft.com", profile.GetProperty("domain").GetString());
        Assert.Equal("Contoso \"Écoles\", Ltd.", profile.GetProperty("companyName").GetString());
        Assert.Equal("reseller", json.GetProperty("relationshipToPartner").GetString());

        customer.RelationshipToPartner = "none";
        Assert.Equal("none", (await _api.GetAsync("/V1/Customers/" + customer.CustomerId)).Json.GetProperty("relationshipToPartner").GetString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(77)]
    [InlineData(-5)]
    public void The_id_of_a_customer_that_was_made_up_tells_it(int seed)
    {
        using var other = new PartnerCenterEmulator(new EmulatorOptions { Seed = seed, CustomerCount = 500 });
        var ids = other.Customers.Select(customer => customer.CustomerId).Append(other.AddCustomer("Contoso", "contoso.example").CustomerId).ToList();

        // A GUID of version 8, which nobody at Microsoft Entra gives to a tenant.
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-8e8e-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", id));
        Assert.Equal(501, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Equal(id, other.GetCustomer(id).CustomerId));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pages_follow_the_link_with_its_headers_and_end_without_one(bool version)
    {
        _emulator.Options.VersionInNextLink = version;
        var ids = new List<string>();
        var path = "/v1/customers?size=10";
        (string, string)[] headers = [];
        for (var page = 0; page < 3; page++)
        {
            var json = (await _api.GetAsync(path, headers)).Json;
            Assert.Equal(25, json.GetProperty("totalCount").GetInt32());
            ids.AddRange(Ids(json));
            var links = json.GetProperty("links");
            if (page == 2)
            {
                Assert.False(links.TryGetProperty("next", out _));
                break;
            }

            var next = links.GetProperty("next");
            var uri = next.GetProperty("uri").GetString()!;
            Assert.StartsWith(version ? "/v1/customers?" : "/customers?", uri, StringComparison.Ordinal);
            Assert.Contains("seekOperation=Next", uri, StringComparison.Ordinal);
            Assert.Equal("GET", next.GetProperty("method").GetString());
            path = version ? uri : "/v1" + uri;
            headers = next.GetProperty("headers")
                .EnumerateArray()
                .Select(h => (h.GetProperty("key").GetString()!, h.GetProperty("value").GetString()!))
                .ToArray();
            Assert.Equal("MS-ContinuationToken", Assert.Single(headers).Item1);
        }

        Assert.Equal(_emulator.Customers.Select(c => c.CustomerId), ids);
    }

    [Fact]
    public async Task The_token_alone_leads_to_the_next_page_of_the_same_size()
    {
        var first = await _api.GetAsync("/v1/customers?size=7");

        var second = await _api.GetAsync("/v1/customers?seekOperation=Next", ("MS-ContinuationToken", ContinuationToken(first.Json)));

        Assert.Equal(_emulator.Customers.Skip(7).Take(7).Select(c => c.CustomerId), Ids(second.Json));
    }

    [Theory]
    [InlineData("/v1/customers", 4)]
    [InlineData("/v1/customers?size=0", 4)]
    [InlineData("/v1/customers?size=20", 6)]
    public async Task The_service_decides_about_the_page_size_where_it_is_left_to_it_or_too_large(string path, int expected)
    {
        _emulator.Options.DefaultPageSize = 4;
        _emulator.Options.MaxPageSize = 6;

        Assert.Equal(expected, Ids((await _api.GetAsync(path)).Json).Count());
    }

    [Theory]
    [InlineData("/v1/customers?size=-1", null)]
    [InlineData("/v1/customers?size=many", null)]
    [InlineData("/v1/customers?seekOperation=Next", null)]
    [InlineData("/v1/customers?seekOperation=Next", "nonsense")]
    [InlineData("/v1/customers?seekOperation=Previous", "nonsense")]
    [InlineData("/v1/customers?filter=nonsense", null)]
    [InlineData("/v1/customers?filter=%7B%22Field%22%3A%22Domain%22%2C%22Operator%22%3A%22starts_with%22%7D", null)]
    [InlineData("/v1/customers?filter=%7B%22Field%22%3A%22Colour%22%2C%22Value%22%3A%22a%22%2C%22Operator%22%3A%22starts_with%22%7D", null)]
    [InlineData("/v1/customers?filter=%7B%22Field%22%3A%22CompanyName%22%2C%22Value%22%3A%22a%22%2C%22Operator%22%3A%22contains%22%7D", null)]
    public async Task A_request_for_a_page_that_makes_no_sense_is_400(string path, string? token)
    {
        var answer = token is null ? await _api.GetAsync(path) : await _api.GetAsync(path, ("MS-ContinuationToken", token));

        Assert.Equal((400, "800002"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task The_filter_finds_by_the_beginning_of_name_or_domain_and_pages()
    {
        for (var i = 0; i < 5; i++)
        {
            _emulator.AddCustomer("Zephyr & Sons " + i, "zs" + i + ".onmicrosoft.com");
        }

        var first = (await _api.GetAsync("/v1/customers?size=3&filter=" + Filter("CompanyName", "zephyr &"))).Json;
        var next = first.GetProperty("links").GetProperty("next").GetProperty("uri").GetString()!;
        var second = (await _api.GetAsync("/v1" + next, ("MS-ContinuationToken", ContinuationToken(first)))).Json;
        var bare = (await _api.GetAsync("/v1/customers?seekOperation=Next", ("MS-ContinuationToken", ContinuationToken(first)))).Json;

        Assert.Equal(["Zephyr & Sons 0", "Zephyr & Sons 1", "Zephyr & Sons 2"], Names(first));
        Assert.Equal(["Zephyr & Sons 3", "Zephyr & Sons 4"], Names(second));
        Assert.Equal(["Zephyr & Sons 3", "Zephyr & Sons 4"], Names(bare));
        Assert.Equal(["Zephyr & Sons 3"], Names((await _api.GetAsync("/v1/customers?filter=" + Filter("Domain", "zs3"))).Json));
        Assert.Empty(Names((await _api.GetAsync("/v1/customers?filter=" + Filter("IndirectReseller", "z"))).Json));
        Assert.Empty(Names((await _api.GetAsync("/v1/customers?filter=" + Filter("CompanyName", "Sons"))).Json));
    }

    [Fact]
    public async Task An_id_that_is_none_and_one_that_nobody_has_differ()
    {
        foreach (var id in (string[])["3d1c4f5e00004000800000000000abcd", "{00000000-0000-4000-8000-000000000000}"])
        {
            Assert.Equal("900118", (await _api.GetAsync("/v1/customers/" + Uri.EscapeDataString(id))).Code);
        }

        var malformed = await _api.GetAsync("/v1/customers/not-a-guid");
        var unknown = await _api.GetAsync("/v1/customers/00000000-0000-4000-8000-000000000000/qualifications");

        Assert.Equal((400, "900118"), (malformed.Status, malformed.Code));
        Assert.Equal((404, "1000"), (unknown.Status, unknown.Code));
    }

    [Fact]
    public async Task A_customer_without_relationship_is_20002()
    {
        _emulator.Customers[3].NoRelationship = true;

        var answer = await _api.GetAsync("/v1/customers/" + _emulator.Customers[3].CustomerId + "/qualifications");

        Assert.Equal((403, "20002"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_first_customers_however_many_there_are()
    {
        using var many = new PartnerCenterEmulator(new EmulatorOptions { CustomerCount = 100_000 });
        using var other = new PartnerCenterEmulator(new EmulatorOptions { Seed = 2 });

        Assert.Equal(_emulator.Customers.Select(Picture), many.Customers.Take(25).Select(Picture));
        Assert.Empty(_emulator.Customers.Select(c => c.CustomerId).Intersect(other.Customers.Select(c => c.CustomerId)));
        using var manyApi = new TestApi(many);
        Assert.Equal(200, (await manyApi.GetAsync("/v1/customers/" + many.Customers[99_999].CustomerId)).Status);
        using var beyond = new PartnerCenterEmulator(new EmulatorOptions { CustomerCount = 100_001 });
        Assert.Equal(404, (await manyApi.GetAsync("/v1/customers/" + beyond.Customers[100_000].CustomerId)).Status);
    }

    [Fact]
    public void The_first_customers_show_every_kind_and_names_that_break_careless_programs()
    {
        var held = _emulator.Customers.Select(c => string.Join("+", c.Qualifications.Select(q => q.Qualification + ":" + q.VettingStatus))).ToHashSet();
        string[] kinds =
        [
            string.Empty, "Education:Approved", "Education:InReview", "Education:Denied", "GovernmentCommunityCloud:Approved", "StateOwnedEntity:",
            "Education:Approved+StateOwnedEntity:", "GovernmentCommunityCloud:Approved+StateOwnedEntity:", "Nonprofit:Approved",
        ];
        Assert.Equal(kinds.ToHashSet(), held);
        Assert.All(_emulator.Customers.SelectMany(c => c.Qualifications), q => Assert.Equal(q.VettingStatus == "Denied", q.VettingReason is not null));
        foreach (var odd in (string[])["<script>", "\"", "'", ",", "=", "é", "公司"])
        {
            Assert.Contains(_emulator.Customers, c => c.CompanyName.Contains(odd, StringComparison.Ordinal));
        }

        Assert.Equal(25, _emulator.Customers.Select(c => c.Domain).Distinct().Count());
        Assert.All(_emulator.Customers, c => Assert.EndsWith(".onmicrosoft.com", c.Domain, StringComparison.Ordinal));
    }

    private static string Picture(EmulatedCustomer customer) =>
        string.Join(
            "|", customer.CustomerId, customer.CompanyName, customer.Domain, customer.CommerceId,
            string.Join(",", customer.Qualifications.Select(q => q.Qualification + q.VettingStatus + q.VettingReason)));

    private static string Filter(string field, string value) =>
        Uri.EscapeDataString(JsonSerializer.Serialize(new { Field = field, Value = value, Operator = "starts_with" }));

    private static IEnumerable<string> Ids(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!);

    private static IEnumerable<string> Names(JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("companyProfile").GetProperty("companyName").GetString()!);

    private static string ContinuationToken(JsonElement page) =>
        page.GetProperty("links").GetProperty("next").GetProperty("headers")[0].GetProperty("value").GetString()!;
}
