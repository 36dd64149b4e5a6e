using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// Single decisions of the pipeline, with a service that answers as a test says, a token provider that counts, and a clock that the test moves.
/// </summary>
public sealed class RequestPipelineTests : IDisposable
{
    private static readonly Uri Endpoint = new("https://service.example/");

    private readonly ManualTimeProvider _clock = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly FakeProvider _provider = new();
    private readonly List<PartnerEvent> _told = [];
    private readonly List<IDisposable> _open = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _open.ForEach(item => item.Dispose());
        _closing.Dispose();
    }

    private RequestPipeline Create(
        Func<HttpRequestMessage, int, CancellationToken, Task<HttpResponseMessage>> respond, int retries = 0, int parallelism = 128, double callSeconds = 600,
        double attemptSeconds = 60)
    {
        var http = new HttpMessageInvoker(new Service(_provider, respond));
        var tokens = new TokenSource(_provider, _provider.Create(), _clock);
        var governor = new ThrottleGovernor(parallelism, _clock);
        _open.AddRange([http, tokens, governor]);
        var options = new PartnerClientOptions
        {
            TimeProvider = _clock,
            RetryAttempts = retries,
            RetryDelay = TimeSpan.FromSeconds(1),
            CallTimeout = TimeSpan.FromSeconds(callSeconds),
            AttemptTimeout = TimeSpan.FromSeconds(attemptSeconds),
            ApplicationName = "Pipeline Tests",
        };
        return new RequestPipeline(http, Endpoint, options, tokens, governor, _closing.Token);
    }

    private RequestPipeline Create(params HttpStatusCode[] statuses) => Create((_, number, _) => Answer(statuses[Math.Min(number, statuses.Length) - 1]));

    private static Task<HttpResponseMessage> Answer(HttpStatusCode status = HttpStatusCode.OK, string body = "", double? retryAfter = null)
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(body) };
        response.Headers.RetryAfter = retryAfter is { } seconds ? new(TimeSpan.FromSeconds(seconds)) : null;
        return Task.FromResult(response);
    }

    private static PartnerRequest<string> Call(int customer = 1, bool isWrite = false, bool isGeneral = false) =>
        new(isWrite ? HttpMethod.Post : HttpMethod.Get, $"v1/customers/{customer}", async (response, _, _) => await response.Content.ReadAsStringAsync(Stop))
        {
            CustomerId = isGeneral ? null : customer.ToString(CultureInfo.InvariantCulture),
            Purpose = isWrite ? RequestPurpose.QualificationWrite : RequestPurpose.Other,
        };

    private PartnerOperation Operation(bool traces = false, double? outageSeconds = null, int? places = null) => new()
    {
        Listener = happened =>
        {
            lock (_told)
            {
                _told.Add(happened);
            }
        },
        TraceRequests = traces,
        OutageTimeout = outageSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        MaxConcurrentRequests = places,
    };

    private Task<PartnerCenterException> FailAsync(
        RequestPipeline pipeline, PartnerRequest<string>? call = null, PartnerOperation? operation = null, CancellationToken? stop = null) =>
        Assert.ThrowsAsync<PartnerCenterException>(() => pipeline.SendAsync(call ?? Call(), operation ?? Operation(), stop ?? Stop).AsTask());

    [Fact]
    public async Task A_refusal_is_told_as_it_is()
    {
        var failure = await FailAsync(Create(HttpStatusCode.BadRequest));
        Assert.Equal(PartnerErrorCode.InvalidRequest, failure.Error);
        Assert.DoesNotContain("could not be completed", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(true, true, true)]
    [InlineData(false, true, false)]
    public async Task A_call_that_the_caller_cancelled_is_cancelled_even_while_the_connection_closes(bool cancels, bool closes, bool isCancelled)
    {
        using var cancelling = new CancellationTokenSource();
        var asked = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ending = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var pipeline = Create(async (_, _, cancellationToken) =>
        {
            asked.TrySetResult(true);
            await ending.Task;
            cancellationToken.ThrowIfCancellationRequested();
            return await Answer();
        });
        var sending = pipeline.SendAsync(Call(), Operation(), cancelling.Token).AsTask();
        await asked.Task;
        if (cancels)
        {
            await cancelling.CancelAsync();
        }

        if (closes)
        {
            await _closing.CancelAsync();
        }

        ending.SetResult(true);
        var exception = await Record.ExceptionAsync(() => sending);
        Assert.Equal(isCancelled, exception is OperationCanceledException);
        Assert.Equal(!isCancelled, exception is PartnerCenterException { Error: PartnerErrorCode.NotConnected });
    }

    // The transport reports what it likes when a request is cancelled, and can cancel one by itself.
    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task Only_the_caller_s_cancellation_is_one(bool cancels, bool reportsCancellation)
    {
        using var cancelling = new CancellationTokenSource();
        var requests = 0;
        var pipeline = Create(
            (_, number, _) =>
            {
                requests = number;
                if (cancels)
                {
                    cancelling.Cancel();
                }

                throw reportsCancellation ? new TaskCanceledException("Aborted.") : new HttpRequestException("Reset.");
            },
            retries: 2);
        var exception = await Record.ExceptionAsync(() => _clock.RunAsync(pipeline.SendAsync(Call(), Operation(), cancelling.Token).AsTask()));
        if (cancels)
        {
            Assert.IsAssignableFrom<OperationCanceledException>(exception);
            Assert.Equal(1, requests);
        }
        else
        {
            var failure = Assert.IsType<PartnerCenterException>(exception);
            Assert.Equal((PartnerErrorCode.ServiceUnavailable, null, 3), (failure.Error, failure.StatusCode, requests));
            Assert.Contains(reportsCancellation ? "Aborted." : "Reset.", failure.Message, StringComparison.Ordinal);
        }
    }

    // The call's time stands still while it waits for a place, and then goes on.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_has_its_whole_time_after_it_has_waited_for_a_place_and_no_more(bool isOwnPlace)
    {
        var first = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var second = new TaskCompletionSource<DateTimeOffset>(TaskCreationOptions.RunContinuationsAsynchronously);
        var pipeline = Create(
            async (request, _, cancellationToken) =>
            {
                if (request.RequestUri!.AbsolutePath.EndsWith("/1", StringComparison.Ordinal))
                {
                    await first.Task;
                    return await Answer();
                }

                second.SetResult(_clock.GetUtcNow());
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return await Answer();
            },
            parallelism: isOwnPlace ? 128 : 1,
            callSeconds: 100,
            attemptSeconds: 3600);
        var operation = Operation(places: isOwnPlace ? 1 : null);
        var holding = pipeline.SendAsync(Call(1), operation, Stop).AsTask();
        var waiting = FailAsync(pipeline, Call(2), operation);

        // Nearly all of its time, which then starts anew.
        _clock.Advance(TimeSpan.FromSeconds(90));
        Assert.False(waiting.IsCompleted);
        first.SetResult(true);
        await holding;
        var began = await second.Task.WaitAsync(TimeSpan.FromSeconds(20), Stop);
        var failure = await _clock.RunAsync(waiting, TimeSpan.FromSeconds(1));
        Assert.Equal(PartnerErrorCode.RequestTimeout, failure.Error);

        // How far the clock moves before the end is noticed depends on the machine.
        Assert.InRange((_clock.GetUtcNow() - began).TotalSeconds, 99, 3600);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData((HttpStatusCode)429)]
    public async Task An_answer_of_any_kind_ends_an_outage(HttpStatusCode answer)
    {
        var status = HttpStatusCode.ServiceUnavailable;
        var end = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var pipeline = Create(
            async (request, _, _) =>
            {
                if (request.RequestUri!.AbsolutePath.EndsWith("/99", StringComparison.Ordinal))
                {
                    await end.Task;
                }

                return await Answer(status, retryAfter: status == (HttpStatusCode)429 ? 7200 : null);
            },
            callSeconds: 3600,
            attemptSeconds: 3600);
        var operation = Operation(outageSeconds: 60);

        // Time in which no call is made does not count.
        var open = Record.ExceptionAsync(() => pipeline.SendAsync(Call(99), operation, Stop).AsTask());
        for (var customer = 1; customer <= 3; customer++)
        {
            Assert.False((await FailAsync(pipeline, Call(customer), operation)).AffectsEveryCustomer);
        }

        // Enough to end the operation, unless the service answers now.
        _clock.Advance(TimeSpan.FromSeconds(59));
        status = answer;
        await Record.ExceptionAsync(() => pipeline.SendAsync(Call(4), operation, Stop).AsTask());
        _clock.Advance(TimeSpan.FromSeconds(2));
        status = HttpStatusCode.ServiceUnavailable;
        for (var customer = 5; customer <= 8; customer++)
        {
            var failure = await FailAsync(pipeline, Call(customer), operation);
            Assert.False(failure.AffectsEveryCustomer, failure.Message);
        }

        _clock.Advance(TimeSpan.FromSeconds(61));
        Assert.True((await FailAsync(pipeline, Call(9), operation)).AffectsEveryCustomer);
        end.SetResult(true);
        await open;
    }

    [Fact]
    public async Task A_token_that_is_refused_once_more_is_renewed_once()
    {
        var pipeline = Create(HttpStatusCode.Unauthorized);
        var failure = await FailAsync(pipeline);
        Assert.Equal((PartnerErrorCode.SignInExpired, 1), (failure.Error, _provider.Renewals));
        Assert.Equal(["Bearer token 1", "Bearer token 2"], _provider.Sent);

        // The refusal of the new token is still known, so the next call asks once and with no other token.
        failure = await FailAsync(pipeline, Call(2));
        Assert.Equal((PartnerErrorCode.SignInExpired, 1), (failure.Error, _provider.Renewals));
        Assert.Equal(["Bearer token 1", "Bearer token 2", "Bearer token 2"], _provider.Sent);
    }

    // While the service accepts each new token from other calls, it refuses this customer.
    [Fact]
    public async Task A_token_that_other_calls_use_is_renewed_three_times_at_most()
    {
        var pipeline = Create((_, _, _) =>
        {
            _provider.Last.WasAccepted = true;
            return Answer(HttpStatusCode.Unauthorized);
        });
        var failure = await FailAsync(pipeline);
        Assert.Equal((PartnerErrorCode.AccessDenied, false, 3), (failure.Error, failure.AffectsEveryCustomer, _provider.Renewals));
        Assert.Equal(["Bearer token 1", "Bearer token 2", "Bearer token 3", "Bearer token 4"], _provider.Sent);
        Assert.Equal(3, _told.Count(happened => happened.Kind == PartnerEventKind.Renewal));
    }

    // The service has performed the write, whatever becomes of its answer.
    [Theory]
    [InlineData(HttpStatusCode.Created)]
    [InlineData(HttpStatusCode.Accepted)]
    public async Task A_write_that_was_accepted_is_sent_once(HttpStatusCode status)
    {
        var requests = 0;
        var pipeline = Create(
            (_, number, _) =>
            {
                requests = number;
                return Task.FromResult(new HttpResponseMessage(status) { Content = new StreamContent(new BrokenStream()) });
            },
            retries: 3);
        var failure = await _clock.RunAsync(FailAsync(pipeline, Call(isWrite: true)));
        Assert.Equal(((int)status, true, 1), (failure.StatusCode, failure.MayHaveArrived, requests));

        // A read is sent again.
        requests = 0;
        await _clock.RunAsync(FailAsync(Create(
            (_, number, _) =>
            {
                requests = number;
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new BrokenStream()) });
            },
            retries: 3)));
        Assert.Equal(4, requests);
    }

    [Fact]
    public async Task Each_request_is_traced_with_its_time_and_its_ids()
    {
        var operation = Operation(traces: true);
        var call = Call();
        var pipeline = Create(async (_, number, cancellationToken) =>
        {
            await Task.Delay(60, cancellationToken);
            return number == 1 ? await Answer() : throw new HttpRequestException("Reset.");
        });
        await pipeline.SendAsync(call, operation, Stop);
        await FailAsync(pipeline, call, operation);
        Assert.Equal([PartnerEventKind.Request, PartnerEventKind.Request], _told.Select(happened => happened.Kind));
        var ids = $@"\(MS-RequestId {call.RequestId}, MS-CorrelationId {operation.CorrelationId}\)\.$";
        foreach (var (message, pattern) in _told.Select(happened => happened.Message).Zip(
            [$@"^GET https://service\.example/v1/customers/1 returned 200 in (\d+) ms {ids}",
                $@"^GET https://service\.example/v1/customers/1 failed after (\d+) ms: .*Reset\..* {ids}"]))
        {
            var match = Regex.Match(message, pattern);
            Assert.True(match.Success, message);
            Assert.InRange(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), 50, 20_000);
        }
    }

    [Fact]
    public async Task Nothing_is_traced_unless_the_operation_asks_for_it()
    {
        await Create(HttpStatusCode.OK).SendAsync(Call(), Operation(), Stop);
        await FailAsync(Create((_, _, _) => throw new HttpRequestException("Reset.")));
        Assert.Empty(_told);
    }
