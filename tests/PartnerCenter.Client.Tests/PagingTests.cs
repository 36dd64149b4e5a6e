using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// Lists of customers, page by page.
/// </summary>
public sealed class PagingTests
{
    // What the emulator writes in place of what may be a secret.
    private const string Removed = "[not kept]";

    private static string Page(IEnumerable<int> customers, string? next, string token = "t", int? total = null) =>
        (total is null ? "{" : $"{{\"totalCount\":{total},") + "\"items\":["
        + string.Join(
            ',', customers.Select(number => $$$"""{"id":"5aa9d8cf-1f1c-4b6e-9a0c-{{{number:D12}}}","companyProfile":{"companyName":"Company {{{number}}}"}}"""))
        + "],\"links\":{\"self\":{\"uri\":\"/customers\"}"
        + (next is null ? string.Empty : $$""","next":{"uri":"{{next}}","method":"GET","headers":[{"key":"MS-ContinuationToken","value":"{{token}}"}]}""")
        + "}}";

    private static async Task<(List<string?> Names, PartnerCenterException? Failure)> ListAsync(TestConnection connection)
    {
        var names = new List<string?>();
        try
        {
            await foreach (var customer in connection.Client.Customers.ListAsync(cancellationToken: TestContext.Current.CancellationToken))
            {
                names.Add(customer.CompanyName);
            }
        }
        catch (PartnerCenterException failure)
        {
            return (names, failure);
        }

        return (names, null);
    }

    [Fact]
    public async Task The_customers_of_an_indirect_reseller_are_searched_by_its_id()
    {
        using var connection = await TestConnection.OpenAsync();
        var customer = connection.Emulator.AddCustomer("Adatum", "adatum.example");
        customer.AssociatedPartnerId = "b21b0a30-5b4d-4c8e-9a0c-0000000000aa";
        customer.AllowDelegatedAccess = false;
        customer.CustomDomains.Add("adatum.com");
        customer.CustomDomains.Add("adatum.org");
        var found = await connection.Client.Customers.ListAsync(new CustomerQuery { IndirectResellerId = "b21b0a30" }, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(customer.CustomerId, Assert.Single(found).CustomerId);
        Assert.Contains("\"Field\":\"IndirectReseller\"", Uri.UnescapeDataString(connection.ApiRequests[0].Query), StringComparison.Ordinal);
        Assert.Equal((null, null, 0), (found[0].AllowDelegatedAccess, found[0].AssociatedPartnerId, found[0].CustomDomains.Count));

        var one = await connection.Client.Customers[customer.CustomerId].GetAsync(TestContext.Current.CancellationToken);
        Assert.Equal((false, customer.AssociatedPartnerId), (one.AllowDelegatedAccess!.Value, one.AssociatedPartnerId));
        Assert.Equal(["adatum.com", "adatum.org"], one.CustomDomains);
        Assert.Throws<ArgumentException>(
            () => connection.Client.Customers.ListAsync(new CustomerQuery { Domain = "a", IndirectResellerId = "b" }, TestContext.Current.CancellationToken));
    }

    // The same customer on one page, on the next one, and far away.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task A_customer_that_is_listed_for_each_relationship_comes_once_with_both(int page)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        var again = """{"id":"5AA9D8CF-1F1C-4B6E-9A0C-000000000001","relationshipToPartner":2}""";
        for (var number = 1; number <= 4; number++)
        {
            string[] items =
            [
                $$"""{"id":"5aa9d8cf-1f1c-4b6e-9a0c-00000000000{{number}}","relationshipToPartner":"reseller"}""",
                .. number == page ? new[] { again, again } : [],
            ];
            var next = number == 4
                ? "{}"
                : $$$"""{"next":{"uri":"/customers?seekOperation=Next","headers":[{"key":"MS-ContinuationToken","value":"{{{number}}}"}]}}""";
            connection.RespondOnce(CannedResponse.Json($$"""{"totalCount":6,"items":[{{string.Join(',', items)}}],"links":{{next}}}"""));
        }

        var customers = await connection.Client.Customers.ListAsync(cancellationToken: TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["reseller, advisor", "reseller", "reseller", "reseller"], customers.Select(customer => customer.RelationshipToPartner));
        Assert.Equal(4, customers.Select(customer => customer.CustomerId).Distinct().Count());
    }

