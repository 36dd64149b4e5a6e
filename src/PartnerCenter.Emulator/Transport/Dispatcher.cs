using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Emulator.Api;
using PartnerCenter.Emulator.Entra;

namespace PartnerCenter.Emulator.Transport;

/// <summary>
/// The way of every request, whatever it came by: counted, delayed, answered from what a test laid ready or by the service that it was meant for.
/// </summary>
internal sealed class Dispatcher
{
    private readonly EmulatorOptions options;
    private readonly EmulatorStatistics statistics;
    private readonly SignInService signIn;
    private readonly PartnerService api;
    private readonly CannedResponses canned;
    private readonly RateLimiter limiter;

    public Dispatcher(EmulatorOptions options, EmulatorStatistics statistics, SignInService signIn, PartnerService api, CannedResponses canned)
    {
        this.options = options;
        this.statistics = statistics;
        this.signIn = signIn;
        this.api = api;
        this.canned = canned;
        limiter = new RateLimiter(options);
    }

    /// <summary>Whether a name would lead here if there were a network.</summary>
    public bool KnowsHost(string host) =>
        Cloud.IsApiHost(host) || Cloud.ByLoginHost(host) is not null || EmulatorRequest.IsLoopback(host) || host == ManagedIdentityEndpoint.MetadataHost || options.AdditionalHosts.Contains(host);

    public async ValueTask<EmulatorResponse> SendAsync(EmulatorRequest request, CancellationToken cancellationToken)
    {
        var segments = request.RawPath.Split(['/'], StringSplitOptions.RemoveEmptyEntries);
        var route = default(ApiRoute);
        var isApi = IsApi(request, segments);
        EmulatorOperation operation;
        if (isApi)
        {
            route = ApiRoute.Read(request.Method, segments);
            operation = route.Operation;
        }
        else
        {
            operation = Cloud.IsApiHost(request.Host) ? EmulatorOperation.Unknown : SignInService.OperationOf(segments);
        }

        var ordinal = statistics.Begin(operation, isApi);
        try
        {
            var record = options.RecordRequests ? Record(request, operation, ordinal) : null;
            if (options.Latency > TimeSpan.Zero)
            {
                await Task.Delay(options.Latency, cancellationToken).ConfigureAwait(false);
            }

            var response = canned.Take(new EmulatorRequestInfo(request, operation, isApi, ordinal)) ?? Answer(request, segments, isApi, operation, route);
            if (response.Delay > TimeSpan.Zero)
            {
                await Task.Delay(response.Delay, cancellationToken).ConfigureAwait(false);
            }

            if (response.Status == 429)
            {
                statistics.CountThrottled();
            }

            if (record is not null)
            {
                record.StatusCode = response.Status;
            }

            return response;
        }
        finally
        {
            statistics.End();
        }
    }

    private EmulatorResponse Answer(EmulatorRequest request, string[] segments, bool isApi, EmulatorOperation operation, ApiRoute route)
    {
        if (!isApi)
        {
            return operation == EmulatorOperation.Unknown ? new EmulatorResponse(404) : signIn.Answer(request, operation, segments);
        }

        var wait = limiter.Take();
        return wait > 0 ? ApiErrors.Throttled(wait) : api.Answer(request, route);
    }

    // A host that is known for one of the two services answers for that one; any other (loopback) for both.
    private static bool IsApi(EmulatorRequest request, string[] segments) =>
        segments.Length > 0 && segments[0].Equals("v1", StringComparison.OrdinalIgnoreCase) && Cloud.ByLoginHost(request.Host) is null;

    private RecordedRequest Record(EmulatorRequest request, EmulatorOperation operation, long ordinal)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in request.Headers())
        {
            headers[header.Key] = header.Value;
        }

        var record = new RecordedRequest(ordinal, options.Clock.GetUtcNow(), operation, request.Method, request.Host, request.RawPath, request.RawQuery, headers, request.Body);
        statistics.Record(record);
        return record;
    }
}
