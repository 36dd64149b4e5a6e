using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// What every request says of itself, and how addresses are written.
/// </summary>
public sealed class RequestHeaderTests
{
    [Fact]
    public async Task Every_header_of_the_service_s_page_is_sent()
    {
        string? token = null;
        using var connection = await TestConnection.OpenAsync(
            credential: emulator => PartnerCredentials.AccessToken(Secret.Hide(token = emulator.IssueAccessToken())), applicationName: "Contoso Portal");
        await connection.ReadAsync();
        var request = Assert.Single(connection.ApiRequests);
        Assert.Equal("GET", request.Method);
        Assert.Equal("api.partnercenter.microsoft.com", request.Host);
        Assert.Equal($"/v1/customers/{connection.CustomerId}/qualifications", request.PathAndQuery);
        Assert.Equal("Bearer " + token, request.Headers["Authorization"]);
        Assert.Equal("application/json", request.Headers["Accept"]);
        Assert.Equal("v1", request.Headers["MS-Contract-Version"]);
        Assert.Equal("en-US", request.Headers["X-Locale"]);
        Assert.Equal("Contoso Portal", request.Headers["MS-PartnerCenter-Application"]);
        Assert.True(Guid.TryParseExact(request.Headers["MS-RequestId"], "D", out _));
        Assert.True(Guid.TryParseExact(request.Headers["MS-CorrelationId"], "D", out _));
        Assert.NotEqual(request.Headers["MS-RequestId"], request.Headers["MS-CorrelationId"]);
        Assert.DoesNotContain("MS-ContinuationToken", request.Headers.Keys);
    }

    [Fact]
    public async Task One_correlation_id_per_operation_and_one_request_id_per_call()
    {
        using var connection = await TestConnection.OpenAsync();
        var operations = new[] { new PartnerOperation(), new PartnerOperation { CorrelationId = "11111111-2222-3333-4444-555555555555" } };
        foreach (var operation in operations)
        {
            var customer = connection.Client.With(operation).Customers[connection.CustomerId];
            await customer.GetAsync(TestContext.Current.CancellationToken);
            await customer.Qualification.GetAsync(TestContext.Current.CancellationToken);
        }

        var requests = connection.ApiRequests;
        Assert.Equal(4, requests.Count);
        Assert.Equal(requests[0].Headers["MS-CorrelationId"], requests[1].Headers["MS-CorrelationId"]);
        Assert.Equal("11111111-2222-3333-4444-555555555555", requests[2].Headers["MS-CorrelationId"]);
        Assert.Equal("11111111-2222-3333-4444-555555555555", requests[3].Headers["MS-CorrelationId"]);
        Assert.NotEqual(requests[0].Headers["MS-CorrelationId"], requests[2].Headers["MS-CorrelationId"]);
        Assert.Equal(4, requests.Select(request => request.Headers["MS-RequestId"]).Distinct().Count());
    }

    [Fact]
    public async Task A_call_keeps_its_request_id_across_retries()
    {
        using var connection = await TestConnection.OpenAsync(
            credential: _ =>
                PartnerCredentials.ClientSecret(EmulatorDefaults.TenantId, EmulatorDefaults.ApplicationId, Secret.Hide(EmulatorDefaults.ApplicationSecret)));
        connection.RespondOnce(new CannedResponse(503));
        connection.RespondOnce(new CannedResponse(429).WithHeader("Retry-After", "1"));
        connection.RespondOnce(new CannedResponse(401));
        await connection.ReadAsync();
        Assert.Equal([503, 429, 401, 200], connection.ApiRequests.Select(request => request.StatusCode));
        Assert.Single(connection.ApiRequests.Select(request => request.Headers["MS-RequestId"]).Distinct());
        Assert.Single(connection.ApiRequests.Select(request => request.Headers["MS-CorrelationId"]).Distinct());
    }