    [Fact]
    public async Task A_relationship_that_comes_again_in_another_letter_case_is_named_once()
    {
        using var connection = await TestConnection.OpenAsync();
        var items = new[] { "reseller", "Reseller", "ADVISOR", "advisor", "reseller" }
            .Select(word => $$"""{"id":"5aa9d8cf-1f1c-4b6e-9a0c-000000000001","relationshipToPartner":"{{word}}"}""").ToArray();
        connection.RespondOnce(CannedResponse.Json($$"""{"totalCount":5,"items":[{{string.Join(',', items)}}]}"""));
        var customers = await connection.Client.Customers.ListAsync(cancellationToken: TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal("reseller, ADVISOR", Assert.Single(customers).RelationshipToPartner);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_link_is_followed_with_and_without_the_version(bool version)
    {
        using var connection = await TestConnection.OpenAsync(options => (options.DefaultPageSize, options.VersionInNextLink) = (10, version));
        var (names, failure) = await ListAsync(connection);
        Assert.Null(failure);
        Assert.Equal(connection.Emulator.Customers.Select(customer => customer.CompanyName), names);
        Assert.Equal(3, connection.ApiRequests.Count);
        Assert.All(connection.ApiRequests, request => Assert.Equal("/v1/customers", request.Path));
    }

    [Fact]
    public async Task Who_stops_early_asks_for_one_page_only()
    {
        using var connection = await TestConnection.OpenAsync(options => options.DefaultPageSize = 10);
        var first = await connection.Client.Customers.ListAsync(null, TestContext.Current.CancellationToken).Take(10)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(10, first.Count);
        Assert.Single(connection.ApiRequests);
    }

    [Fact]
    public async Task Nothing_is_asked_for_before_the_first_customer_is_wanted()
    {
        using var connection = await TestConnection.OpenAsync();
        _ = connection.Client.Customers.ListAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty(connection.ApiRequests);
    }

    [Fact]
    public async Task A_search_goes_on_over_its_pages()
    {
        using var connection = await TestConnection.OpenAsync(options => options.CustomerCount = 0);
        for (var i = 0; i < 25; i++)
        {
            connection.Emulator.AddCustomer($"Contoso... {i:D2}", $"contoso{i}.example");
            connection.Emulator.AddCustomer($"Fabrikam {i:D2}", $"fabrikam{i}.example");
        }

        var query = new CustomerQuery { CompanyName = "contoso...", PageSize = 10 };
        var customers = await connection.Client.Customers.ListAsync(query, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"Contoso... {i:D2}"), customers.Select(customer => customer.CompanyName));
        Assert.Equal(3, connection.ApiRequests.Count);
    }

    [Fact]
    public async Task A_repeated_page_yields_no_duplicates()
    {
        using var connection = await TestConnection.OpenAsync();
        connection.RespondOnce(CannedResponse.Json(Page([1, 2], "/customers?seekOperation=Next", "a")));
        connection.RespondOnce(CannedResponse.Json(Page([1, 2], "/customers?seekOperation=Next", "b")));
        connection.RespondOnce(CannedResponse.Json(Page([2, 3], null)));
        var (names, failure) = await ListAsync(connection);
        Assert.Null(failure);
        Assert.Equal(["Company 1", "Company 2", "Company 3"], names);
    }

    [Fact]
    public async Task An_empty_page_in_between_is_passed_over()
    {
        using var connection = await TestConnection.OpenAsync();
        connection.RespondOnce(CannedResponse.Json(Page([], "/customers?seekOperation=Next", "a")));
        connection.RespondOnce(CannedResponse.Json(Page([1], null)));
        var (names, failure) = await ListAsync(connection);
        Assert.Null(failure);
        Assert.Equal(["Company 1"], names);
    }

    [Fact]
    public async Task A_page_that_leads_to_itself_is_an_error()
    {
        using var connection = await TestConnection.OpenAsync();
        connection.Respond(CannedResponse.Json(Page([1, 2], "/customers?seekOperation=Next")));
        var (names, failure) = await ListAsync(connection);
        Assert.Equal(["Company 1", "Company 2"], names);
        Assert.Equal(PartnerErrorCode.InvalidResponse, failure?.Error);
        Assert.Equal(4, connection.ApiRequests.Count);
    }

    [Fact]
    public async Task A_page_that_leads_to_itself_twice_is_asked_for_again()
    {
        using var connection = await TestConnection.OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            connection.RespondOnce(CannedResponse.Json(Page([1, 2], "/customers?seekOperation=Next", "a")));
        }

        connection.RespondOnce(CannedResponse.Json(Page([1, 2], "/customers?seekOperation=Next", "b")));
        connection.RespondOnce(CannedResponse.Json(Page([3], null)));
        var (names, failure) = await ListAsync(connection);
        Assert.Null(failure);
        Assert.Equal(["Company 1", "Company 2", "Company 3"], names);
    }

