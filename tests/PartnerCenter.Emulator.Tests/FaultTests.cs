using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
#if NETFRAMEWORK
using System.Net;
#endif
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace PartnerCenter.Emulator.Tests;

public sealed class FaultTests : IDisposable
{
    private readonly FakeTimeProvider _clock = TestClock.Create();
    private readonly PartnerCenterEmulator _emulator;
    private readonly TestApi _api;

    public FaultTests()
    {
        _emulator = new PartnerCenterEmulator(new EmulatorOptions { Clock = _clock });
        _api = new TestApi(_emulator);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _api.Dispose();
        _emulator.Dispose();
    }

    [Theory]
    [InlineData(FaultKinds.Throttle429Seconds, 429, "2", "Try again in 2 seconds")]
    [InlineData(FaultKinds.Throttle429Date, 429, "Thu, 05 Nov 2026 12:00:02 GMT", "Rate limit is exceeded")]
    [InlineData(FaultKinds.Throttle429NoHeader, 429, null, "Rate limit is exceeded")]
    [InlineData(FaultKinds.Error500, 500, null, "\"code\":\"600500\"")]
    [InlineData(FaultKinds.BadGateway502Html, 502, null, "<html>")]
    [InlineData(FaultKinds.Unavailable503, 503, null, "Service Unavailable")]
    [InlineData(FaultKinds.Unavailable503RetryAfter, 503, "2", "Service Unavailable")]
    [InlineData(FaultKinds.GatewayTimeout504, 504, null, "")]
    public async Task An_answer_is_replaced(FaultKinds kind, int status, string? retryAfter, string text)
    {
        Once(new EmulatorFault(kind) { RetryAfter = TimeSpan.FromMilliseconds(1500) });

        var faulty = await _api.GetAsync("/v1/customers");
        var healthy = await _api.GetAsync("/v1/customers");

        Assert.Equal(status, faulty.Status);
        Assert.Equal(retryAfter, faulty.Header("Retry-After"));
        Assert.Contains(text, faulty.Text, StringComparison.Ordinal);
        Assert.Equal(text.Length == 0, faulty.Text.Length == 0);
        Assert.Equal(200, healthy.Status);
        Assert.Equal((1L, 1L), (_emulator.Statistics.FaultsInjected, _emulator.Statistics.FaultsOf(kind)));
        Assert.Equal(status == 429 ? 1 : 0, _emulator.Statistics.ThrottledAnswers);
    }

