using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// The one way to the service: headers, token, a place at the governor, the answer or the failure, and the retries.
/// </summary>
/// <remarks>
/// The methods on the way of every request take their state from a pool where the framework has one; it halves what a request allocates.
/// </remarks>
internal sealed class RequestPipeline
{
    private static readonly MediaTypeHeaderValue ContentJson = new("application/json") { CharSet = "utf-8" };

    private const int MaxRenewals = 3;

    private readonly HttpMessageInvoker _http;
    private readonly Uri _endpoint;
    private readonly string _applicationName;
    private readonly TokenSource _tokens;
    private readonly ThrottleGovernor _governor;
    private readonly ServiceOutage _outage;
    private readonly RetryPolicy _retries;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _callTimeout;
    private readonly TimeSpan _attemptTimeout;
    private readonly CancellationToken _closing;

    public RequestPipeline(
        HttpMessageInvoker http, Uri endpoint, PartnerClientOptions options, TokenSource tokens, ThrottleGovernor governor, CancellationToken closing)
    {
        _closing = closing;
        _http = http;
        _endpoint = endpoint;
        _applicationName = options.ApplicationName;
        _tokens = tokens;
        _governor = governor;
        _clock = options.TimeProvider;
        _outage = new ServiceOutage(_clock);
        _callTimeout = options.CallTimeout;
        _attemptTimeout = options.AttemptTimeout;
        _retries = new RetryPolicy(options, Jitter.Next);
    }

    /// <summary>Whether the path makes an address below the endpoint: most frameworks have a limit to its length, and a path can lead out again.</summary>
    public bool CanAddress(string path) =>
        Uri.TryCreate(_endpoint, path, out var address)
        && address.AbsoluteUri.StartsWith(new Uri(_endpoint, "v1/").AbsoluteUri, StringComparison.OrdinalIgnoreCase);

    /// <summary>Makes the call, with as many attempts as the policy allows.</summary>
    /// <exception cref="PartnerCenterException">The call failed for good.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> SendAsync<T>(PartnerRequest<T> call, PartnerOperation operation, CancellationToken cancellationToken)
    {
        if (call.Purpose != RequestPurpose.Other && _tokens.Authentication == AuthenticationKind.AppOnly)
        {
            // The service would refuse it, so nothing is sent.
            throw ErrorMapper.AppOnly(call, operation);
        }

        // A call can wait for many things: an answer, a retry, a place, another caller's renewal. Its time limit and the connection's end end them all.
        using var limit = new TimeLimit(_clock, _callTimeout, cancellationToken, _closing);
        RequestFailures? failures = null;
        _outage.Enter();
        try
        {
            while (true)
            {
                var attempt = await AttemptAsync(call, operation, limit).ConfigureAwait(false);
                if (attempt.Failure is null)
                {
                    return attempt.Result!;
                }

                failures ??= new RequestFailures();
                failures.Add(attempt.Failure);
                if (attempt.Failure.RetryKind == RetryKind.Transient && IsOutage(operation))
                {
                    throw ErrorMapper.FromOutage(call, failures, _outage.Duration);
                }

                var delay = _retries.GetDelay(failures, limit.Remaining, OutageRemaining(failures, operation));
                if (delay is not { } wait)
                {
                    throw _retries.IsOutOfTime(failures)
                        ? ErrorMapper.FromCallTimeout(call, operation, failures, _callTimeout, limit.Remaining)
                        : ErrorMapper.WithHistory(call, failures);
                }

                // A throttled call waits at the governor, which has told of it.
                if (wait > TimeSpan.Zero)
                {
                    Notify(
                        operation, PartnerEventKind.Retry, Messages.RetryEvent, failures.Count, call.Method, call.Path, attempt.Failure.Message,
                        wait.TotalSeconds);
                    await Delay.WaitAsync(_clock, wait, limit.Token).ConfigureAwait(false);
                }
            }
        }
        catch (Exception exception) when (limit.IsReached && exception is OperationCanceledException or ObjectDisposedException)
        {
            throw ErrorMapper.FromCallTimeout(call, operation, failures, _callTimeout, TimeSpan.Zero);
        }
        catch (Exception exception) when (_closing.IsCancellationRequested && !cancellationToken.IsCancellationRequested
            && exception is OperationCanceledException or ObjectDisposedException)
        {
            // Closing the connection cancels what is under way.
            throw ErrorMapper.Closed(call, operation, failures);
        }
        finally
        {
            _outage.Leave();
        }
    }

