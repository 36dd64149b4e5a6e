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

    private readonly HttpMessageInvoker _http;
    private readonly Uri _endpoint;
    private readonly string _applicationName;
    private readonly TokenSource _tokens;
    private readonly ThrottleGovernor _governor;
    private readonly ResiliencePipeline _retries;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _callTimeout;
    private readonly TimeSpan _attemptTimeout;
    private readonly CancellationToken _closing;

    public ServiceCaller(
        HttpMessageInvoker http, Uri endpoint, PartnerClientOptions options, TokenSource tokens, ThrottleGovernor governor, CancellationToken closing)
    {
        _closing = closing;
        _http = http;
        _endpoint = endpoint;
        _applicationName = options.ApplicationName;
        _tokens = tokens;
        _governor = governor;
        _clock = options.TimeProvider;
        _callTimeout = options.CallTimeout;
        _attemptTimeout = options.AttemptTimeout;
        _retries = RetryRules.Create(options);
    }

    /// <summary>Whether the path makes an address: most frameworks have a limit to its length.</summary>
    public bool CanAddress(string path) => Uri.TryCreate(_endpoint, path, out _);

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

        // A call can be waiting for many things (an answer, a retry, a turn, another caller's renewal); its time limit and the connection's end end them all.
        using var limit = new TimeLimit(_clock, _callTimeout, cancellationToken, _closing);
        try
        {
            // Nearly all calls succeed at once, and the rules for what follows a failure take more time than all the rest.
            var outcome = await AttemptAsync(state, limit.Token).ConfigureAwait(false);
            if (outcome.Exception is not null)
            {
                state.First = outcome;
                outcome = await RetryAsync(state, limit.Token).ConfigureAwait(false);
            }

            outcome.ThrowIfException();
            return outcome.Result!;
        }
        catch (OperationCanceledException) when (limit.IsReached)
        {
            throw ErrorMapper.FromCallTimeout(call, operation, state.LastFailure, _callTimeout, _governor.PauseLeft is { Ticks: > 0 } pause ? pause : null);
        }
        catch (Exception exception) when (exception is ObjectDisposedException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Closing the connection cancels what is under way.
            throw ErrorMapper.FromTransport(exception, call, operation, _endpoint);
        }
    }

    private async ValueTask<Outcome<T>> RetryAsync<T>(CallState<T> state, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        context.Properties.Set(RetryRules.Call, state);
        try
        {
            return await _retries.ExecuteOutcomeAsync(
                static (context, state) =>
                {
                    if (state.First is not { } first)
                    {
                        return state.Caller.AttemptAsync(state, context.CancellationToken);
                    }

                    state.First = null;
                    return new ValueTask<Outcome<T>>(first);
                },
                context,
                state).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    // Failures that may pass are returned and not thrown: a night with many of them would throw each through all of these methods.
#if !NETFRAMEWORK
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    private async ValueTask<Outcome<T>> AttemptAsync<T>(CallState<T> state, CancellationToken cancellationToken)
    {
        state.Attempts++;
        var turn = await _governor.EnterAsync(cancellationToken).ConfigureAwait(false);
        var throttled = false;
        try
        {
            Outcome<T> outcome;
            try
            {
                state.Token = await _tokens.GetAsync(cancellationToken).ConfigureAwait(false);
                outcome = await SendOnceAsync(state, cancellationToken).ConfigureAwait(false);
                for (var renewals = 0; MayRenew(state, outcome.Exception, renewals); renewals++)
                {
                    Tell(state, PartnerEventKind.Renewal, Messages.RenewEvent);
                    state.Token = await _tokens.RenewAsync(state.Token, cancellationToken).ConfigureAwait(false);
                    outcome = await SendOnceAsync(state, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (PartnerCenterException failure)
            {
                // The sign-in's word, which may pass as the service's may.
                outcome = Outcome.FromException<T>(failure);
            }

            if (outcome.Exception is PartnerCenterException last)
            {
                state.LastFailure = last;
                throttled = last.Transience == Transience.Throttled;
                if (throttled && _governor.Throttled(last.RetryAfter, turn) is ({ Ticks: > 0 } wait, var limit))
                {
                    Tell(state, PartnerEventKind.Throttled, Messages.ThrottledEvent, last.Description ?? "429", wait.TotalSeconds, limit);
                }
            }

            return outcome;
        }
        finally
        {
            _governor.Leave(!throttled);
        }
    }

    // The service knows better than the token's expiry (revoked, clocks apart): one forced renewal. If it refuses the new one at
    // once, its word counts; if it took the new one from other calls meanwhile, that one has been revoked, too.
    private bool MayRenew<T>(CallState<T> state, Exception? failure, int renewals) =>
        failure is PartnerCenterException { Error: PartnerCenterError.SignInExpired }
        && _tokens.CanRenew
        && (renewals == 0 || (state.Token!.WasAccepted && renewals < MostRenewals));

#if !NETFRAMEWORK
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    private async ValueTask<Outcome<T>> SendOnceAsync<T>(CallState<T> state, CancellationToken cancellationToken)
    {
        var call = state.Call;
        var started = state.Operation.TraceRequests ? Stopwatch.GetTimestamp() : 0;
        using var limit = new TimeLimit(_clock, _attemptTimeout, cancellationToken, default);
        HttpStatusCode? status = null;
        Outcome<T> outcome;
        try
        {
            using var request = CreateRequest(call, state.Operation, state.Token!);
            using var response = await _http.SendAsync(request, limit.Token).ConfigureAwait(false);
            status = response.StatusCode;
            if (status != HttpStatusCode.Unauthorized && !state.Token!.WasAccepted)
            {
                state.Token.WasAccepted = true;
            }

            try
            {
                outcome = status is HttpStatusCode.OK or HttpStatusCode.Created
                    ? Outcome.FromResult(await call.Read(response, call, limit.Token).ConfigureAwait(false))
                    : Outcome.FromException<T>(await ErrorMapper.FromResponseAsync(response, call, state.Operation, limit.Token).ConfigureAwait(false));
            }
            catch (Exception exception) when (exception is JsonException or FormatException or NotSupportedException or InvalidDataException)
            {
                outcome = Outcome.FromException<T>(ErrorMapper.FromUnreadable(exception, response, call, state.Operation));
            }
        }
        catch (Exception exception) when (limit.IsReached && (exception is OperationCanceledException || IsTransport(exception)))
        {
            outcome = Outcome.FromException<T>(ErrorMapper.FromAttemptTimeout(call, state.Operation, _attemptTimeout));
        }
        catch (Exception exception) when (IsTransport(exception))
        {
            // A connection that breaks because the caller cancelled is a cancelled call, whatever the transport makes of it.
            cancellationToken.ThrowIfCancellationRequested();
            outcome = Outcome.FromException<T>(ErrorMapper.FromTransport(exception, call, state.Operation, _endpoint));
        }

        if (state.Operation.TraceRequests)
        {
            Trace(state, status, outcome.Exception, started);
        }

        return outcome;
    }

    private void Trace<T>(CallState<T> state, HttpStatusCode? status, Exception? failure, long started)
    {
        var (call, address) = (state.Call, new Uri(_endpoint, state.Call.Path));
        var milliseconds = (Stopwatch.GetTimestamp() - started) * 1000 / Stopwatch.Frequency;
        if (status is { } answered)
        {
            Tell(state, PartnerEventKind.Request, Messages.RequestEvent, call.Method, address, (int)answered, milliseconds, call.RequestId, state.Operation.CorrelationId);
        }

        // Without an answer, or with one that broke off.
        if (failure is PartnerCenterException { StatusCode: null })
        {
            Tell(state, PartnerEventKind.Request, Messages.RequestFailedEvent, call.Method, address, milliseconds, failure.Message, call.RequestId, state.Operation.CorrelationId);
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

    private static void Tell<T>(CallState<T> state, PartnerEventKind kind, string format, params object?[] arguments) =>
        state.Operation.Listener?.Invoke(new PartnerEvent(kind, string.Format(CultureInfo.CurrentCulture, format, arguments)));

    private sealed class CallState<T>(ServiceCaller caller, ServiceCall<T> call, PartnerOperation operation) : RetryRules.ICallState
    {
        public ServiceCaller Caller { get; } = caller;

        public ServiceCall<T> Call { get; } = call;

        IServiceCall RetryRules.ICallState.Call => Call;

        public PartnerOperation Operation { get; } = operation;

        public PartnerToken? Token { get; set; }

        /// <summary>What came of the first attempt, until the rules for retries have taken it.</summary>
        public Outcome<T>? First { get; set; }

        public int Attempts { get; set; }

        public PartnerCenterException? LastFailure { get; set; }
    }
}