    [Fact]
    public async Task A_reset_is_what_a_sockets_caller_sees()
    {
        Once(new EmulatorFault(FaultKinds.ResetBeforeHeaders));

        var e = await Assert.ThrowsAsync<HttpRequestException>(() => _api.GetAsync("/v1/customers"));

#if NETFRAMEWORK
        var lost = Assert.IsType<WebException>(e.InnerException);
        Assert.Equal(WebExceptionStatus.ReceiveFailure, lost.Status);
        var inner = lost.InnerException;
#else
        var inner = e.InnerException;
#endif
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(Assert.IsType<IOException>(inner).InnerException).SocketErrorCode);
    }

    [Fact]
    public async Task A_name_that_cannot_be_resolved_is_what_DNS_says()
    {
        Once(new EmulatorFault(FaultKinds.NameResolutionFailure));

        var e = await Assert.ThrowsAsync<HttpRequestException>(() => _api.GetAsync("/v1/customers"));

#if NETFRAMEWORK
        Assert.Equal(WebExceptionStatus.NameResolutionFailure, Assert.IsType<WebException>(e.InnerException).Status);
#else
        Assert.Equal(HttpRequestError.NameResolutionError, e.HttpRequestError);
#endif
    }

    [Theory]
    [InlineData(FaultKinds.ResetMidBody)]
    [InlineData(FaultKinds.TruncatedBody)]
    public async Task A_body_ends_too_early(FaultKinds kind)
    {
        Once(new EmulatorFault(kind));
        using var response = await _api.Client.GetAsync("/v1/customers", HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal(200, (int)response.StatusCode);
        using var stream = await response.Content.ReadAsStreamAsync(Cancel);
        using var read = new MemoryStream();

        var e = await Assert.ThrowsAnyAsync<IOException>(() => stream.CopyToAsync(read, Cancel));

        Assert.InRange(read.Length, 1, response.Content.Headers.ContentLength!.Value - 1);
        if (kind == FaultKinds.ResetMidBody)
        {
            Assert.IsType<SocketException>(e.InnerException);
        }
        else
        {
#if NETFRAMEWORK
            Assert.Null(e.InnerException);
#else
            Assert.Equal(HttpRequestError.ResponseEnded, Assert.IsType<HttpIOException>(e).HttpRequestError);
#endif
        }
    }

    [Fact]
    public async Task A_slow_answer_is_slow_and_right()
    {
        Once(new EmulatorFault(FaultKinds.SlowAnswer) { Delay = TimeSpan.FromMilliseconds(150) });
        var watch = Stopwatch.StartNew();

        Assert.Equal(200, (await _api.GetAsync("/v1/customers")).Status);

        Assert.InRange(watch.ElapsedMilliseconds, 145, 5000);
    }

    [Theory]
    [InlineData(FaultKinds.LostAnswer, 1)]
    [InlineData(FaultKinds.ResetMidBody, 1)]
    [InlineData(FaultKinds.ResetBeforeHeaders, 0)]
    [InlineData(FaultKinds.Error500, 0)]
    public async Task A_write_is_performed_or_not_and_a_retry_never_twice(FaultKinds kind, int writesAtFirst)
    {
        var customer = _emulator.AddCustomer("Contoso", "contoso.example");
        (string, string) id = ("MS-RequestId", Guid.NewGuid().ToString());
        var path = "/v1/customers/" + customer.CustomerId + "/qualifications";
        Once(new EmulatorFault(kind));

        try
        {
            Assert.Equal(500, (await _api.PostAsync(path, """{"qualification":"StateOwnedEntity"}""", id)).Status);
        }
        catch (HttpRequestException)
        {
            Assert.NotEqual(FaultKinds.Error500, kind);
        }

        Assert.Equal(writesAtFirst, _emulator.Statistics.Writes);
        Assert.Equal(201, (await _api.PostAsync(path, """{"qualification":"StateOwnedEntity"}""", id)).Status);
        Assert.Equal((1L, 1L), (_emulator.Statistics.Writes, _emulator.Statistics.Retries));
        Assert.Single(customer.Qualifications);
    }

    [Fact]
    public async Task A_page_repeats_once_and_then_leads_on()
    {
        _emulator.Options.FaultHook = r =>
            r is { Operation: EmulatorRoute.ListCustomers, Attempt: 1, Ordinal: 2 } ? new EmulatorFault(FaultKinds.PageRepeats) : null;
        var firsts = new List<string>();
        var page = await _api.GetAsync("/v1/customers?size=10");
        while (true)
        {
            firsts.Add(page.Json.GetProperty("items")[0].GetProperty("id").GetString()!);
            if (!page.Json.GetProperty("links").TryGetProperty("next", out var next))
            {
                break;
            }

            page = await _api.GetAsync(
                "/v1" + next.GetProperty("uri").GetString(), ("MS-ContinuationToken", next.GetProperty("headers")[0].GetProperty("value").GetString()!));
        }

        Assert.Equal(
            [_emulator.Customers[0].CustomerId, _emulator.Customers[10].CustomerId, _emulator.Customers[10].CustomerId, _emulator.Customers[20].CustomerId],
            firsts);
    }

    [Theory]
    [InlineData(FaultKinds.PageRepeats, "/v1/customers", true)]
    [InlineData(FaultKinds.PageRepeats, "/v1/auditrecords", true)]
    [InlineData(FaultKinds.PageRepeats, "/v1/customers/all/validations", false)]
    [InlineData(FaultKinds.PageFails, "/v1/customers", false)]
    [InlineData(FaultKinds.LostAnswer, "/v1/customers", false)]
    [InlineData(FaultKinds.None, "/v1/customers", false)]
    public async Task A_fault_befalls_only_requests_that_it_can_befall(FaultKinds kind, string path, bool expected)
    {
        _emulator.Options.Faults = new FaultPlan { Rate = 1, Kinds = kind };

        Assert.Equal(200, (await _api.GetAsync(path)).Status);

        Assert.Equal(expected ? 1 : 0, _emulator.Statistics.FaultsInjected);
    }

    [Fact]
    public async Task A_planned_fault_has_the_times_of_the_plan()
    {
        _emulator.Options.Faults = new FaultPlan { Rate = 1, Kinds = FaultKinds.Unavailable503RetryAfter, RetryAfter = TimeSpan.FromSeconds(42) };
        Assert.Equal("42", (await _api.GetAsync("/v1/customers")).Header("Retry-After"));

        _emulator.Options.Faults = new FaultPlan { Rate = 1, Kinds = FaultKinds.SlowAnswer, SlowAnswerDelay = TimeSpan.FromMilliseconds(120) };
        var watch = Stopwatch.StartNew();
        Assert.Equal(200, (await _api.GetAsync("/v1/customers")).Status);
        Assert.InRange(watch.ElapsedMilliseconds, 115, 4900);
    }

    [Fact]
    public async Task A_test_sees_everything_of_the_request_for_which_it_may_choose_a_fault()
    {
        EmulatorRequestInfo? seen = null;
        _emulator.Options.FaultHook = request =>
        {
            seen = request;
            return null;
        };
        await _api.GetAsync("/v1/customers");
        await _api.GetAsync("/v1/customers?size=3", ("MS-Contract-Version", "v1"));
        await _api.GetAsync("/v1/customers?size=3", ("MS-Contract-Version", "v1"));

        Assert.Equal(
            (EmulatorRoute.ListCustomers, 3L, 2, "GET", "api.partnercenter.microsoft.com", "/v1/customers", "?size=3", true, "v1"),
            (seen!.Operation, seen.Ordinal, seen.Attempt, seen.Method, seen.Host, seen.Path, seen.Query, seen.IsApiRequest, seen.GetHeader("ms-contract-version")));
        Assert.Equal((true, true, false, false), (seen.IsUnder("/V1"), seen.IsUnder("/v1/customers/"), seen.IsUnder("/v1/cust"), seen.IsUnder("/v1/customers/x")));
    }

    [Fact]
    public async Task The_plan_decides_about_requests_that_the_test_leaves_to_it()
    {
        _emulator.Options.Faults = new FaultPlan { Rate = 1, Kinds = FaultKinds.Error500 };
        _emulator.Options.FaultHook = request => request.Query == "?size=1" ? new EmulatorFault(FaultKinds.GatewayTimeout504) : null;

        Assert.Equal(504, (await _api.GetAsync("/v1/customers?size=1")).Status);
        Assert.Equal(500, (await _api.GetAsync("/v1/customers?size=2")).Status);
        Assert.Equal((1L, 1L), (_emulator.Statistics.FaultsOf(FaultKinds.Error500), _emulator.Statistics.FaultsOf(FaultKinds.GatewayTimeout504)));
        Assert.Throws<ArgumentException>(() => _emulator.Statistics.FaultsOf(FaultKinds.Error500 | FaultKinds.LostAnswer));
    }

    [Fact]
    public async Task Pages_fail_in_the_middle_and_never_at_the_beginning()
    {
        _emulator.Options.Faults = new FaultPlan { Rate = 1, Kinds = FaultKinds.PageFails };

        var first = await _api.GetAsync("/v1/customers?size=10");
        var next = first.Json.GetProperty("links").GetProperty("next");
        var second = await _api.GetAsync(
            "/v1" + next.GetProperty("uri").GetString(), ("MS-ContinuationToken", next.GetProperty("headers")[0].GetProperty("value").GetString()!));
        var other = await _api.GetAsync("/v1/customers/" + _emulator.Customers[0].CustomerId);

        Assert.Equal((200, 500, 200), (first.Status, second.Status, other.Status));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tokens_end_at_the_request_that_the_plan_names(bool expire)
    {
        var plan = new FaultPlan();
        (expire ? plan.ExpireTokensAt : plan.RevokeTokensAt).Add(3);
        _emulator.Options.Faults = plan;
        var statuses = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            statuses.Add((await _api.GetAsync("/v1/customers?size=1")).Status);
        }

        _api.UseToken(_emulator.IssueAccessToken());
        statuses.Add((await _api.GetAsync("/v1/customers?size=1")).Status);

        Assert.Equal([200, 200, 401, 401, 200], statuses);
    }

    [Fact]
    public async Task A_plan_replays_whatever_the_order_and_the_number_at_one_time()
    {
        var one = await Run(seed: 7, parallel: false);
        var other = await Run(seed: 7, parallel: true);
        var third = await Run(seed: 8, parallel: false);

        Assert.Equal(one, other);
        Assert.NotEqual(one, third);
        var failed = one.Count(r => !r.EndsWith(":200", StringComparison.Ordinal));
        Assert.InRange(failed, 0.15 * one.Count, 0.25 * one.Count);
        Assert.Equal(6, one.Select(r => r[(r.LastIndexOf(':') + 1)..]).Distinct().Count());
    }

    [Fact]
    public async Task A_request_gets_through_after_so_many_faults_in_a_row()
    {
        _emulator.Options.Faults = new FaultPlan { Rate = 1, Kinds = FaultKinds.Error500, MaxInARow = 2 };
        var statuses = new List<int>();
        for (var i = 0; i < 6; i++)
        {
            statuses.Add((await _api.GetAsync("/v1/customers")).Status);
        }

        Assert.Equal([500, 500, 200, 500, 500, 200], statuses);
    }

    [Fact]
    public async Task Token_requests_fail_only_when_told_so()
    {
        using var http = new HttpClient(_emulator.CreateHandler());
        var address = new Uri("https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration");
        _emulator.Options.Faults = new FaultPlan { Rate = 1, Kinds = FaultKinds.Unavailable503 | FaultKinds.TokenRevoked };

        using (var answer = await http.GetAsync(address, Cancel))
        {
            Assert.Equal(200, (int)answer.StatusCode);
        }

        _emulator.Options.Faults.IncludeTokenRequests = true;
        using (var answer = await http.GetAsync(address, Cancel))
        {
            Assert.Equal(503, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task Faults_count_against_the_limit_and_retries_are_counted_through_them()
    {
        _emulator.Options.RateLimit = 2;
        _emulator.Options.Faults = new FaultPlan { Rate = 1, Kinds = FaultKinds.Error500 };
        (string, string) id = ("MS-RequestId", Guid.NewGuid().ToString());

        var statuses = new[] { (await _api.GetAsync("/v1/customers", id)).Status, (await _api.GetAsync("/v1/customers", id)).Status,
            (await _api.GetAsync("/v1/customers", id)).Status };

        Assert.Equal([500, 500, 429], statuses);
        Assert.Equal(2, _emulator.Statistics.Retries);
    }

    [Fact]
    public void A_fault_is_of_one_kind()
    {
        Assert.Throws<ArgumentException>(() => new EmulatorFault(FaultKinds.None));
        Assert.Throws<ArgumentException>(() => new EmulatorFault(FaultKinds.Error500 | FaultKinds.LostAnswer));
    }

    private static async Task<List<string>> Run(int seed, bool parallel)
    {
        const FaultKinds Kinds = FaultKinds.Throttle429NoHeader
            | FaultKinds.Error500
            | FaultKinds.BadGateway502Html
            | FaultKinds.Unavailable503
            | FaultKinds.GatewayTimeout504;
        using var emulator = new PartnerCenterEmulator(
            new EmulatorOptions { CustomerCount = 500, Faults = new FaultPlan { Seed = seed, Rate = 0.2, Kinds = Kinds } });
        using var api = new TestApi(emulator);
        var seen = new ConcurrentBag<string>();
        var ids = emulator.Customers.Select(c => c.CustomerId).ToList();
        if (parallel)
        {
            ids.Reverse();
        }

        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = parallel ? 8 : 1, CancellationToken = Cancel }, async (id, _) =>
        {
            for (var attempt = 1; attempt <= 2; attempt++)
            {
                seen.Add(
                    id + ":"
                        + attempt
                        + ":"
                        + (await api.GetAsync("/v1/customers/" + id + "/qualifications", ("MS-RequestId", Guid.NewGuid().ToString()))).Status);
            }
        });
        return seen.Order(StringComparer.Ordinal).ToList();
    }

    private void Once(EmulatorFault fault)
    {
        var left = 1;
        _emulator.Options.FaultHook = _ => Interlocked.Exchange(ref left, 0) == 1 ? fault : null;
    }
}
