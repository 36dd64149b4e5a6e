using System;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Emulator.Host;
using Xunit;

namespace PartnerCenter.Emulator.Tests;

/// <summary>
/// What another process may ask of the host and tell it.
/// </summary>
public sealed class ControlEndpointTests : IAsyncLifetime
{
    private EmulatorHost _host = null!;
    private HttpClient _http = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await EmulatorHost.StartAsync(HostArguments.Parse(["--urls", "http://127.0.0.1:0"]), Cancel);
        _http = new HttpClient { BaseAddress = new Uri(_host.Addresses[0]) };
        _http.DefaultRequestHeaders.Authorization = new("Bearer", _host.Emulator.IssueAccessToken());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Settings_hold_from_the_next_request_on()
    {
        var answer = await Send(
            "POST", "settings",
            """{"latency": "10ms", "rateLimit": "200/s", "userHasMfa": false, "wrapQualifications": true, "tokenError": "conditionalAccess", "createdShape": "Array", "vettingDuration": "2s", "tokenLifetime": "30s"}""");

        Assert.Equal(200, answer.Status);
        var options = _host.Emulator.Options;
        Assert.Equal((TimeSpan.FromMilliseconds(10), 200, false, true), (options.Latency, options.RateLimit, options.UserHasMfa, options.WrapQualifications));
        Assert.Equal((EmulatedTokenError.ConditionalAccess, EmulatedAnswerShape.Array), (options.TokenError, options.CreatedShape));
        Assert.Equal((TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30)), (options.VettingDuration, options.AccessTokenLifetime));
        Assert.Equal("10ms", (await Send("GET", "settings")).Json.GetProperty("latency").GetString());
    }

    [Fact]
    public async Task Faults_are_planned_and_ended()
    {
        await Send(
            "POST", "faults",
            """{"rate": 1, "kinds": "error500,BadGateway502Html", "seed": 4, "maxInARow": 9, "retryAfter": "0s", "slowAnswerDelay": "1s", "revokeTokensAt": [50]}""");
        var plan = _host.Emulator.Options.Faults!;
        Assert.Equal((1.0, FaultKinds.Error500 | FaultKinds.BadGateway502Html, 4, 9), (plan.Rate, plan.Kinds, plan.Seed, plan.MaxInARow));
        Assert.Equal((TimeSpan.Zero, TimeSpan.FromSeconds(1)), (plan.RetryAfter, plan.SlowAnswerDelay));
        Assert.Equal([50L], plan.RevokeTokensAt);
        Assert.Contains(await Customers(), (int[])[500, 502]);
        Assert.Equal(1, (await Send("GET", "statistics")).Json.GetProperty("faultsInjected").GetInt32());

        await Send("POST", "faults", "{}");
        Assert.Equal(200, await Customers());
    }

    [Fact]
    public async Task Tokens_are_revoked_and_counters_reset()
    {
        Assert.Equal(200, await Customers());
        Assert.Equal(204, (await Send("POST", "revoke-tokens")).Status);
        Assert.Equal(401, await Customers());
        Assert.Equal(2, (await Send("GET", "statistics")).Json.GetProperty("requests").GetInt32());
        Assert.Equal(204, (await Send("POST", "reset")).Status);
        Assert.Equal(0, (await Send("GET", "statistics")).Json.GetProperty("requests").GetInt32());
    }

    [Fact]
    public async Task Requests_are_shown_when_they_are_recorded()
    {
        Assert.Equal(409, (await Send("GET", "requests")).Status);
        await Send("POST", "settings", """{"recordRequests": true}""");
        await Customers();

        var request = (await Send("GET", "requests")).Json[0];

        Assert.Equal("/v1/customers?size=1", request.GetProperty("pathAndQuery").GetString());
        Assert.Equal(200, request.GetProperty("statusCode").GetInt32());
        Assert.StartsWith("Bearer ", request.GetProperty("headers").GetProperty("Authorization").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Customers_are_added_and_changed()
    {
        var added = await Send(
            "POST", "customers", """{"companyName": "Contoso", "domain": "contoso.example", "customerId": "11111111-2222-4333-8444-555555555555"}""");
        Assert.Equal(201, added.Status);
        await Send(
            "POST", "customers/11111111-2222-4333-8444-555555555555",
            """{"taggingDenied": true, "qualifications": [{"qualification": "Hospital", "vettingStatus": "Maybe", "vettingCreatedDate": "2020-12-03T10:37:38Z"}]}""");

        var json = await _http.GetStringAsync("/v1/customers/11111111-2222-4333-8444-555555555555/qualifications", Cancel);

        Assert.Equal("""[{"qualification":"Hospital","vettingStatus":"Maybe","vettingCreatedDate":"2020-12-03T10:37:38.000Z"}]""", json);
        Assert.True(_host.Emulator.GetCustomer("11111111-2222-4333-8444-555555555555").TaggingDenied);
        Assert.Equal(404, (await Send("POST", "customers/11111111-2222-4333-8444-000000000000", "{}")).Status);
        Assert.Equal(
            400, (await Send("POST", "customers", """{"companyName": "Twice", "domain": "x", "customerId": "11111111-2222-4333-8444-555555555555"}""")).Status);
    }

    [Fact]
    public async Task One_customer_is_throttled_until_told_otherwise()
    {
        await Send("POST", "customers", """{"companyName": "Contoso", "domain": "contoso.example", "customerId": "11111111-2222-4333-8444-555555555555"}""");
        const string Customer = "customers/11111111-2222-4333-8444-555555555555";

        Assert.Equal("30000ms", (await Send("POST", Customer, """{"throttledRetryAfter": "30s"}""")).Json.GetProperty("throttledRetryAfter").GetString());
        using (var response = await _http.GetAsync("/v1/" + Customer + "/qualifications", Cancel))
        {
            Assert.Equal((429, TimeSpan.FromSeconds(30)), ((int)response.StatusCode, response.Headers.RetryAfter!.Delta));
        }

        Assert.Equal(200, await Customers());
        await Send("POST", Customer, """{"throttledRetryAfter": null}""");
        Assert.Null(_host.Emulator.GetCustomer("11111111-2222-4333-8444-555555555555").ThrottledRetryAfter);
    }

    [Fact]
    public async Task Writes_are_shaped_recorded_and_not_deduplicated_as_the_settings_say()
    {
        await Send("POST", "settings", """{"writeAnswer": "NoContent", "deduplicateWrites": false, "recordRequests": true, "requestLogCapacity": 2}""");
        var customer = _host.Emulator.AddCustomer("Contoso", "contoso.example").CustomerId;
        var id = Guid.NewGuid().ToString();
        foreach (var (body, status) in ((string, int)[])[("""{"qualification":"StateOwnedEntity"}""", 204),
            ("""{"qualification":"Education","educationSegment":"K12"}""", 204), ("""{"qualification":"StateOwnedEntity"}""", 409)])
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Post,
                "/v1/customers/" + customer + "/qualifications?type=1")
            { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.Add("MS-RequestId", id);
            using var response = await _http.SendAsync(request, Cancel);
            Assert.Equal(status, (int)response.StatusCode);
        }

        Assert.Equal(1, (await Send("GET", "statistics")).Json.GetProperty("requestIdConflicts").GetInt32());
        var recorded = (await Send("GET", "requests")).Json;
        Assert.Equal(2, recorded.GetArrayLength());
        Assert.Equal(
            (customer, id, "?type=1"),
            (recorded[0].GetProperty("customerId")
                .GetString(), recorded[0].GetProperty("requestId").GetString(), recorded[0].GetProperty("query").GetString()));
        Assert.Equal((true, false), (recorded[0].GetProperty("isWritePerformed").GetBoolean(), recorded[1].GetProperty("isWritePerformed").GetBoolean()));
        Assert.Equal(
            ("/v1/customers/" + customer + "/qualifications", 409),
            (recorded[1].GetProperty("path").GetString(), recorded[1].GetProperty("statusCode").GetInt32()));
    }

    [Fact]
    public async Task A_certificate_is_registered()
    {
        using var certificate = TestCertificates.Create("control");

        Assert.Equal(204, (await Send("POST", "certificates", $$"""{"pem": "{{certificate.ExportCertificatePem().ReplaceLineEndings("\\n")}}"}""")).Status);

        Assert.Equal(certificate.Thumbprint, Assert.Single(_host.Emulator.Options.Certificates).Thumbprint);
    }

    [Fact]
    public async Task Answers_are_laid_ready_and_taken_away()
    {
        await Send(
            "POST", "responses",
            """{"path": "/v1/customers", "statusCode": 418, "body": "odd", "contentType": "text/odd", "headers": {"X-Odd": "yes"}, "once": false}""");
        using (var response = await _http.GetAsync("/v1/customers", Cancel))
        {
            Assert.Equal((418, "odd"), ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancel)));
            Assert.Equal(["yes"], response.Headers.GetValues("X-Odd"));
        }

        Assert.Equal(418, await Customers());
        Assert.Equal(204, (await Send("DELETE", "responses")).Status);
        Assert.Equal(200, await Customers());
    }

    [Theory]
    [InlineData("POST", "settings", "nonsense", 400)]
    [InlineData("POST", "settings", "[]", 400)]
    [InlineData("POST", "settings", """{"latenzy": "1s"}""", 400)]
    [InlineData("POST", "settings", """{"latency": 1}""", 400)]
    [InlineData("POST", "settings", """{"tokenError": "7"}""", 400)]
    [InlineData("POST", "faults", """{"rate": 2}""", 400)]
    [InlineData("POST", "faults", """{"kinds": "Meteor"}""", 400)]
    [InlineData("POST", "faults", """{"kinds": "3"}""", 400)]
    [InlineData("POST", "responses", """{"body": "x"}""", 400)]
    [InlineData("POST", "customers", """{"companyName": "x"}""", 400)]
    [InlineData("POST", "certificates", """{"pem": "x"}""", 400)]
    [InlineData("POST", "certificates", "{}", 400)]
    [InlineData("GET", "nothing", null, 404)]
    [InlineData("DELETE", "settings", null, 404)]
    public async Task What_it_does_not_understand_it_refuses_in_words(string method, string path, string? body, int status)
    {
        var answer = await Send(method, path, body);

        Assert.Equal(status, answer.Status);
        Assert.NotEmpty(answer.Json.GetProperty("error").GetString()!);
    }

    [Theory]
    [InlineData("settings", """{"userHasMfa": false, "latenzy": "1s"}""", "$.latenzy is not known here. The properties are: latency, rateLimit,")]
    [InlineData("settings", """{"userHasMfa": false, "latency": "1"}""", "$.latency: '1' is not a time.")]
    [InlineData("settings", """{"userHasMfa": false, "rateLimit": 5}""", "$.rateLimit: It must be a string.")]
    [InlineData("settings", """{"userHasMfa": false, "writeAnswer": "7"}""", "$.writeAnswer must be one of AsDocumented,")]
    [InlineData("settings", """{"userHasMfa": false, "defaultPageSize": -1}""", "$.defaultPageSize: It must be a whole number from 0.")]
    [InlineData("settings", """{"userHasMfa": false, "enforceMfa": null}""", "$.enforceMfa has a value that it cannot have.")]
    [InlineData("settings", """{"userHasMfa": false, "userHasMfa": false}""", "userHasMfa")]
    [InlineData("responses", """{"path": "/v1/customers", "headers": {"a": 3}}""", "$.headers.a has a value that it cannot have.")]
    [InlineData("customers", """{"domain": "x.example"}""", "It must be an object with companyName and domain.")]
    [InlineData("reset", """{"all": true}""", "$.all is not known here.")]
    [InlineData("faults", """{"rate": 0.5, "expireTokensAt": null}""", "expireTokensAt must have a value.")]
    [InlineData("faults", """{"expireTokensAt": [5, 0]}""", "expireTokensAt must have numbers of requests, from 1.")]
    [InlineData("settings", """{"userHasMfa": false, "retiredEndpointStatus": 99}""", "retiredEndpointStatus must be a number from 200 to 599.")]
    [InlineData("responses", """{"path": "/v1/customers", "statusCode": 0}""", "statusCode must be a number from 200 to 599.")]
    [InlineData("responses", """{"path": "/v1/customers", "statusCode": 600}""", "statusCode must be a number from 200 to 599.")]
    public async Task A_body_with_an_error_changes_nothing_and_the_error_names_the_property(string path, string body, string expected)
    {
        var answer = await Send("POST", path, body);

        Assert.Equal(400, answer.Status);
        Assert.Contains(expected, answer.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("System.", answer.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.True(_host.Emulator.Options.UserHasMfa);
        Assert.Equal(200, await Customers());
    }

    [Fact]
    public async Task Settings_are_written_as_they_are_read()
    {
        await Send(
            "POST", "settings",
            """{"latency": "1500ms", "rateLimit": "1000/m", "retiredEndpointStatus": 410, "qualificationSpelling": "underscores", "auditPageSize": 7}""");
        var before = (await Send("GET", "settings")).Json.GetRawText();
        Assert.Contains("\"rateLimit\":\"1000/m\"", before, StringComparison.Ordinal);
        Assert.Contains("\"retiredEndpointStatus\":410", before, StringComparison.Ordinal);

        var written = System.Text.Json.Nodes.JsonNode.Parse(before)!.AsObject();
        written.Remove("faults");
        await Send("POST", "settings", """{"latency": "0ms", "rateLimit": "0/s", "retiredEndpointStatus": null, "auditPageSize": 500}""");
        Assert.Null(_host.Emulator.Options.RetiredEndpointStatus);
        await Send("POST", "settings", written.ToJsonString());

        Assert.Equal(before, (await Send("GET", "settings")).Json.GetRawText());
    }

    [Theory]
    [InlineData("{\"latency\":\"\u00FF\"}")]
    [InlineData("{\"\u00FF\":1}")]
    [InlineData("{\"a\":[{\"b\":\"\u00C3\u0028\"}]}")]
    [InlineData("{\"latency\":\"\\ud800\"}")]
    [InlineData("{\"\\udfff\":1}")]
    [InlineData("\u00FF")]
    public async Task Text_that_is_no_text_it_refuses_in_words(string bytes)
    {
        foreach (var path in (string[])["settings", "faults", "responses", "customers", "customers/11111111-2222-4333-8444-555555555555", "certificates",
            "reset"])
        {
            using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(bytes));
            content.Headers.ContentType = new("application/json");
            using var response = await _http.PostAsync("/emulator/" + path, content, Cancel);
            Assert.Equal(400, (int)response.StatusCode);
            Assert.Contains("JSON", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("latency", "\"50ms\"", "Latency=00:00:00.0500000")]
    [InlineData("rateLimit", "\"7/m\"", "RateLimit=7;RateLimitWindow=00:01:00")]
    [InlineData("rateLimit", "\"8/s\"", "RateLimit=8")]
    [InlineData("tokenLifetime", "\"30000ms\"", "AccessTokenLifetime=00:00:30")]
    [InlineData("vettingDuration", "\"2000ms\"", "VettingDuration=00:00:02")]
    [InlineData("userHasMfa", "false", "UserHasMfa=False")]
    [InlineData("enforceMfa", "false", "EnforceMfa=False")]
    [InlineData("recordRequests", "true", "RecordRequests=True")]
    [InlineData("wrapQualifications", "true", "WrapQualifications=True")]
    [InlineData("strictRefreshTokenRotation", "true", "StrictRefreshTokenRotation=True")]
    [InlineData("tokenError", "\"ConsentRequired\"", "TokenError=ConsentRequired")]
    [InlineData("createdShape", "\"Wrapper\"", "CreatedShape=Wrapper")]
    [InlineData("dateSpelling", "\"CreateDate\"", "DateSpelling=CreateDate")]
    [InlineData("qualificationSpelling", "\"Number\"", "QualificationSpelling=Number")]
    [InlineData("writeAnswer", "\"EmptyOk\"", "WriteAnswer=EmptyOk")]
    [InlineData("deduplicateWrites", "false", "DeduplicateWrites=False")]
    [InlineData("requestLogCapacity", "3", "RequestLogCapacity=3")]
    [InlineData("defaultPageSize", "4", "DefaultPageSize=4")]
    [InlineData("auditPageSize", "5", "AuditPageSize=5")]
    [InlineData("maxEducationVerifications", "6", "MaxEducationVerifications=6")]
    [InlineData("byteOrderMark", "false", "ByteOrderMark=False")]
    [InlineData("retiredEndpointStatus", "410", "RetiredEndpointStatus=410")]
    [InlineData("validationIdsAsNumbers", "true", "ValidationIdsAsNumbers=True")]
    [InlineData("auditValuesAsObjects", "true", "AuditValuesAsObjects=True")]
    [InlineData("errorCodesAsNumbers", "true", "ErrorCodesAsNumbers=True")]
    [InlineData("versionInNextLink", "true", "VersionInNextLink=True")]
    public async Task Each_setting_changes_its_option_and_no_other_and_is_shown(string name, string value, string changed)
    {
        var before = (await Send("GET", "settings")).Json;

        var after = (await Send("POST", "settings", "{\"" + name + "\": " + value + ", /* as in the documents */}")).Json;

        Assert.Equal(changed, OptionSnapshot.Changed(_host.Emulator.Options));
        Assert.Equal(
            [name + ":" + value],
            after.EnumerateObject().Where(property => property.Value.GetRawText() != before.GetProperty(property.Name).GetRawText())
                .Select(property => property.Name + ":" + property.Value.GetRawText()));
    }

    [Fact]
    public async Task A_plan_of_faults_is_shown_as_it_was_sent()
    {
        const string Plan = """{"seed":4,"rate":0.25,"kinds":"Error500, PageFails","retryAfter":"3000ms","slowAnswerDelay":"7000ms","maxInARow":9,"includeTokenRequests":true,"expireTokensAt":[5,8],"revokeTokensAt":[6]}""";

        Assert.Equal(Plan, (await Send("POST", "faults", Plan)).Json.GetProperty("faults").GetRawText());

        Assert.Equal("Faults=0.25,Error500, PageFails,4,9,00:00:03,00:00:07,True,5+8,6", OptionSnapshot.Changed(_host.Emulator.Options));

        // Nothing of a plan is left in the next one.
        await Send("POST", "faults", """{"rate": 1}""");
        Assert.Equal("Faults=1,All,1,0,00:00:01,00:00:05,False,,", OptionSnapshot.Changed(_host.Emulator.Options));
        Assert.Equal(JsonValueKind.Null, (await Send("POST", "faults", "{}")).Json.GetProperty("faults").ValueKind);
    }

    [Fact]
    public async Task Each_property_of_a_customer_is_changed_and_shown()
    {
        const string Id = "11111111-2222-4333-8444-555555555555";
        var added = await Send("POST", "customers", """{"companyName": "Contoso", "domain": "contoso.example", "customerId": "{11111111-2222-4333-8444-555555555555}"}""");
        Assert.Equal(
            """{"customerId":"11111111-2222-4333-8444-555555555555","companyName":"Contoso","domain":"contoso.example","relationshipToPartner":"reseller","taggingDenied":false,"noRelationship":false,"allowDelegatedAccess":true,"associatedPartnerId":null,"customDomains":[],"throttledRetryAfter":null,"validationStatus":"Allowed","qualifications":[]}""",
            added.Text);

        const string Changed = """"relationshipToPartner":"advisor","taggingDenied":true,"noRelationship":true,"allowDelegatedAccess":false,"associatedPartnerId":"p-1","customDomains":["a.example","b.example"],"throttledRetryAfter":"2500ms","validationStatus":"NotAllowed","qualifications":[{"qualification":"Q","vettingStatus":"S","vettingReason":"R"}]}"""";
        await Send("POST", "customers/" + Id, """{"customDomains": ["old.example"], "qualifications": [{"qualification": "Old"}]}""");
        var changed = await Send("POST", "customers/" + Id, "{\"" + Changed);

        Assert.Equal(200, changed.Status);
        Assert.Equal("""{"customerId":"11111111-2222-4333-8444-555555555555","companyName":"Contoso","domain":"contoso.example",""" + "\"" + Changed, changed.Text);
        var customer = _host.Emulator.GetCustomer(Id);
        Assert.Equal((true, true, false), (customer.TaggingDenied, customer.NoRelationship, customer.AllowDelegatedAccess));
        Assert.Equal(("advisor", "p-1", "NotAllowed"), (customer.RelationshipToPartner, customer.AssociatedPartnerId, customer.ValidationStatus));
        Assert.Equal(["a.example", "b.example"], customer.CustomDomains);
    }

    [Fact]
    public async Task Each_property_of_a_request_is_shown()
    {
        _host.Emulator.Options.RecordRequests = true;
        var customer = _host.Emulator.AddCustomer("Contoso", "contoso.example").CustomerId;
        using (var request = new HttpRequestMessage(HttpMethod.Post, "/v1/customers/" + customer.ToUpperInvariant() + "/qualifications?code=1"))
        {
            request.Content = new StringContent("""{"qualification":"StateOwnedEntity"}""", Encoding.UTF8, "application/json");
            request.Headers.Add("MS-RequestId", "037db222-6d8e-4d7f-ba78-df3dca33fb68");
            using var response = await _http.SendAsync(request, Cancel);
        }

        var shown = (await Send("GET", "requests")).Json[0];

        Assert.Equal(
            "ordinal,operation,customerId,requestId,method,host,path,query,pathAndQuery,statusCode,isWritePerformed,headers,body",
            string.Join(",", shown.EnumerateObject().Select(property => property.Name)));
        var path = "/v1/customers/" + customer.ToUpperInvariant() + "/qualifications";
        foreach (var (name, expected) in ((string, string)[])
            [("ordinal", "1"), ("operation", "createQualification"), ("customerId", customer.ToUpperInvariant()),
                ("requestId", "037db222-6d8e-4d7f-ba78-df3dca33fb68"), ("method", "POST"), ("host", "127.0.0.1"), ("path", path), ("query", "?code=1"),
                ("pathAndQuery", path + "?code=1"), ("statusCode", "201"), ("isWritePerformed", "True"), ("body", """{"qualification":"StateOwnedEntity"}""")])
        {
            Assert.Equal((name, expected), (name, shown.GetProperty(name).ToString()));
        }
    }

    [Fact]
    public async Task Each_counter_is_shown()
    {
        var options = _host.Emulator.Options;
        options.FaultHook = request => request.IsUnder("/v1/customers/fault") ? new EmulatorFault(FaultKinds.Throttle429NoHeader) : null;
        var customer = "/v1/customers/" + _host.Emulator.AddCustomer("Contoso", "contoso.example").CustomerId + "/qualifications";
        var id = Guid.NewGuid().ToString();
        foreach (var (path, body) in ((string, string?)[])
            [(customer, """{"qualification":"StateOwnedEntity"}"""), (customer, """{"qualification":"Education","educationSegment":"K12"}"""),
                (customer, """{"qualification":"Education","educationSegment":"K12"}"""), ("/v1/customers/fault", null), ("/v1/customers/fault", null),
                (customer, null), ("/nothing", null), ("/common/oauth2/v2.0/token", "x"), ("/common/oauth2/v2.0/token", "x"),
                ("/common/oauth2/v2.0/token", "x"), ("/common/oauth2/v2.0/token", "x")])
        {
            using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path);
            if (body is not null)
            {
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
                request.Headers.Add("MS-RequestId", id);
            }

            using var response = await _http.SendAsync(request, Cancel);
        }

        var shown = (await Send("GET", "statistics")).Json;

        foreach (var (name, expected) in ((string, long)[])
            [("requests", 11), ("apiRequests", 6), ("tokenRequests", 4), ("retries", 2), ("throttledAnswers", 2), ("faultsInjected", 2), ("writes", 1),
                ("requestIdConflicts", 2), ("concurrency", 0), ("maxConcurrency", 1), ("connections", 1)])
        {
            Assert.Equal((name, expected), (name, shown.GetProperty(name).GetInt64()));
        }

        foreach (var (name, expected) in ((string, long)[])
            [("createQualification", 3), ("getQualifications", 1), ("getCustomer", 2), ("token", 4), ("unknown", 1), ("listCustomers", 0)])
        {
            Assert.Equal((name, expected), (name, shown.GetProperty("operations").GetProperty(name).GetInt64()));
        }

        Assert.Equal(2, shown.GetProperty("faults").GetProperty("throttle429NoHeader").GetInt64());
        Assert.Equal(0, shown.GetProperty("faults").GetProperty("error500").GetInt64());
        Assert.Equal(16, shown.GetProperty("operations").EnumerateObject().Count());
        Assert.Equal(18, shown.GetProperty("faults").EnumerateObject().Count());

        await Send("POST", "reset");
        foreach (var property in (await Send("GET", "statistics")).Json.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Number)
            {
                Assert.Equal((property.Name, 0), (property.Name, property.Value.GetInt64()));
            }
            else
            {
                Assert.All(property.Value.EnumerateObject(), counter => Assert.Equal((counter.Name, 0), (counter.Name, counter.Value.GetInt64())));
            }
        }
    }

    [Fact]
    public async Task An_answer_is_laid_ready_once_with_status_200_as_JSON_and_at_once_unless_it_says_otherwise()
    {
        Assert.Equal(204, (await Send("POST", "responses", """{"path": "/v1/customers"}""")).Status);
        using (var response = await _http.GetAsync("/v1/customers?size=3", Cancel))
        {
            Assert.Equal(
                (200, string.Empty, "application/json"),
                ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancel), response.Content.Headers.ContentType?.ToString()));
        }

        Assert.Contains("totalCount", await _http.GetStringAsync("/v1/customers", Cancel), StringComparison.Ordinal);
        await Send("POST", "responses", """{"path": "/v1/customers/*", "delay": "150ms", "body": "x"}""");
        var watch = Stopwatch.StartNew();
        Assert.Equal("x", await _http.GetStringAsync("/v1/customers/a/b", Cancel));
        Assert.InRange(watch.ElapsedMilliseconds, 145, 60_000);
    }

    [Fact]
    public async Task Refresh_tokens_are_revoked_and_access_tokens_are_not()
    {
        var token = _host.Emulator.IssueRefreshToken();

        Assert.Equal(204, (await Send("POST", "revoke-refresh-tokens")).Status);

        Assert.Equal(200, await Customers());
        using var form = new FormUrlEncodedContent([new("grant_type", "refresh_token"), new("client_id", EmulatorDefaults.ApplicationId), new("refresh_token", token)]);
        using var response = await _http.PostAsync("/common/oauth2/v2.0/token", form, Cancel);
        Assert.Contains("AADSTS50173", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/Emulator/SETTINGS/")]
    [InlineData("/emulator/settings")]
    public async Task The_letter_case_of_a_path_does_not_matter(string path)
    {
        using var response = await _http.GetAsync(path, Cancel);

        Assert.Equal((200, "application/json; charset=utf-8"), ((int)response.StatusCode, response.Content.Headers.ContentType?.ToString()));
    }

    [Fact]
    public async Task It_is_not_counted()
    {
        await Send("GET", "statistics");

        Assert.Equal(0, (await Send("GET", "statistics")).Json.GetProperty("requests").GetInt32());
    }

    private async Task<int> Customers()
    {
        using var response = await _http.GetAsync("/v1/customers?size=1", Cancel);
        return (int)response.StatusCode;
    }

    private async Task<TestAnswer> Send(string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/emulator/" + path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await _http.SendAsync(request, Cancel);
        return await TestAnswer.ReadAsync(response, Cancel);
    }
}