    // In an operation over many customers, a call that cannot reach the service keeps trying while nothing of the connection succeeds, until the
    // outage has lasted long enough to end the operation. A connection that is made and lost can be one customer's trouble, and does not count.
    private TimeSpan? OutageRemaining(RequestFailures failures, PartnerOperation operation) =>
        failures.Last.WasNotSent && operation.OutageTimeout - _outage.Duration is { } remaining && remaining > TimeSpan.Zero ? remaining : null;

    private bool IsOutage(PartnerOperation operation) => operation.OutageTimeout is { } timeout && _outage.Duration >= timeout;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Attempt<T>> AttemptAsync<T>(PartnerRequest<T> call, PartnerOperation operation, TimeLimit limit)
    {
        while (true)
        {
            Admission admission;

            // The place among the operation's own requests is held for the attempt only: a call that waits for its retry, or for its customer's pause,
            // keeps nobody else waiting. To wait for a place is not the call's own time.
            var place = operation.EnterAsync(limit.Token);
            if (place.Status != TaskStatus.RanToCompletion)
            {
                await WaitForPlaceAsync(place, limit).ConfigureAwait(false);
            }

            try
            {
                var entering = _governor.EnterAsync(call.CustomerId, limit.Remaining, limit.Token);
                admission = entering.IsCompletedSuccessfully ? entering.Result : await WaitForAdmissionAsync(entering, limit).ConfigureAwait(false);
                if (admission.Kind == AdmissionKind.Granted)
                {
                    return await AttemptInPlaceAsync(call, operation, admission.Epoch, limit.Token).ConfigureAwait(false);
                }
            }
            finally
            {
                operation.Leave();
            }

            if (admission.Kind == AdmissionKind.PartnerPaused || admission.PauseLeft > limit.Remaining)
            {
                return new Attempt<T>(ErrorMapper.FromPause(call, operation, admission, _callTimeout));
            }

            await Delay.WaitAsync(_clock, admission.PauseLeft, limit.Token).ConfigureAwait(false);
        }
    }

    private static async Task WaitForPlaceAsync(Task place, TimeLimit limit)
    {
        limit.Suspend();
        try
        {
            await place.ConfigureAwait(false);
        }
        finally
        {
            limit.Resume(TimeSpan.Zero);
        }
    }