    [Fact]
    public async Task Two_pages_that_lead_to_each_other_are_an_error()
    {
        using var connection = await TestConnection.OpenAsync();
        connection.Emulator.RespondWith(
            request => request.GetHeader("MS-ContinuationToken") == "b", CannedResponse.Json(Page([3], "/customers?seekOperation=Next", "a")));
        connection.Emulator.RespondWith(request => request.IsApiRequest, CannedResponse.Json(Page([1, 2], "/customers?seekOperation=Next", "b")));
        var (names, failure) = await ListAsync(connection);
        Assert.Equal(["Company 1", "Company 2", "Company 3"], names);
        Assert.Equal(PartnerErrorCode.InvalidResponse, failure?.Error);

        // The first page, then each of the two three times.
        Assert.Equal(7, connection.ApiRequests.Count);
    }

    [Fact]
    public async Task Old_pages_under_ever_new_tokens_are_an_error()
    {
        using var connection = await TestConnection.OpenAsync();
        connection.RespondOnce(CannedResponse.Json(Page([1], "/customers?seekOperation=Next", "0")));
        for (var i = 1; i < 1000; i++)
        {
            connection.RespondOnce(CannedResponse.Json(Page([1], "/customers?seekOperation=Next", $"{i}")));
        }

        var (names, failure) = await ListAsync(connection);
        Assert.Equal(["Company 1"], names);
        Assert.Equal(PartnerErrorCode.InvalidResponse, failure?.Error);
        Assert.Contains("sent the same page", failure?.Message, StringComparison.Ordinal);

        // The first page has somebody new, and then a hundred may have nobody.
        Assert.Equal(102, connection.ApiRequests.Count);
        Assert.Equal(
            (connection.ApiRequests[^1].Headers["MS-RequestId"], connection.ApiRequests[^1].Headers["MS-CorrelationId"]),
            (failure?.RequestId, failure?.CorrelationId));
    }

    // Not an endless list: someone new comes from time to time.
    [Fact]
    public async Task Pages_without_news_do_not_add_up_over_pages_with_some()
    {
        using var connection = await TestConnection.OpenAsync();
        var page = 0;
        for (var number = 1; number <= 3; number++)
        {
            for (var i = 0; i < 61; i++)
            {
                connection.RespondOnce(CannedResponse.Json(Page([number], "/customers?seekOperation=Next", $"{page++}")));
            }
        }

        connection.RespondOnce(CannedResponse.Json(Page([], null)));
        var (names, failure) = await ListAsync(connection);
        Assert.Null(failure);
        Assert.Equal(["Company 1", "Company 2", "Company 3"], names);
        Assert.Equal(184, connection.ApiRequests.Count);
    }

