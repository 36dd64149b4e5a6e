using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
#if !NETFRAMEWORK
using System.Runtime.CompilerServices;
#endif
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.SignIn;
using PartnerCenter.Qualifications;
using Polly;
using Polly.Timeout;

namespace PartnerCenter.Client.Http;

/// <summary>
/// The one way to the service: headers, token, a place at the governor, the answer or the error, and trying again.
/// </summary>
/// <remarks>
/// The methods on the way of every request take their state from a pool where the framework has one; it halves what a request allocates.
/// </remarks>
internal sealed class ServiceCaller
{
    private static readonly MediaTypeHeaderValue ContentJson = new("application/json") { CharSet = "utf-8" };

    private const int MostRenewals = 3;

    private readonly HttpClient _http;
    private readonly Uri _endpoint;
    private readonly string _applicationName;
    private readonly TokenSource _tokens;
    private readonly ThrottleGovernor _governor;
    private readonly ResiliencePipeline _attempts;
    private readonly ResiliencePipeline _attempt;
    private readonly TimeSpan _callTimeout;
    private readonly TimeSpan _attemptTimeout;
    private readonly CancellationToken _closing;

    public ServiceCaller(
        HttpClient http, Uri endpoint, PartnerClientOptions options, TokenSource tokens, ThrottleGovernor governor, CancellationToken closing)
    {
        _closing = closing;
        _http = http;
        _endpoint = endpoint;
        _applicationName = options.ApplicationName;
        _tokens = tokens;
        _governor = governor;
        _callTimeout = options.CallTimeout;
        _attemptTimeout = options.AttemptTimeout;
        _attempts = RetryRules.ForCall(options);
        _attempt = RetryRules.ForAttempt(options);
    }