#if !NETFRAMEWORK

    [Fact]
    public async Task A_request_asks_for_http2_and_accepts_less()
    {
        HttpRequestMessage? sent = null;
        await Create((request, _, _) =>
        {
            sent = request;
            return Answer();
        }).SendAsync(Call(), Operation(), Stop);
        Assert.Equal((HttpVersion.Version20, HttpVersionPolicy.RequestVersionOrLower), (sent!.Version, sent.VersionPolicy));
    }
#endif

    // One customer's throttling is that customer's; that of several in a row is the partner's. Each is told once.
    [Fact]
    public async Task Throttling_is_told_for_a_customer_and_then_for_all()
    {
        var words = string.Empty;
        var pipeline = Create((_, _, _) => Answer((HttpStatusCode)429, words.Length > 0 ? $"{{\"description\":\"{words}\"}}" : string.Empty, retryAfter: 3600));
        await FailAsync(pipeline, Call(1));
        words = "Too many.";
        await FailAsync(pipeline, Call(2));
        await FailAsync(pipeline, Call(3));
        await FailAsync(pipeline, Call(4));
        Assert.All(_told, happened => Assert.Equal(PartnerEventKind.Throttled, happened.Kind));
        Assert.Equal(
            [
                "The service throttles requests for customer 1 (429). Requests for this customer wait 3600 s.",
                "The service throttles requests for customer 2 (Too many). Requests for this customer wait 3600 s.",
                "The service throttles requests (Too many). All calls of this connection wait 3600 s. After that, the maximum number of concurrent requests is 1.",
            ],
            _told.Select(happened => happened.Message));
    }

    [Fact]
    public async Task Throttling_of_requests_that_were_sent_together_is_told_once()
    {
        var release = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var pipeline = Create(async (_, _, _) =>
        {
            await release.Task;
            return await Answer((HttpStatusCode)429, retryAfter: 3600);
        });
        var failing = Task.WhenAll(Enumerable.Range(1, 20).Select(_ => FailAsync(pipeline, Call(isGeneral: true))));
        release.SetResult(true);
        await failing;
        Assert.Equal(
            ["The service throttles requests (429). All calls of this connection wait 3600 s. After that, the maximum number of concurrent requests is 10."],
            _told.Select(happened => happened.Message));
    }

    private sealed class Service(FakeProvider provider, Func<HttpRequestMessage, int, CancellationToken, Task<HttpResponseMessage>> respond) : HttpMessageHandler
    {
        private int _requests;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            provider.Record(request);
            return respond(request, Interlocked.Increment(ref _requests), cancellationToken);
        }
    }

    private sealed class FakeProvider : TokenProvider
    {
        private int _tokens;

        public PartnerToken Last { get; private set; } = null!;

        public List<string> Sent { get; } = [];

        public int Renewals { get; private set; }

        public override bool CanRenew => true;

        public void Record(HttpRequestMessage request)
        {
            lock (Sent)
            {
                Sent.Add(request.Headers.GetValues("Authorization").Single());
            }
        }

        public PartnerToken Create() => Last = PartnerToken.Create($"token {++_tokens}", null, AuthenticationKind.AppUser);

        public override Task<PartnerToken> SignInAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public override Task<PartnerToken> RenewAsync(bool force, CancellationToken cancellationToken)
        {
            Renewals++;
            return Task.FromResult(Create());
        }

        public override void Dispose()
        {
        }
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count) => throw new IOException("Reset.");

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => throw new IOException("Reset.");
#if !NETFRAMEWORK

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("Reset.");

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => throw new IOException("Reset.");
#endif
    }
}