    [Fact]
    public async Task A_customer_comes_once_whatever_its_id_and_the_id_s_letter_case()
    {
        using var connection = await TestConnection.OpenAsync();
        string[] ids =
        [
            "5AA9D8CF-1F1C-4B6E-9A0C-00000000000A", "Odd-Id", "5aa9d8cf-1f1c-4b6e-9a0c-00000000000a", "odd-id", "ODD-ID", "5aa9d8cf1f1c4b6e9a0c00000000000a",
            "odd-id-2",
            ];
        for (var i = 0; i < ids.Length; i++)
        {
            connection.RespondOnce(CannedResponse.Json(
                Page([1], i < ids.Length - 1 ? "/customers?seekOperation=Next" : null, $"{i}")
                    .Replace("5aa9d8cf-1f1c-4b6e-9a0c-000000000001", ids[i])
                    .Replace("Company 1", $"{i}")));
        }

        var (names, failure) = await ListAsync(connection);
        Assert.Null(failure);
        Assert.Equal(["0", "1", "6"], names);
    }

    [Theory]
    [InlineData("https://evil.example/v1/customers?seekOperation=Next")]
    [InlineData("http://localhost:1/customers")]
    [InlineData("//evil.example/customers")]
    [InlineData("/../../evil")]
    [InlineData("HTTPS://evil.example")]
    public async Task A_next_page_elsewhere_is_refused_without_a_request(string next)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.Respond(CannedResponse.Json(Page([1, 2], next)));
        var (names, failure) = await ListAsync(connection);
        Assert.Equal(["Company 1", "Company 2"], names);
        Assert.Equal(PartnerErrorCode.InvalidResponse, failure?.Error);
        Assert.Equal(1, connection.Emulator.Statistics.Requests);
    }

    // Whatever the link holds, the request stays at the endpoint, or there is none. The record of the requests keeps no unknown words.
    [Theory]
    [InlineData("\\\\\\\\evil.example\\\\x", "/v1///evil.example/x")]
    [InlineData("\\\\/\\\\/evil.example/customers", "/v1/////evil.example/customers")]
    [InlineData("https:evil.example", "/v1/" + Removed)]
    [InlineData("@evil.example/customers", $"/v1/{Removed}/customers")]
    [InlineData("%2e%2e/%2e%2e/evil", nameof(PartnerErrorCode.InvalidResponse))]
    [InlineData("customers?x=https://evil.example/", nameof(PartnerErrorCode.InvalidResponse))]
    [InlineData("\\ud800", nameof(PartnerErrorCode.InvalidResponse))]
    public async Task An_odd_link_never_leads_away(string next, string followed)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.RespondOnce(CannedResponse.Json(Page([1], next)));
        var (_, failure) = await ListAsync(connection);
#if !NETFRAMEWORK
        Assert.Equal(followed, connection.ApiRequests.Count > 1 ? connection.ApiRequests[1].PathAndQuery : failure?.Error.ToString());
#endif
        Assert.True(
            failure is null or { Error: PartnerErrorCode.InvalidResponse or PartnerErrorCode.InvalidRequest or PartnerErrorCode.NotFound },
            $"{followed}: {failure}");
        Assert.All(connection.Emulator.Statistics.RecordedRequests, request => Assert.Equal("api.partnercenter.microsoft.com", request.Host));
        Assert.Contains(connection.ApiRequests, request => request.Path == "/v1/customers");
    }

    // The .NET Framework takes no address of more than 65,519 characters, and none whose first colon comes after more than 1,024.
    [Theory]
    [InlineData(70_000, "")]
    [InlineData(2_000, ":")]
    public async Task A_link_that_is_no_address_for_the_framework_is_an_error_like_any_other(int length, string end)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.RespondOnce(CannedResponse.Json(Page([1], "/customers?x=" + new string('x', length) + end)));
        var (names, failure) = await ListAsync(connection);
        Assert.Equal("Company 1", names[0]);
#if NETFRAMEWORK
        Assert.True(failure is null or { Error: PartnerErrorCode.InvalidResponse, Message.Length: < 500 }, failure?.ToString());
#else
        Assert.Null(failure);
        Assert.Equal(2, connection.ApiRequests.Count);