    /// <summary>Makes the call, with as many attempts as the rules allow.</summary>
    /// <exception cref="PartnerCenterException">The call failed for good.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
#if !NETFRAMEWORK
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async ValueTask<T> SendAsync<T>(ServiceCall<T> call, PartnerOperation operation, CancellationToken cancellationToken)
    {
        if (call.Purpose != CallPurpose.Other && _tokens.Authentication == AuthenticationKind.AppOnly)
        {
            // The service would refuse it; so nothing is sent.
            throw ErrorMapper.AppOnly(call, operation);
        }

        var state = new CallState<T>(this, call, operation);

        // A call can be waiting for many things (an answer, a retry, a turn, another caller's renewal); closing the connection ends them all.
        using var either = cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing) : null;
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, either?.Token ?? _closing);
        context.Properties.Set(RetryRules.Call, state);
        try
        {
            return await _attempts.ExecuteAsync(static (context, state) => state.Caller.AttemptAsync(state, context.CancellationToken), context, state)
                .ConfigureAwait(false);
        }
        catch (TimeoutRejectedException)
        {
            throw ErrorMapper.FromCallTimeout(call, operation, state.LastFailure, _callTimeout, _governor.PauseLeft is { Ticks: > 0 } pause ? pause : null);
        }
        catch (Exception exception) when (exception is ObjectDisposedException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Closing the connection cancels what is under way.
            throw ErrorMapper.FromTransport(exception, call, operation, _endpoint);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

#if !NETFRAMEWORK
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    private async ValueTask<T> AttemptAsync<T>(CallState<T> state, CancellationToken cancellationToken)
    {
        state.Attempts++;
        var turn = await _governor.EnterAsync(cancellationToken).ConfigureAwait(false);
        var throttled = false;
        try
        {
            var token = await _tokens.GetAsync(cancellationToken).ConfigureAwait(false);
            for (var renewals = 0; ; renewals++)
            {
                try
                {
                    return await SendOnceAsync(state, token, cancellationToken).ConfigureAwait(false);
                }
                catch (PartnerCenterException failure) when (
                    failure.Error == PartnerCenterError.SignInExpired && _tokens.CanRenew
                    && (renewals == 0 || (token.WasAccepted && renewals < MostRenewals)))
                {
                    // The service knows better than the token's expiry (revoked, clocks apart): one forced renewal. If it refuses the new one at
                    // once, its word counts; if it took the new one from other calls meanwhile, that one has been revoked, too.
                    Tell(state, PartnerEventKind.Renewal, Messages.RenewEvent);
                    token = await _tokens.RenewAsync(token, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (PartnerCenterException failure)
        {
            state.LastFailure = failure;
            if (failure.Transience == Transience.Throttled)
            {
                throttled = true;
                var (wait, limit) = _governor.Throttled(failure.RetryAfter, turn);
                if (wait > TimeSpan.Zero)
                {
                    Tell(state, PartnerEventKind.Throttled, Messages.ThrottledEvent, failure.Description ?? "429", wait.TotalSeconds, limit);
                }
            }

            throw;
        }
        finally
        {
            _governor.Leave(!throttled);
        }
    }

#if !NETFRAMEWORK
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    private async ValueTask<T> SendOnceAsync<T>(CallState<T> state, PartnerToken token, CancellationToken cancellationToken)
    {
        var call = state.Call;
        var started = state.Operation.TraceRequests ? Stopwatch.GetTimestamp() : 0;
        try
        {
            state.Token = token;
            var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
            try
            {
                return await _attempt.ExecuteAsync(
                    static (context, state) => state.Caller.ExchangeAsync(state, context.CancellationToken), context, state).ConfigureAwait(false);
            }
            finally
            {
                ResilienceContextPool.Shared.Return(context);
                if (state.Operation.TraceRequests && state.Status != 0)
                {
                    Tell(state, PartnerEventKind.Request, Messages.RequestEvent, call.Method, new Uri(_endpoint, call.Path), (int)state.Status, Elapsed(started), call.RequestId, state.Operation.CorrelationId);
                }
            }
        }
        catch (TimeoutRejectedException)
        {
            throw Trace(ErrorMapper.FromAttemptTimeout(call, state.Operation, _attemptTimeout));
        }
        catch (Exception exception) when (IsTransport(exception))
        {
            throw Trace(ErrorMapper.FromTransport(exception, call, state.Operation, _endpoint));
        }

        PartnerCenterException Trace(PartnerCenterException failure)
        {
            if (state.Operation.TraceRequests)
            {
                Tell(state, PartnerEventKind.Request, Messages.RequestFailedEvent, call.Method, new Uri(_endpoint, call.Path), Elapsed(started), failure.Message, call.RequestId, state.Operation.CorrelationId);
            }

            return failure;
        }
    }

#if !NETFRAMEWORK
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    private async ValueTask<T> ExchangeAsync<T>(CallState<T> state, CancellationToken cancellationToken)
    {
        var call = state.Call;
        state.Status = 0;
        using var request = CreateRequest(call, state.Operation, state.Token!);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        state.Status = response.StatusCode;
        if (response.StatusCode != HttpStatusCode.Unauthorized)
        {
            state.Token!.WasAccepted = true;
        }

        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Created))
        {
            throw await ErrorMapper.FromResponseAsync(response, call, state.Operation, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await call.Read(response, call, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or NotSupportedException or InvalidDataException)
        {
            throw ErrorMapper.FromUnreadable(exception, response, call, state.Operation);
        }
    }

    private HttpRequestMessage CreateRequest<T>(ServiceCall<T> call, PartnerOperation operation, PartnerToken token)
    {
        var request = new HttpRequestMessage(call.Method, new Uri(_endpoint, call.Path));
#if !NETFRAMEWORK
        // HTTP/2 where the server has it.
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
#endif
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

    private static long Elapsed(long started) => (Stopwatch.GetTimestamp() - started) * 1000 / Stopwatch.Frequency;

    private static void Tell<T>(CallState<T> state, PartnerEventKind kind, string format, params object?[] arguments) =>
        state.Operation.Listener?.Invoke(new PartnerEvent(kind, string.Format(CultureInfo.CurrentCulture, format, arguments)));

    private sealed class CallState<T>(ServiceCaller caller, ServiceCall<T> call, PartnerOperation operation) : RetryRules.ICallState
    {
        public ServiceCaller Caller { get; } = caller;

        public ServiceCall<T> Call { get; } = call;

        IServiceCall RetryRules.ICallState.Call => Call;

        public PartnerOperation Operation { get; } = operation;

        public PartnerToken? Token { get; set; }

        public HttpStatusCode Status { get; set; }

        public int Attempts { get; set; }

        public PartnerCenterException? LastFailure { get; set; }
    }
}