    private static async Task<Admission> WaitForAdmissionAsync(ValueTask<Admission> entering, TimeLimit limit)
    {
        var paused = TimeSpan.Zero;
        limit.Suspend();
        try
        {
            var admission = await entering.ConfigureAwait(false);
            paused = admission.Paused;
            return admission;
        }
        finally
        {
            limit.Resume(paused);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Attempt<T>> AttemptInPlaceAsync<T>(
        PartnerRequest<T> call, PartnerOperation operation, long epoch, CancellationToken cancellationToken)
    {
        var outcome = AttemptOutcome.Failed;
        try
        {
            var attempt = await AuthorizeAndSendAsync(call, operation, cancellationToken).ConfigureAwait(false);
            switch (attempt.Failure?.RetryKind)
            {
                case RetryKind.Throttled:
                    outcome = AttemptOutcome.Throttled;
                    _outage.Answered();
                    ReportThrottling(call.CustomerId, operation, attempt.Failure, _governor.Throttled(call.CustomerId, attempt.Failure.RetryAfter, epoch));
                    break;
                case RetryKind.Transient:
                    _outage.Failed(call.CustomerId, attempt.Failure.WasNotSent);
                    break;
                case RetryKind.Malformed:
                    break;
                case null:
                case RetryKind.None when attempt.Failure!.StatusCode is not null:
                    outcome = AttemptOutcome.Succeeded;
                    _outage.Answered();
                    break;
                default:
                    // The service has not been asked: there is no token, or nothing that can be trusted.
                    break;
            }

            return attempt;
        }
        finally
        {
            _governor.Leave(call.CustomerId, outcome);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Attempt<T>> AuthorizeAndSendAsync<T>(PartnerRequest<T> call, PartnerOperation operation, CancellationToken cancellationToken)
    {
        try
        {
            var token = await _tokens.GetAsync(cancellationToken).ConfigureAwait(false);
            var attempt = await SendOnceAsync(call, operation, token, cancellationToken).ConfigureAwait(false);

            // The service knows better than the token's expiry (revoked, clocks apart): one forced renewal. If it refuses the new token at
            // once, its word counts; if it took the new one from other calls meanwhile, that one has been revoked, too.
            for (var renewals = 0;
                attempt.Failure is { Error: PartnerErrorCode.SignInExpired }
                    && _tokens.CanRenew
                    && (renewals == 0 || (token.WasAccepted && renewals < MaxRenewals));
                renewals++)
            {
                Notify(operation, PartnerEventKind.Renewal, Messages.RenewEvent);
                var renewed = await _tokens.RenewAsync(token, cancellationToken).ConfigureAwait(false);
                if (ReferenceEquals(renewed, token))
                {
                    break;
                }

                token = renewed;
                attempt = await SendOnceAsync(call, operation, token, cancellationToken).ConfigureAwait(false);
            }

            return attempt.Failure is { Error: PartnerErrorCode.SignInExpired } failure && _tokens.CanRenew
                ? new Attempt<T>(ErrorMapper.FromRenewedToken(failure, call, token.WasAccepted))
                : attempt;
        }
        catch (PartnerCenterException failure)
        {
            // The failure of a renewal, which may pass as a failure of the service may.
            return new Attempt<T>(failure);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Attempt<T>> SendOnceAsync<T>(
        PartnerRequest<T> call, PartnerOperation operation, PartnerToken token, CancellationToken cancellationToken)
    {
        var started = operation.TraceRequests ? Stopwatch.GetTimestamp() : 0;
        using var limit = new TimeLimit(_clock, _attemptTimeout, cancellationToken, default);
        HttpStatusCode? status = null;
        Attempt<T> attempt;
        try
        {
            using var request = CreateRequest(call, operation, token);
            call.IsUnderWay = true;
            using var response = await _http.SendAsync(request, limit.Token).ConfigureAwait(false);
            status = response.StatusCode;
            if (status != HttpStatusCode.Unauthorized && !token.WasAccepted)
            {
                token.WasAccepted = true;
            }

            try
            {
                attempt = call.IsSuccess(response.StatusCode)
                    ? new Attempt<T>(await call.Read(response, call, limit.Token).ConfigureAwait(false))
                    : new Attempt<T>(await ErrorMapper.FromResponseAsync(response, call, operation, limit.Token, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception exception) when (exception is JsonException or FormatException or NotSupportedException or InvalidDataException)
            {
                attempt = new Attempt<T>(ErrorMapper.FromUnreadable(exception, response, call, operation));
            }
        }
        catch (Exception exception) when (limit.IsReached && (exception is OperationCanceledException || IsTransport(exception)))
        {
            attempt = new Attempt<T>(ErrorMapper.FromAttemptTimeout(call, operation, _attemptTimeout, Accepted(call, status)));
        }
        catch (Exception exception) when (IsTransport(exception) || (exception is OperationCanceledException && !limit.Token.IsCancellationRequested))
        {
            // A connection that breaks because the caller cancelled is a cancelled call, whatever the transport makes of it.
            cancellationToken.ThrowIfCancellationRequested();
            attempt = new Attempt<T>(ErrorMapper.FromTransport(exception, call, operation, _endpoint, Accepted(call, status)));
        }

        call.IsUnderWay = false;
        if (attempt.Failure is { } failure)
        {
            // A gateway's error page can repeat the whole request.
            attempt = new Attempt<T>(SecretText.Hide(failure, _endpoint, token.Value));
        }

        if (operation.TraceRequests)
        {
            Trace(call, operation, status, attempt.Failure, started);
        }

        return attempt;
    }

    // A write whose status says success is not sent again, whatever becomes of the answer's body.
    private static HttpStatusCode? Accepted<T>(PartnerRequest<T> call, HttpStatusCode? status) =>
        call.IsWrite && status is { } answered && call.IsSuccess(answered) ? status : null;

    private void Trace<T>(PartnerRequest<T> call, PartnerOperation operation, HttpStatusCode? status, PartnerCenterException? failure, long started)
    {
        var address = new Uri(_endpoint, call.Path);
        var milliseconds = (Stopwatch.GetTimestamp() - started) * 1000 / Stopwatch.Frequency;
        if (status is { } answered)
        {
            Notify(
                operation, PartnerEventKind.Request, Messages.RequestEvent,
                call.Method, address, (int)answered, milliseconds, call.RequestId, operation.CorrelationId);
        }

        // Without an answer, or with one that broke off.
        if (failure is { StatusCode: null })
        {
            Notify(
                operation, PartnerEventKind.Request, Messages.RequestFailedEvent,
                call.Method, address, milliseconds, failure.Message, call.RequestId, operation.CorrelationId);
        }
    }

    private HttpRequestMessage CreateRequest<T>(PartnerRequest<T> call, PartnerOperation operation, PartnerToken token)
    {
        var request = new HttpRequestMessage(call.Method, new Uri(_endpoint, call.Path));
        HttpTransport.PreferHttp2(request);
        var headers = request.Headers;
        headers.TryAddWithoutValidation("Authorization", token.Header);
        headers.TryAddWithoutValidation("Accept", "application/json");
        headers.TryAddWithoutValidation("MS-RequestId", call.RequestId);
        headers.TryAddWithoutValidation("MS-CorrelationId", operation.CorrelationId);
        headers.TryAddWithoutValidation("MS-Contract-Version", "v1");
        headers.TryAddWithoutValidation("X-Locale", "en-US");
        headers.TryAddWithoutValidation("MS-PartnerCenter-Application", _applicationName);
        foreach (var (name, value) in call.Headers)
        {
            headers.TryAddWithoutValidation(name, value);
        }

        if (call.Body is not null)
        {
            request.Content = new ByteArrayContent(call.Body);
            request.Content.Headers.ContentType = ContentJson;
        }

        return request;
    }

    private static bool IsTransport(Exception exception) =>
        exception is HttpRequestException or IOException or WebException or System.Net.Sockets.SocketException or ObjectDisposedException;

    private static void ReportThrottling(string? customerId, PartnerOperation operation, PartnerCenterException failure, ThrottleReport report)
    {
        if (!report.IsFirst)
        {
            return;
        }

        var words = failure.Description ?? "429";
        if (report.IsPartner)
        {
            Notify(operation, PartnerEventKind.Throttled, Messages.ThrottledEvent, words, report.Wait.TotalSeconds, report.Limit);
        }
        else
        {
            Notify(operation, PartnerEventKind.Throttled, Messages.CustomerThrottledEvent, customerId, words, report.Wait.TotalSeconds);
        }
    }

    private static void Notify(PartnerOperation operation, PartnerEventKind kind, string format, params object?[] arguments) =>
        operation.Listener?.Invoke(new PartnerEvent(kind, string.Format(CultureInfo.CurrentCulture, format, arguments)));
}
