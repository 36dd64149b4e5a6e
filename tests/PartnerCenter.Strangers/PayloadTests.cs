using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Emulator;
using Xunit;

namespace PartnerCenter.Strangers;

/// <summary>
/// What the emulator answers, held against the description of the documents.
/// </summary>
public sealed class PayloadTests : IDisposable
{
    private const string Education = """{"qualification":"Education","educationSegment":"K12","website":"adatum.edu"}""";
    private const string StateOwned = """{"qualification":"StateOwnedEntity"}""";
    private const string Government = """{"qualification":"GovernmentCommunityCloud","validationCode":"204518"}""";

    private readonly PartnerCenterEmulator _emulator = new(new EmulatorOptions { CustomerCount = 100, VettingDuration = TimeSpan.Zero });
    private readonly HttpClient _http;

    public PayloadTests()
    {
        _http = new HttpClient(_emulator.CreateHandler()) { BaseAddress = new Uri("https://api.partnercenter.microsoft.com") };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _emulator.IssueAccessToken());
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _emulator.Dispose();
    }

    public static TheoryData<string> Forms =>
        [.. new[] { "default", "wrapped", "array", "created date", "create date", "numbers", "underscores", "pascal case", "objects", "versioned links" }];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Every_answer_has_its_documented_form(string form)
    {
        Choose(form);
        var ids = _emulator.Customers.Select(c => c.CustomerId).ToList();
        foreach (var id in ids)
        {
            await Check("customer", 200, "/v1/customers/" + id);
            await Check("qualifications", 200, $"/v1/customers/{id}/qualifications");
            await Check("qualification", 200, $"/v1/customers/{id}/qualification");
            await Check("validationStatus", 200, $"/v1/customers/{id}/validationStatus?type=account");
        }

        await Check("validationCodes", 200, "/v1/customers/all/validations");
        foreach (var body in (string[])[Education, StateOwned, Government])
        {
            var id = _emulator.AddCustomer("Adatum School", "adatum.example").CustomerId;
            await Check("createdQualification", 201, $"/v1/customers/{id}/qualifications", HttpMethod.Post, body);
            await Check("qualifications", 200, $"/v1/customers/{id}/qualifications");
            if (body == Government)
            {
                await Check("usedValidationCode", 200, $"/v1/customers/{id}/validations");
            }
        }

        foreach (var body in (string[])["1", "\"Education\""])
        {
            await Check(
                "qualification", 200, $"/v1/customers/{_emulator.AddCustomer("Adatum", "adatum.example").CustomerId}/qualification", HttpMethod.Put, body);
        }

        await CheckPages("customers", "/v1/customers?size=30", 100);
        await CheckPages("auditRecords", "/v1/auditrecords?size=7", 20);
    }

    [Fact]
    public async Task Every_refusal_has_a_documented_form()
    {
        var customer = _emulator.AddCustomer("Adatum School", "adatum.example");
        var path = "/v1/customers/" + customer.CustomerId;
        await Check("error", 400, "/v1/customers/x");
        await Check("error", 400, "/v1/customers?size=x");
        await Check("error", 400, path + "/qualifications", HttpMethod.Post, "{}");
        await Check("error", 404, "/v1/customers/" + Guid.NewGuid());
        await Check("createdQualification", 201, path + "/qualifications", HttpMethod.Post, Education);
        await Check("error", 409, path + "/qualifications", HttpMethod.Post, Education);
        customer.TaggingDenied = true;
        await Check("error", 403, path + "/qualifications", HttpMethod.Post, StateOwned);
        customer.ThrottledRetryAfter = TimeSpan.FromSeconds(57);
        await Check("error", 429, path);
        customer.ThrottledRetryAfter = null;
        customer.NoRelationship = true;
        await Check("error", 403, path);
        _emulator.Options.ErrorCodesAsNumbers = true;
        await Check("error", 403, path);
        _http.DefaultRequestHeaders.Authorization = null;
        await Check("error", 401, "/v1/customers");
    }

    // The description must be able to say no.
    [Theory]
    [InlineData("qualifications", """[{"qualification":"Education","vettingCreated":"2020-12-03T10:37:38Z"}]""")]
    [InlineData("qualifications", """[{"qualification":"Hospital"}]""")]
    [InlineData("qualifications", """[{"qualification":"Education","vettingCreatedDate":"07/09/2020: 00:00:00"}]""")]
    [InlineData("qualifications", """[{"qualification":"StateOwnedEntity","vettingStatus":"Approved"}]""")]
    [InlineData("qualifications", """[{"vettingStatus":"Approved"}]""")]
    [InlineData("qualifications", """{"items":[]}""")]
    [InlineData("createdQualification", "null")]
    [InlineData("qualification", "5")]
    [InlineData("qualification", "\"Hospital\"")]
    [InlineData("validationCodes",
        """[{"partnerId":"4975001","organizationName":"x","validationId":"1","maxCreates":1,"remainingCreates":1,"eTag":"W/\"datetime'x'\""}]""")]
    [InlineData("usedValidationCode",
        """{"partnerId":"9f1d2c64-0b8e-4d3f-a6c7-5e2b8a1f4d90","organizationName":"x","validationId":"1","eTag":"W/\"datetime'x'\""}""")]
    [InlineData("customers", """{"items":[]}""")]
    [InlineData("customers",
        """{"totalCount":0,"items":[],"links":{"self":{"uri":"/customers","method":"GET","headers":[]},"next":{"uri":"/customers","method":"GET","headers":[]}}}""")]
    [InlineData("customer", """{"id":"1"}""")]
    [InlineData("auditRecords", """{"totalCount":1,"items":[{}],"links":{"self":{"uri":"/auditrecords","method":"GET","headers":[]}}}""")]
    [InlineData("error", """{"Code":1}""")]
    [InlineData("error", "[]")]
    public void The_description_refuses_what_no_document_has(string payload, string json) => Assert.NotEmpty(DocumentedPayloads.ProblemsOf(payload, json));

    private void Choose(string form)
    {
        var options = _emulator.Options;
        switch (form)
        {
            case "wrapped":
                (options.WrapQualifications, options.CreatedShape) = (true, EmulatedAnswerShape.Wrapper);
                break;
            case "array":
                options.CreatedShape = EmulatedAnswerShape.Array;
                break;
            case "created date":
                options.DateSpelling = EmulatedDateSpelling.CreatedDate;
                break;
            case "create date":
                options.DateSpelling = EmulatedDateSpelling.CreateDate;
                break;
            case "numbers":
                (options.QualificationSpelling, options.ValidationIdsAsNumbers) = (EmulatedWordSpelling.Number, true);
                break;
            case "underscores":
                options.QualificationSpelling = EmulatedWordSpelling.Underscores;
                break;
            case "pascal case":
                options.QualificationSpelling = EmulatedWordSpelling.PascalCase;
                break;
            case "objects":
                options.AuditValuesAsObjects = true;
                break;
            case "versioned links":
                options.VersionInNextLink = true;
                break;
        }
    }

    private async Task CheckPages(string payload, string path, int atLeast)
    {
        var seen = new HashSet<string>();
        string? token = null;
        var total = 1;
        while (true)
        {
            var json = await Check(payload, 200, path, token: token);
            using var document = JsonDocument.Parse(json);
            total = document.RootElement.GetProperty("totalCount").GetInt32();
            Assert.All(document.RootElement.GetProperty("items").EnumerateArray(), item => Assert.True(seen.Add(item.GetProperty("id").GetString()!)));
            if (!document.RootElement.GetProperty("links").TryGetProperty("next", out var next))
            {
                break;
            }

            var uri = next.GetProperty("uri").GetString()!;
            path = uri.StartsWith("/v1/", StringComparison.Ordinal) ? uri : "/v1" + uri;
            token = next.GetProperty("headers")[0].GetProperty("value").GetString();
        }

        Assert.Equal(total, seen.Count);
        Assert.True(seen.Count >= atLeast, seen.Count + " entries");
    }

    private async Task<string> Check(string payload, int status, string path, HttpMethod? method = null, string? body = null, string? token = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        if (token is not null)
        {
            request.Headers.Add("MS-ContinuationToken", token);
        }

        using var response = await _http.SendAsync(request, Cancel);
        var json = await response.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var problems = DocumentedPayloads.ProblemsOf(payload, json);
        Assert.True(problems.Length == 0, request.Method + " " + path + " is no " + payload + ": " + problems + "\n" + json);
        foreach (var header in (string[])["MS-RequestId", "MS-CorrelationId", "MS-CV"])
        {
            Assert.True(response.Headers.Contains(header), header + " is missing.");
        }

        return json;
    }
}
