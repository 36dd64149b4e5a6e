#if !NETFRAMEWORK
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// What counts as a call's own time, what it holds while it waits, and what it is told as when it ends.
/// </summary>
public sealed class CallTimeTests
{
    private readonly ManualTimeProvider _clock = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string Id(int number) => $"5aa9d8cf-1f1c-4b6e-9a0c-{number:d12}";

    private async Task<PartnerClient> ConnectAsync(Script script, int places = 1, TimeSpan? attemptTimeout = null) => (await PartnerClient.ConnectAsync(
        PartnerCredentials.AccessToken(Secret.Hide("opaque")),
        new PartnerClientOptions { HttpHandler = script, TimeProvider = _clock, AttemptTimeout = attemptTimeout ?? TimeSpan.FromSeconds(60) },
        Stop)).With(new PartnerOperation { MaxConcurrentRequests = places });

    private static Task<IReadOnlyList<CustomerQualification>> ReadAsync(PartnerClient client, int number) =>
        client.Customers[Id(number)].Qualifications.GetAsync(Stop);

    private static Task<CustomerQualification> WriteAsync(PartnerClient client, int number) =>
        client.Customers[Id(number)].Qualifications.CreateAsync(QualificationRequest.StateOwnedEntity(), Stop);

    private static HttpResponseMessage Answer(HttpStatusCode status = HttpStatusCode.OK, string body = "[]", TimeSpan? retryAfter = null)
    {
        var answer = new HttpResponseMessage(status) { Content = new StringContent(body) };
        answer.Headers.RetryAfter = retryAfter is { } wait ? new(wait) : null;
        return answer;
    }

    // Fifteen answers of fifty seconds each, one after the other: more than the limit of ten minutes, and none of them late.
    [Fact]
    public async Task Waiting_for_a_place_is_not_the_call_s_time()
    {
        using var script = new Script(async (_, cancellationToken) =>
        {
            await Pipeline.Delay.WaitAsync(_clock, TimeSpan.FromSeconds(50), cancellationToken);
            return Answer();
        });
        using var client = await ConnectAsync(script, attemptTimeout: TimeSpan.FromMinutes(10));
        var began = _clock.GetUtcNow();
        await _clock.RunAsync(Task.WhenAll(Enumerable.Range(1, 15).Select(number => ReadAsync(client, number))), TimeSpan.FromSeconds(5));
        Assert.InRange(_clock.GetUtcNow() - began, TimeSpan.FromSeconds(750), TimeSpan.FromSeconds(1500));
        Assert.Equal(15, script.Requests.Count);
    }

    [Fact]
    public async Task A_throttled_customer_keeps_no_place()
    {
        using var script = new Script((customer, _) => Task.FromResult(
            customer is 1 or 2 ? Answer(HttpStatusCode.TooManyRequests, retryAfter: TimeSpan.FromSeconds(100)) : Answer()));
        using var client = await ConnectAsync(script, places: 2);
        var throttled = Task.WhenAll(ReadAsync(client, 1), ReadAsync(client, 2));
        while (script.Requests.Count < 2)
        {
            await Task.Delay(1, Stop);
        }

        // The clock stands still.
        await Task.WhenAll(Enumerable.Range(3, 6).Select(number => ReadAsync(client, number))).WaitAsync(TimeSpan.FromSeconds(20), Stop);
        Assert.False(throttled.IsCompleted);
        await Assert.ThrowsAsync<PartnerCenterException>(() => _clock.RunAsync(throttled, TimeSpan.FromSeconds(20)));
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests, "throttles requests for customer 5aa9d8cf-1f1c-4b6e-9a0c-000000000001: Not now (429)")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "Not now (503)")]
    public async Task A_wait_that_is_too_long_is_told(HttpStatusCode status, string words)
    {
        using var script = new Script((_, _) => Task.FromResult(Answer(status, """{"description":"Not now."}""", TimeSpan.FromHours(1))));
        using var client = await ConnectAsync(script);
        foreach (var time in (int[])[1, 2])
        {
            var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => ReadAsync(client, 1));
            Assert.Contains("The service asks to wait 3600 s, which is longer than the remaining time of the call (00:10:00).", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("no description", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("this partner", failure.Message, StringComparison.Ordinal);
            Assert.False(failure.AffectsEveryCustomer);
            if (time == 1)
            {
                Assert.Contains(words, failure.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_pause_of_the_partner_that_is_too_long_affects_every_customer()
    {
        using var script = new Script((_, _) => Task.FromResult(Answer(HttpStatusCode.TooManyRequests, retryAfter: TimeSpan.FromHours(1))));
        using var client = await ConnectAsync(script);
        foreach (var number in (int[])[1, 2, 3])
        {
            Assert.False((await Assert.ThrowsAsync<PartnerCenterException>(() => ReadAsync(client, number))).AffectsEveryCustomer);
        }

        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => ReadAsync(client, 4));
        Assert.True(failure.AffectsEveryCustomer);
        Assert.StartsWith("Partner Center throttles this partner. The service asks to wait 3600 s", failure.Message, StringComparison.Ordinal);
        Assert.Equal(3, script.Requests.Count);
    }

    [Fact]
    public async Task A_write_that_waited_for_a_place_when_the_connection_was_closed_has_not_arrived()
    {
        using var script = new Script(async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return Answer();
        });
        var client = await ConnectAsync(script);
        var writes = new[] { WriteAsync(client, 1), WriteAsync(client, 2) };
        while (script.Requests.IsEmpty)
        {
            await Task.Delay(1, Stop);
        }

        client.Dispose();
        var sent = script.Requests.Single();
        foreach (var number in (int[])[1, 2])
        {
            var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => writes[number - 1]);
            Assert.Equal(PartnerErrorCode.NotConnected, failure.Error);
            Assert.Equal(number == sent, failure.MayHaveArrived);
        }
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, PartnerErrorCode.AccessDenied, 1)]
    [InlineData(HttpStatusCode.BadRequest, PartnerErrorCode.InvalidRequest, 1)]
    [InlineData(HttpStatusCode.ServiceUnavailable, PartnerErrorCode.ServiceUnavailable, 6)]
    public async Task The_status_counts_where_the_body_of_an_error_never_comes(HttpStatusCode status, PartnerErrorCode error, int attempts)
    {
        using var script = new Script((_, _) => Task.FromResult(new HttpResponseMessage(status) { Content = new StalledContent() }));
        using var client = await ConnectAsync(script);
        var failure = await Assert.ThrowsAsync<PartnerCenterException>(() => _clock.RunAsync(WriteAsync(client, 1), TimeSpan.FromSeconds(5)));
        Assert.Equal((error, (int)status), (failure.Error, failure.StatusCode));
        Assert.Equal(attempts, script.Requests.Count);
    }

    private sealed class Script(Func<int, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        /// <summary>The customers of the requests, by their numbers.</summary>
        public ConcurrentQueue<int> Requests { get; } = new();

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var customer = int.Parse(request.RequestUri!.Segments[3].TrimEnd('/').Split('-')[4], System.Globalization.CultureInfo.InvariantCulture);
            Requests.Enqueue(customer);
            return answer(customer, cancellationToken);
        }
    }

    private sealed class StalledContent : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => Task.Delay(Timeout.Infinite, Stop);

        protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(new StalledStream());

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private sealed class StalledStream : MemoryStream
    {
        public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
#endif