    [Fact]
    public async Task Further_pages_are_asked_for_with_the_headers_that_the_link_lists()
    {
        using var connection = await TestConnection.OpenAsync();
        var customers = await connection.Client.Customers.ListAsync(new CustomerQuery { PageSize = 10 }, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(connection.Emulator.Customers.Select(customer => customer.CustomerId), customers.Select(customer => customer.CustomerId));
        var requests = connection.ApiRequests;
        Assert.Equal(3, requests.Count);
        Assert.Equal("/v1/customers?size=10", requests[0].PathAndQuery);
        Assert.DoesNotContain("MS-ContinuationToken", requests[0].Headers.Keys);
        Assert.Equal("/v1/customers?size=10&seekOperation=Next", requests[1].PathAndQuery);
        Assert.Equal("/v1/customers?size=10&seekOperation=Next", requests[2].PathAndQuery);
        Assert.NotEqual(requests[1].Headers["MS-ContinuationToken"], requests[2].Headers["MS-ContinuationToken"]);
        Assert.Equal(3, requests.Select(request => request.Headers["MS-RequestId"]).Distinct().Count());
        Assert.Single(requests.Select(request => request.Headers["MS-CorrelationId"]).Distinct());
        Assert.All(requests, request => Assert.StartsWith("Bearer ", request.Headers["Authorization"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_the_service_s_own_headers_are_taken_from_a_link()
    {
        using var connection = await TestConnection.OpenAsync();
        connection.RespondOnce(CannedResponse.Json(
            """
            {"items":[{"id":"5aa9d8cf-1f1c-4b6e-9a0c-000000000001"}],"links":{"next":{"uri":"/customers?seekOperation=Next","headers":[
              {"key":"MS-ContinuationToken","value":"t1"},{"key":"Authorization","value":"Bearer x"},{"key":"Host","value":"evil.example"},
              {"key":null,"value":"x"},{"key":"MS-Other"},null]}}}
            """));
        connection.RespondOnce(CannedResponse.Json("""{"items":[]}"""));
        await connection.Client.Customers.ListAsync(null, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        var request = connection.ApiRequests[1];
        Assert.Equal("t1", request.Headers["MS-ContinuationToken"]);
        Assert.Equal("api.partnercenter.microsoft.com", request.Host);
        Assert.DoesNotContain("Host", request.Headers.Keys);
        Assert.Equal(connection.ApiRequests[0].Headers["Authorization"], request.Headers["Authorization"]);
    }

    [Theory]
    [InlineData("Cont")]
    [InlineData("a&b=c#d?e/f%20+g")]
    [InlineData("\"quoted\" \\ {brace}")]
    [InlineData("Müller 株式会社 \U0001F600")]
    [InlineData("")]
    public async Task The_search_filter_is_json_and_url_encoded(string prefix)
    {
        var queries = new Dictionary<string, CustomerQuery>
        {
            ["CompanyName"] = new() { CompanyName = prefix, PageSize = 7 },
            ["Domain"] = new() { Domain = prefix, PageSize = 7 },
        };
        foreach (var (field, query) in queries)
        {
            using var connection = await TestConnection.OpenAsync();
            await connection.Client.Customers.ListAsync(query, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
            var sent = connection.ApiRequests[0].Query;
            Assert.StartsWith("?size=7&filter=", sent, StringComparison.Ordinal);
            var encoded = sent["?size=7&filter=".Length..];
            Assert.Matches("^[A-Za-z0-9._~%-]+$", encoded);
            using var filter = JsonDocument.Parse(Uri.UnescapeDataString(encoded));
            Assert.Equal(3, filter.RootElement.EnumerateObject().Count());
            Assert.Equal(field, filter.RootElement.GetProperty("Field").GetString());
            Assert.Equal(prefix, filter.RootElement.GetProperty("Value").GetString());
            Assert.Equal("starts_with", filter.RootElement.GetProperty("Operator").GetString());
        }
    }

    [Fact]
    public async Task The_filter_as_the_service_s_page_writes_it()
    {
        using var connection = await TestConnection.OpenAsync();
        await connection.Client.Customers.ListAsync(new CustomerQuery { CompanyName = "cont" }, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            "?size=0&filter=%7B%22Field%22%3A%22CompanyName%22%2C%22Value%22%3A%22cont%22%2C%22Operator%22%3A%22starts_with%22%7D",
            connection.ApiRequests[0].Query);
    }

    [Theory]
    [InlineData("..%2fauditrecords")]
    [InlineData("../auditrecords")]
    [InlineData("all")]
    [InlineData("5aa9d8cf-1f1c-4b6e-9a0c-000000000001/qualifications?x=")]
    public async Task An_id_that_would_change_the_address_never_gets_there(string id)
    {
        using var connection = await TestConnection.OpenAsync();
        var failure = Assert.Throws<PartnerCenterException>(() => connection.Client.Customers.ById(id));
        Assert.Equal(PartnerErrorCode.InvalidCustomerId, failure.Error);
        Assert.Empty(connection.ApiRequests);
    }

    [Fact]
    public async Task An_id_is_sent_in_its_one_form_however_it_was_written()
    {
        using var connection = await TestConnection.OpenAsync();
        await connection.Client.Customers[$" {{{connection.CustomerId.ToUpperInvariant()}}} "].GetAsync(TestContext.Current.CancellationToken);
        Assert.Equal("/v1/customers/" + connection.CustomerId, connection.ApiRequests[0].PathAndQuery);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(501)]
    public void A_page_size_that_the_service_does_not_take_is_refused(int size) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CustomerQuery { PageSize = size });

    [Fact]
    public async Task Two_search_fields_are_refused_as_the_service_takes_one()
    {
        using var connection = await TestConnection.OpenAsync();
        var query = new CustomerQuery { CompanyName = "Contoso", Domain = "contoso" };
        Assert.Contains(
            "one field", Assert.Throws<ArgumentException>(() => connection.Client.Customers.ListAsync(query, TestContext.Current.CancellationToken)).Message,
            StringComparison.Ordinal);
        Assert.Empty(connection.ApiRequests);
    }

    [Fact]
    public async Task A_customer_has_what_the_service_sends()
    {
        using var connection = await TestConnection.OpenAsync();
        connection.RespondOnce(CannedResponse.Json(
            """
            {"id":"5AA9D8CF-1F1C-4B6E-9A0C-000000000001","commerceId":"c0ffee00-0000-4000-8000-000000000001","relationshipToPartner":"reseller","userCredentials":null,
             "companyProfile":{"tenantId":"5aa9d8cf-1f1c-4b6e-9a0c-000000000001","domain":"fabrikam.onmicrosoft.com","companyName":"Fabrikam, Inc.","attributes":{}}}
            """));
        var customer = await connection.Customer.GetAsync(TestContext.Current.CancellationToken);
        Assert.Equal("5aa9d8cf-1f1c-4b6e-9a0c-000000000001", customer.CustomerId);
        Assert.Equal("c0ffee00-0000-4000-8000-000000000001", customer.CommerceId);
        Assert.Equal("reseller", customer.RelationshipToPartner);
        Assert.Equal("fabrikam.onmicrosoft.com", customer.Domain);
        Assert.Equal("Fabrikam, Inc.", customer.CompanyName);
    }

    [Theory]
    [InlineData("a\r\nMS-Injected: 1")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("Sch\u00fcler")]
    public void A_value_that_no_header_can_hold_is_refused(string value)
    {
        Assert.Throws<ArgumentException>(() => new PartnerOperation { CorrelationId = value });
        Assert.Throws<ArgumentException>(() => new PartnerClientOptions { ApplicationName = value });
    }

    [Fact]
    public async Task Only_the_continuation_token_of_a_page_s_link_is_sent_back()
    {
        using var connection = await TestConnection.OpenAsync();
        connection.RespondOnce(CannedResponse.Json(
            """
            {"totalCount":2,"items":[{"id":"5aa9d8cf-1f1c-4b6e-9a0c-000000000001"}],"links":{"next":{"uri":"/customers?seekOperation=Next","method":"GET","headers":[
              {"key":"MS-ContinuationToken","value":"t1"},{"key":"MS-RequestId","value":"theirs"},{"key":"MS-CorrelationId","value":"theirs"},
              {"key":"MS-PartnerCenter-Application","value":"theirs"},{"key":"MS-Anything","value":"theirs"}]}}}
            """));
        connection.RespondOnce(CannedResponse.Json("""{"totalCount":2,"items":[{"id":"5aa9d8cf-1f1c-4b6e-9a0c-000000000002"}]}"""));
        Assert.Equal(2, await CountAsync(connection));
        var second = connection.ApiRequests[1];
        Assert.Equal("t1", second.Headers["MS-ContinuationToken"]);
        Assert.DoesNotContain(second.Headers, header => header.Value.Contains("theirs", StringComparison.Ordinal));
        Assert.DoesNotContain("MS-Anything", second.Headers.Keys);
    }

    [Fact]
    public async Task A_continuation_token_that_would_become_a_header_of_its_own_is_refused()
    {
        using var connection = await TestConnection.OpenAsync();
        connection.RespondOnce(CannedResponse.Json(
            """
            {"items":[{"id":"5aa9d8cf-1f1c-4b6e-9a0c-000000000001"}],"links":{"next":{"uri":"/customers?seekOperation=Next","headers":[
              {"key":"MS-ContinuationToken","value":"t1\r\nX-Injected: 1"}]}}}
            """));
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(async () =>
            await CountAsync(connection));
        Assert.Equal(PartnerErrorCode.InvalidResponse, failure.Error);
        Assert.Single(connection.ApiRequests);
    }

    [Theory]
    [InlineData("/%2e%2e/%2e%2e/admin")]
    [InlineData("/v1/%2E%2e/secrets")]
    [InlineData("/v1/customers/.%2e/..%2f..%2fx")]
    public async Task A_next_page_outside_of_the_endpoint_s_path_is_refused(string uri)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.RespondOnce(
            CannedResponse.Json("""{"items":[{"id":"5aa9d8cf-1f1c-4b6e-9a0c-000000000001"}],"links":{"next":{"uri":"URI"}}}""".Replace("URI", uri)));
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(async () =>
            await CountAsync(connection));
        Assert.Equal(PartnerErrorCode.InvalidResponse, failure.Error);
        Assert.Single(connection.ApiRequests);
    }

    private static async Task<int> CountAsync(TestConnection connection)
    {
        var count = 0;
        await foreach (var _ in connection.Client.Customers.ListAsync(cancellationToken: TestContext.Current.CancellationToken))
        {
            count++;
        }

        return count;
    }
}