#endif
    }

    [Fact]
    public async Task A_failure_on_the_way_comes_after_the_customers_before_it()
    {
        using var connection = await TestConnection.OpenAsync(retries: 1);
        connection.Emulator.RespondWith(
            request => request.GetHeader("MS-ContinuationToken") is not null, CannedResponse.Json("""{"code":"5","description":"Down."}""", 503));
        connection.Emulator.Options.DefaultPageSize = 10;
        var (names, failure) = await ListAsync(connection);
        Assert.Equal(connection.Emulator.Customers.Take(10).Select(customer => customer.CompanyName), names);
        Assert.Equal(PartnerErrorCode.ServiceUnavailable, failure?.Error);
        Assert.Null(failure?.CustomerId);
        Assert.Equal([200, 503, 503], connection.ApiRequests.Select(request => request.StatusCode));
    }

    // Fewer than the service counts are not all, and a list that breaks off looks like one of all.
    [Theory]
    [InlineData(25, 4, 4)]
    [InlineData(5, 4, 4)]
    [InlineData(25, 4, 2)]
    public async Task A_list_that_is_shorter_than_its_count_is_an_error_after_what_came(int total, int count, int perPage)
    {
        using var connection = await TestConnection.OpenAsync();
        for (var first = 1; first <= count; first += perPage)
        {
            var next = first + perPage <= count ? "/customers?seekOperation=Next" : null;
            connection.RespondOnce(CannedResponse.Json(Page(Enumerable.Range(first, perPage), next, $"{first}", total)));
        }

        var (names, failure) = await ListAsync(connection);
        Assert.Equal(Enumerable.Range(1, count).Select(number => $"Company {number}"), names);
        Assert.Equal(PartnerErrorCode.InvalidResponse, failure?.Error);
        Assert.Contains($"reported {total} entries but sent {count}", failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_count_holds_because_customers_come_and_go_meanwhile()
    {
        using var connection = await TestConnection.OpenAsync();
        connection.RespondOnce(CannedResponse.Json(Page([1, 2], "/customers?seekOperation=Next", "a", 4)));
        connection.RespondOnce(CannedResponse.Json(Page([3], null, "b", 3)));
        var (names, failure) = await ListAsync(connection);
        Assert.Null(failure);
        Assert.Equal(3, names.Count);
    }

    // A partner who is reseller and advisor of a customer sees it twice, and the service counts it twice.
    [Fact]
    public async Task A_customer_of_two_relationships_counts_twice()
    {
        using var connection = await TestConnection.OpenAsync();
        connection.RespondOnce(CannedResponse.Json(Page([1, 1, 2], null, "a", 3)));
        var (names, failure) = await ListAsync(connection);
        Assert.Null(failure);
        Assert.Equal(["Company 1", "Company 2"], names);
    }

    [Theory]
    [InlineData("""{"items":[{"companyProfile":{"companyName":"x"}}]}""")]
    [InlineData("{}")]
    [InlineData("""{"totalCount":0}""")]
    [InlineData("""{"totalCount":25,"items":null}""")]
    [InlineData("""{"code":"2000","description":"internal error","data":[],"source":"PartnerAPI"}""")]
    [InlineData("""{"items":[null]}""")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task A_page_that_is_none_is_an_invalid_response(string body)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.Respond(CannedResponse.Json(body));
        var (names, failure) = await ListAsync(connection);
        Assert.Empty(names);
        Assert.Equal(PartnerErrorCode.InvalidResponse, failure?.Error);
    }

    [Fact]
    public async Task A_page_without_its_items_in_the_middle_comes_after_the_customers_before_it()
    {
        using var connection = await TestConnection.OpenAsync();
        connection.RespondOnce(CannedResponse.Json(Page([1, 2], "/customers?seekOperation=Next", "a")));
        connection.Respond(CannedResponse.Json("{}"));
        var (names, failure) = await ListAsync(connection);
        Assert.Equal(["Company 1", "Company 2"], names);
        Assert.Equal(PartnerErrorCode.InvalidResponse, failure?.Error);
    }

    // A link without an address is the end of the list only where nothing else in it leads on.
    [Theory]
    [InlineData("""{"uri":null,"headers":[{"key":"MS-ContinuationToken","value":"t"}]}""", true)]
    [InlineData("""{"uri":"","headers":[{"key":"MS-ContinuationToken","value":"t"}]}""", true)]
    [InlineData("""{"method":"GET","headers":[{"key":"MS-ContinuationToken","value":"t"}]}""", true)]
    [InlineData("""{"href":"/customers?seekOperation=Next"}""", true)]
    [InlineData("""{"uri":null,"method":"GET","headers":[]}""", false)]
    [InlineData("{}", false)]
    public async Task A_next_link_without_an_address(string next, bool leadsOn)
    {
        using var connection = await TestConnection.OpenAsync(retries: 0);
        connection.Respond(CannedResponse.Json(Page([1, 2], null).Replace("\"links\":{", $"\"links\":{{\"next\":{next},")));
        var (names, failure) = await ListAsync(connection);
        Assert.Equal(["Company 1", "Company 2"], names);
        Assert.Equal(leadsOn ? PartnerErrorCode.InvalidResponse : null, failure?.Error);
    }

    // Another sentence follows, and no type of this library tells a user anything.
    [Theory]
    [InlineData("[]", "unexpected at line 1")]
    [InlineData("<html>Welcome</html>", "malformed at line 1, byte 1: '<' is an invalid start of a value")]
    [InlineData("{\"items\":[", "malformed at line 1, byte 11")]
    [InlineData("null", "null was found instead of an object or a list")]
    [InlineData("{}", "a page of a list has no items")]
    public async Task What_is_wrong_with_a_body_is_said_in_a_sentence_without_types(string body, string expected)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.Respond(CannedResponse.Json(body));
        var (_, failure) = await ListAsync(connection);
        Assert.Contains(expected, failure?.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", failure?.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("..", failure?.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("PartnerCenter.", failure?.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", failure?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "…")]
    public async Task A_long_link_is_shown_as_far_as_a_message_can_carry(int more, string end)
    {
        var link = "https://evil.example/" + new string('x', 179);
        using var connection = await TestConnection.OpenAsync();
        connection.Respond(CannedResponse.Json(Page([1], link + new string('y', more))));
        var (_, failure) = await ListAsync(connection);
        Assert.Contains($"'{link}{end}'", failure?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/customers?seekOperation=Next")]
    [InlineData("V1/customers?seekOperation=Next")]
    [InlineData("customers?seekOperation=Next&x=a..b")]
    public async Task The_version_stands_once_in_the_address_of_the_next_page(string next)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.RespondOnce(CannedResponse.Json(Page([1], next)));
        connection.RespondOnce(CannedResponse.Json(Page([2], null)));
        var (names, failure) = await ListAsync(connection);
        Assert.Null(failure);
        Assert.Equal(["Company 1", "Company 2"], names);
        Assert.Equal("/v1/customers", connection.ApiRequests[1].Path, ignoreCase: true);
    }

    [Theory]
    [InlineData("""{"key":"ms-continuationtoken","value":"one"},{"key":"MS-ContinuationToken","value":"two"},{"key":"MS-ContinuationToken"}""", "two")]
    [InlineData("""{"key":"ms-continuationtoken","value":"one"}""", "one")]
    [InlineData("""{"key":"X-Other","value":"one"}""", null)]
    [InlineData("""{"key":"MS-ContinuationToken"}""", null)]
    public async Task The_last_token_of_a_link_is_sent_back_and_nothing_else(string headers, string? token)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.RespondOnce(CannedResponse.Json(
            Page([1], "/customers?seekOperation=Next").Replace("""{"key":"MS-ContinuationToken","value":"t"}""", headers)));
        connection.RespondOnce(CannedResponse.Json(Page([2], null)));
        var (names, failure) = await ListAsync(connection);
        Assert.Null(failure);
        Assert.Equal(2, names.Count);
        Assert.Equal(token, connection.ApiRequests[1].Headers.TryGetValue("MS-ContinuationToken", out var sent) ? sent : null);
        Assert.DoesNotContain("X-Other", connection.ApiRequests[1].Headers.Keys);
    }

    [Theory]
    [InlineData("a\\r\\nb", "the continuation token of the next page")]
    [InlineData(null, "the link to the next page could not be read")]
    public async Task A_link_that_cannot_be_followed_is_an_error_after_what_came(string? token, string words)
    {
        using var connection = await TestConnection.OpenAsync();
        var page = token is null ? Page([1], null).Replace("\"links\":{", "\"links\":{\"next\":7,") : Page([1], "/customers?seekOperation=Next", token);
        connection.Respond(CannedResponse.Json(page));
        var (names, failure) = await ListAsync(connection);
        Assert.Equal(["Company 1"], names);
        Assert.Equal(PartnerErrorCode.InvalidResponse, failure?.Error);
        Assert.Contains(words, failure?.Message, StringComparison.Ordinal);
        Assert.Single(connection.ApiRequests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_cannot_be_read_is_told_by_its_place_or_fails_the_list_at_its_end(bool isReported)
    {
        using var connection = await TestConnection.OpenAsync();
        var told = new List<PartnerCenterException>();
        connection.RespondOnce(CannedResponse.Json(Page([1, 2], "/customers?seekOperation=Next", total: 6)));
        connection.RespondOnce(CannedResponse.Json(Page([3, 4, 5, 6], null, total: 6)
            .Replace("\"id\":\"5aa9d8cf-1f1c-4b6e-9a0c-000000000004\",", string.Empty).Replace("\"5aa9d8cf-1f1c-4b6e-9a0c-000000000006\"", "[6]")));
        var client = isReported ? connection.Client.With(new PartnerOperation { UnreadableItem = told.Add }) : connection.Client;
        var names = new List<string?>();
        var failure = await Record.ExceptionAsync(async () =>
        {
            await foreach (var customer in client.Customers.ListAsync(cancellationToken: TestContext.Current.CancellationToken))
            {
                names.Add(customer.CompanyName);
            }
        }) as PartnerCenterException;
        Assert.Equal(["Company 1", "Company 2", "Company 3", "Company 5"], names);
        Assert.Equal(isReported, failure is null);
        Assert.Equal(isReported ? 2 : 0, told.Count);
        Assert.Contains("item 2 of page 2 ", (isReported ? told[0] : failure)!.Message, StringComparison.Ordinal);
        if (isReported)
        {
            Assert.Contains("item 4 of page 2 ", told[1].Message, StringComparison.Ordinal);
        }
    }

    // The customer's id is its tenant's; either of them is enough, in a list and alone.
    [Theory]
    [InlineData("""{"id":"5AA9D8CF-1F1C-4B6E-9A0C-000000000001","companyProfile":{"companyName":"x"}}""")]
    [InlineData("""{"companyProfile":{"tenantId":"5AA9D8CF-1F1C-4B6E-9A0C-000000000001","companyName":"x"}}""")]
    [InlineData("""{"id":"","companyProfile":{"tenantId":"5AA9D8CF-1F1C-4B6E-9A0C-000000000001","companyName":"x"}}""")]
    [InlineData("""{"id":"5AA9D8CF-1F1C-4B6E-9A0C-000000000001","companyProfile":{"tenantId":"b","companyName":"x"}}""")]
    public async Task A_customer_is_known_by_its_id_or_else_by_its_tenant_s(string customer)
    {
        using var connection = await TestConnection.OpenAsync();
        connection.RespondOnce(CannedResponse.Json(customer));
        connection.RespondOnce(CannedResponse.Json($$"""{"items":[{{customer}}]}"""));
        var read = new List<Customer> { await connection.Customer.GetAsync(TestContext.Current.CancellationToken) };
        await foreach (var listed in connection.Client.Customers.ListAsync(cancellationToken: TestContext.Current.CancellationToken))
        {
            read.Add(listed);
        }

        Assert.Equal(["5aa9d8cf-1f1c-4b6e-9a0c-000000000001", "5aa9d8cf-1f1c-4b6e-9a0c-000000000001"], read.Select(item => item.CustomerId));
    }

    [Fact]
    public async Task A_single_customer_without_an_id_is_an_invalid_response()
    {
        using var connection = await TestConnection.OpenAsync();
        connection.Respond(CannedResponse.Json("""{"companyProfile":{"companyName":"x"}}"""));
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => connection.Customer.GetAsync(TestContext.Current.CancellationToken));
        Assert.Equal(PartnerErrorCode.InvalidResponse, failure.Error);
    }
}
