using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace PartnerCenter.Emulator.Tests;

/// <summary>
/// What holds for every request: headers, paths, limits, latency, canned answers, the counters.
/// </summary>
public sealed class ServiceBehaviourTests : IDisposable
{
    private readonly PartnerCenterEmulator _emulator = new(new EmulatorOptions { RecordRequests = true });
    private readonly TestApi _api;

    public ServiceBehaviourTests() => _api = new TestApi(_emulator);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _api.Dispose();
        _emulator.Dispose();
    }

    [Fact]
    public async Task Ids_are_echoed_or_made_up()
    {
        var echoed = await _api.GetAsync(
            "/v1/customers?size=1", ("MS-RequestId", "037db222-6d8e-4d7f-ba78-df3dca33fb68"), ("MS-CorrelationId", "7d2456fd-2d79-46d0-9f8e-5d7ecd5f8745"));
        var refused = await _api.GetAsync("/v1/customers/x", ("MS-RequestId", "037db222-6d8e-4d7f-ba78-df3dca33fb69"));
        var absent = await _api.GetAsync("/v1/customers?size=1");

        Assert.Equal("037db222-6d8e-4d7f-ba78-df3dca33fb68", echoed.Header("MS-RequestId"));
        Assert.Equal("7d2456fd-2d79-46d0-9f8e-5d7ecd5f8745", echoed.Header("MS-CorrelationId"));
        Assert.Equal("037db222-6d8e-4d7f-ba78-df3dca33fb69", refused.Header("MS-RequestId"));
        Assert.True(Guid.TryParse(absent.Header("MS-RequestId"), out _));
        Assert.True(Guid.TryParse(absent.Header("MS-CorrelationId"), out _));
    }

    [Theory]
    [InlineData("MS-RequestId")]
    [InlineData("MS-CorrelationId")]
    public async Task An_id_that_is_no_guid_is_400(string header)
    {
        var answer = await _api.GetAsync("/v1/customers", (header, "1"));

        Assert.Equal((400, "800002"), (answer.Status, answer.Code));
        Assert.True(Guid.TryParse(answer.Header(header), out _));
    }

    [Theory]
    [InlineData("GET", "/v1/nothing", 404)]
    [InlineData("GET", "/customers", 404)]
    [InlineData("GET", "/v2/customers", 404)]
    [InlineData("GET", "/", 404)]
    [InlineData("DELETE", "/v1/customers", 405)]
    [InlineData("PATCH", "/v1/customers/x/qualifications", 405)]
    public async Task Unknown_paths_and_methods_are_refused(string method, string path, int status)
    {
        Assert.Equal(status, (await _api.SendAsync(new(method), path)).Status);
    }

    [Theory]
    [InlineData("DELETE", "/v1/customers", "GET")]
    [InlineData("PUT", "/v1/customers/x", "GET")]
    [InlineData("PUT", "/v1/customers/x/qualifications", "GET, POST")]
    [InlineData("POST", "/v1/customers/x/qualification", "GET, PUT")]
    [InlineData("POST", "/v1/customers/all/validations", "GET")]
    [InlineData("POST", "/v1/customers/x/validations", "GET")]
    [InlineData("POST", "/v1/customers/x/validationStatus", "GET")]
    [InlineData("POST", "/v1/auditrecords", "GET")]
    public async Task A_method_that_a_path_does_not_have_is_405_with_those_that_it_has(string method, string path, string allowed)
    {
        var answer = await _api.SendAsync(new(method), path);

        Assert.Equal((405, string.Empty, allowed), (answer.Status, answer.Text, answer.Header("Allow")));
        Assert.True(Guid.TryParse(answer.Header("MS-RequestId"), out _));
        Assert.Equal(0, _emulator.Statistics.RequestsFor(EmulatorRoute.ListCustomers));
        Assert.Equal(1, _emulator.Statistics.RequestsFor(EmulatorRoute.Unknown));
    }

    [Theory]
    [InlineData("/v1/customers", 200)]
    [InlineData("/v1/customers/x", 400)]
    [InlineData("/v1/nothing", 404)]
    public async Task Every_answer_has_the_services_headers(string path, int status)
    {
        var answer = await _api.GetAsync(path);

        Assert.Equal((status, "1010202"), (answer.Status, answer.Header("MS-ServerId")));
        foreach (var header in (string[])["MS-RequestId", "MS-CorrelationId"])
        {
            Assert.True(Guid.TryParse(answer.Header(header), out _), header);
        }

        Assert.NotNull(answer.Header("MS-CV"));
        Assert.Equal(status == 404 ? null : "application/json; charset=utf-8", answer.Header("Content-Type"));
        Assert.Null(answer.Header("isMfaCompliant"));
        Assert.Null(answer.Header("Retry-After"));
    }

    [Fact]
    public async Task An_error_has_the_documented_properties()
    {
        Assert.Equal(
            """{"code":"900118","description":"The customer id 'x' is not valid.","data":[],"source":"PartnerCenterEmulator"}""",
            (await _api.GetAsync("/v1/customers/x")).Text);
    }

    [Fact]
    public void Defaults_are_those_that_the_documents_name()
    {
        var options = new EmulatorOptions();
        Assert.Equal((25, 100, 500, 500, 3), (options.CustomerCount, options.DefaultPageSize, options.AuditPageSize, options.MaxPageSize, options.MaxEducationVerifications));
        Assert.Equal((TimeSpan.FromMinutes(60), TimeSpan.FromDays(90)), (options.AccessTokenLifetime, options.RefreshTokenIdleLifetime));
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.Zero), (options.VettingDuration, options.Latency));
        Assert.Equal((0, TimeSpan.FromSeconds(1)), (options.RateLimit, options.RateLimitWindow));
        Assert.Equal((1, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(15)), (options.DeviceCodePollsBeforeApproval, options.DeviceCodeInterval, options.DeviceCodeLifetime));
        Assert.Equal(
            (true, true, true, true, true, true),
            (options.UserHasMfa, options.EnforceMfa, options.AllowPublicClient, options.DeduplicateWrites, options.ByteOrderMark, options.HasSystemAssignedIdentity));
        Assert.Equal(
            (false, false, false, false, false, false, false),
            (options.RecordRequests, options.StrictRefreshTokenRotation, options.WrapQualifications, options.ValidationIdsAsNumbers, options.AuditValuesAsObjects,
                options.ErrorCodesAsNumbers, options.VersionInNextLink));
        Assert.Equal(
            (EmulatedTokenError.None, EmulatedAnswerShape.Item, EmulatedWriteAnswer.AsDocumented, EmulatedDateSpelling.AsDocumented, EmulatedWordSpelling.LowerCase),
            (options.TokenError, options.CreatedShape, options.WriteAnswer, options.DateSpelling, options.QualificationSpelling));
        Assert.Equal((1, 10_000, null, null), (options.Seed, options.RequestLogCapacity, options.RetiredEndpointStatus, options.Environment));
        Assert.Equal([EmulatorDefaults.IdentityClientId], options.UserAssignedIdentities);

        var plan = new FaultPlan();
        Assert.Equal((1, 0, FaultKinds.All, 0, false), (plan.Seed, plan.Rate, plan.Kinds, plan.MaxInARow, plan.IncludeTokenRequests));
        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)), (plan.RetryAfter, plan.SlowAnswerDelay));
        var fault = new EmulatorFault(FaultKinds.SlowAnswer);
        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)), (fault.RetryAfter, fault.Delay));
        var token = new EmulatedToken();
        Assert.Equal((true, false), (token.HasMfa, token.AppOnly));
    }

    [Fact]
    public async Task Codes_can_be_numbers()
    {
        _emulator.Options.ErrorCodesAsNumbers = true;

        Assert.Equal(900118, (await _api.GetAsync("/v1/customers/x")).Json.GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task A_host_that_is_not_the_services_has_no_address()
    {
        using var http = new HttpClient(_emulator.CreateHandler());

        var e = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri("https://api.partnercenter.example/v1/customers"), Cancel));
        Assert.Equal(SocketError.HostNotFound, Assert.IsType<SocketException>(e.GetBaseException()).SocketErrorCode);

        _emulator.Options.AdditionalHosts.Add("api.partnercenter.example");
        using var known = await http.GetAsync(new Uri("https://api.partnercenter.example/v1/customers"), Cancel);
        Assert.Equal(401, (int)known.StatusCode);
    }

    [Theory]
    [InlineData(0, 60)]
    [InlineData(3000, 57)]
    [InlineData(3001, 57)]
    [InlineData(3600, 57)]
    [InlineData(3999, 57)]
    [InlineData(57_500, 3)]
    [InlineData(59_999, 1)]
    public async Task The_limit_is_per_window_and_says_how_long_to_wait(int after, int seconds)
    {
        var clock = TestClock.Create();
        using var limited = new PartnerCenterEmulator(new EmulatorOptions { Clock = clock, RateLimit = 3, RateLimitWindow = TimeSpan.FromSeconds(60) });
        using var client = new TestApi(limited);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(200, (await client.GetAsync("/v1/customers?size=1")).Status);
        }

        clock.Advance(TimeSpan.FromMilliseconds(after));
        var refused = await client.GetAsync("/v1/customers?size=1");

        // In whole seconds, and never too few: whoever waits as long is served.
        clock.Advance(TimeSpan.FromSeconds(seconds));
        var allowed = await client.GetAsync("/v1/customers?size=1");

        Assert.Equal(429, refused.Status);
        Assert.Equal(seconds.ToString(CultureInfo.InvariantCulture), refused.Header("Retry-After"));
        Assert.Equal($$"""{ "statusCode": 429, "message": "Rate limit is exceeded. Try again in {{seconds}} seconds." }""", refused.Text);
        Assert.Equal(200, allowed.Status);
        Assert.Equal(1, limited.Statistics.ThrottledAnswers);
    }

    [Fact]
    public async Task Latency_holds_every_answer_back_and_thirty_two_at_a_time_cost_no_more_than_one()
    {
        _emulator.Options.Latency = TimeSpan.FromMilliseconds(200);
        var watch = Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => _api.GetAsync("/v1/customers?size=1")));

        Assert.InRange(watch.Elapsed.TotalMilliseconds, 195, 2000);
        Assert.Equal(32, _emulator.Statistics.MaxConcurrency);
        Assert.Equal(0, _emulator.Statistics.Concurrency);
    }

    [Fact]
    public async Task Each_delay_ends_at_its_own_time_whatever_began_before_it()
    {
        // Half a second lies between two of them, so that a slow machine does not change their order.
        var ended = new ConcurrentQueue<int>();
        await Task.WhenAll(((int[])[1600, 100, 1100, 600]).Select(async milliseconds =>
        {
            _emulator.RespondOnce("/v1/" + milliseconds, new CannedResponse(200) { Delay = TimeSpan.FromMilliseconds(milliseconds) });
            var watch = Stopwatch.StartNew();
            await _api.GetAsync("/v1/" + milliseconds);
            Assert.InRange(watch.ElapsedMilliseconds, milliseconds - 1, 60_000);
            ended.Enqueue(milliseconds);
        }));

        Assert.Equal([100, 600, 1100, 1600], ended);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(0.03)]
    public async Task A_request_that_waits_can_be_given_up(double minutes)
    {
        _emulator.Options.Latency = TimeSpan.FromMinutes(minutes);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _api.Client.GetAsync("/v1/customers", stop.Token));

        Assert.Equal(0, _emulator.Statistics.Concurrency);
    }

    [Fact]
    public async Task A_canned_answer_goes_out_byte_for_byte_once_or_always()
    {
        var id = _emulator.Customers[0].CustomerId;
        var body = Encoding.UTF8.GetBytes("[{\"qualification\": \"Education\",} // comment\r\n]");
        _emulator.RespondOnce("/v1/customers/" + id + "/qualification", new CannedResponse(418, body, "text/odd").WithHeader("X-Odd", "yes"));
        _emulator.RespondWith(r => r.Query == "?always", CannedResponse.Json("{}"));

        Assert.Equal(200, (await _api.GetAsync("/v1/customers/" + id + "/qualifications")).Status);
        var canned = await _api.GetAsync("/V1/customers/" + id + "/qualification");
        var after = await _api.GetAsync("/v1/customers/" + id + "/qualification");
        Assert.Equal((418, Encoding.UTF8.GetString(body)), (canned.Status, canned.Text));
        Assert.Equal(("text/odd", "yes", null), (canned.Header("Content-Type"), canned.Header("X-Odd"), canned.Header("MS-RequestId")));
        Assert.Equal(200, after.Status);

        Assert.Equal("{}", (await _api.GetAsync("/v1/customers?always")).Text);
        Assert.Equal("{}", (await _api.GetAsync("/v1/customers?always")).Text);
        _emulator.ClearResponses();
        Assert.NotEqual("{}", (await _api.GetAsync("/v1/customers?always")).Text);
    }

    [Fact]
    public async Task Canned_answers_come_in_the_order_in_which_they_were_laid_and_count_like_others()
    {
        _emulator.RespondOnce("/v1/customers", new CannedResponse(429));
        _emulator.RespondOnce("/v1/customers", CannedResponse.Text("second", "text/plain", 503));
        _emulator.RespondWith("/v1/customers", CannedResponse.Json("3"));
        _emulator.RespondWith("/v1/customers", CannedResponse.Json("4"));

        var answers = new List<TestAnswer>();
        for (var i = 0; i < 4; i++)
        {
            answers.Add(await _api.GetAsync("/v1/customers"));
        }

        Assert.Equal([(429, string.Empty), (503, "second"), (200, "3"), (200, "3")], answers.Select(answer => (answer.Status, answer.Text)));
        Assert.Equal([null, "text/plain", "application/json", "application/json"], answers.Select(answer => answer.Header("Content-Type")));
        Assert.Equal((4L, 1L), (_emulator.Statistics.RequestsFor(EmulatorRoute.ListCustomers), _emulator.Statistics.ThrottledAnswers));
        Assert.Equal([429, 503, 200, 200], _emulator.Statistics.RecordedRequests.Select(request => request.StatusCode));
    }

    [Fact]
    public async Task The_limit_is_the_APIs_own_and_can_be_lifted()
    {
        _emulator.Options.RateLimit = 1;
        _emulator.Options.RateLimitWindow = TimeSpan.FromHours(1);
        Assert.Equal(200, (await _api.GetAsync("/v1/customers?size=1")).Status);
        Assert.Equal(429, (await _api.GetAsync("/v1/customers?size=1")).Status);
        using var http = new HttpClient(_emulator.CreateHandler());
        using var discovery = await http.GetAsync(new Uri("https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration"), Cancel);
        Assert.Equal(200, (int)discovery.StatusCode);

        _emulator.Options.RateLimit = 0;
        Assert.Equal(200, (await _api.GetAsync("/v1/customers?size=1")).Status);
        Assert.Equal((3L, 1L), (_emulator.Statistics.ApiRequests, _emulator.Statistics.ThrottledAnswers));
    }

    [Fact]
    public async Task Requests_are_counted_and_recorded_with_their_tokens()
    {
        var token = _emulator.IssueAccessToken(new EmulatedToken { UserPrincipalName = "other@contoso.onmicrosoft.com" });
        _api.UseToken(token);
        var requestId = Guid.NewGuid().ToString();

        await _api.GetAsync("/v1/customers?size=2", ("MS-RequestId", requestId));
        await _api.GetAsync("/v1/customers?size=2", ("MS-RequestId", requestId));
        await _api.GetAsync("/v1/customers/x", ("MS-RequestId", Guid.NewGuid().ToString()));

        var statistics = _emulator.Statistics;
        Assert.Equal((3L, 3L, 0L, 1L), (statistics.Requests, statistics.ApiRequests, statistics.TokenRequests, statistics.Retries));
        Assert.Equal(2, statistics.RequestsFor(EmulatorRoute.ListCustomers));
        Assert.Equal(3, statistics.RequestsByPath("/v1/customers"));
        Assert.Equal(1, statistics.RequestsByPath("/v1/customers/x", "GET"));
        Assert.Equal(0, statistics.RequestsByPath("/v1/cust"));
        var recorded = statistics.RecordedRequests;
        Assert.All(recorded, r => Assert.Equal(token, r.AccessToken));
        Assert.Equal("/v1/customers?size=2", recorded[0].PathAndQuery);
        Assert.Equal(requestId, recorded[0].Headers["ms-requestid"]);
        Assert.Equal([200, 200, 400], recorded.Select(r => r.StatusCode));
        Assert.Equal([1L, 2L, 3L], recorded.Select(r => r.Ordinal));
        Assert.Equal([EmulatorRoute.ListCustomers, EmulatorRoute.ListCustomers, EmulatorRoute.GetCustomer], recorded.Select(r => r.Operation));
        Assert.Equal(
            ("GET", "api.partnercenter.microsoft.com", "/v1/customers", "?size=2", "GET /v1/customers?size=2"),
            (recorded[0].Method, recorded[0].Host, recorded[0].Path, recorded[0].Query, recorded[0].ToString()));
        Assert.InRange(recorded[0].Time, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow);
        Assert.Equal(2, statistics.RequestsByPath("/v1/customers", "get") - statistics.RequestsByPath("/V1/Customers/X/"));
        Assert.Equal(0, statistics.RequestsByPath("/v1/customers", "POST"));

        statistics.Reset();
        Assert.Equal(0, statistics.Requests);
        Assert.Equal((0L, 0L, 0L, 0L, 0), (statistics.ApiRequests, statistics.Retries, statistics.Writes, statistics.RequestsFor(EmulatorRoute.ListCustomers), statistics.MaxConcurrency));
        Assert.Empty(statistics.RecordedRequests);

        // Its id is not known any more.
        await _api.GetAsync("/v1/customers?size=2", ("MS-RequestId", requestId));
        Assert.Equal((1L, 0L, 1), (statistics.Requests, statistics.Retries, statistics.MaxConcurrency));
    }

    [Fact]
    public async Task The_log_keeps_the_last_requests_and_refuses_to_be_read_when_it_is_off()
    {
        _emulator.Options.RequestLogCapacity = 2;
        for (var i = 0; i < 3; i++)
        {
            await _api.GetAsync("/v1/customers/" + i);
        }

        Assert.Equal(["/v1/customers/1", "/v1/customers/2"], _emulator.Statistics.RecordedRequests.Select(r => r.Path));
        _emulator.Options.RecordRequests = false;
        Assert.Throws<InvalidOperationException>(() => _emulator.Statistics.RequestsByPath("/v1"));
    }

    [Fact]
    public async Task Handlers_share_the_state_and_outlive_each_other()
    {
        using var second = new TestApi(_emulator);
        _api.Dispose();
        _emulator.Customers[0].RelationshipToPartner = "advisor";

        Assert.Equal(
            "advisor", (await second.GetAsync("/v1/customers/" + _emulator.Customers[0].CustomerId)).Json.GetProperty("relationshipToPartner").GetString());
    }
}
