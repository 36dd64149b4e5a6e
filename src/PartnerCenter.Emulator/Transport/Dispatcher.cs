using System;
using System.Collections.Generic;
using System.Text;
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
    private readonly EmulatorOptions _options;
    private readonly EmulatorStatistics _statistics;
    private readonly SignInService _signIn;
    private readonly PartnerService _api;
    private readonly CannedResponses _canned;
    private readonly FaultInjector _faults;
    private readonly CredentialRedactor _redactor;
    private readonly RateLimiter _limiter;

    public Dispatcher(
        EmulatorOptions options, EmulatorStatistics statistics, SignInService signIn, PartnerService api, CannedResponses canned, FaultInjector faults,
        CredentialRedactor redactor)
    {
        _options = options;
        _statistics = statistics;
        _signIn = signIn;
        _api = api;
        _canned = canned;
        _faults = faults;
        _redactor = redactor;
        _limiter = new RateLimiter(options);
    }

    /// <summary>Whether a name would lead here if there were a network.</summary>
    public bool KnowsHost(string host) =>
        Cloud.IsApiHost(host)
        || Cloud.ByLoginHost(host) is not null
        || EmulatorRequest.IsLoopback(host)
        || host == ManagedIdentityEndpoint.MetadataHost
        || _options.AdditionalHosts.Contains(host);

    public async ValueTask<EmulatorResponse> SendAsync(EmulatorRequest request, CancellationToken cancellationToken)
    {
        var segments = request.RawPath.Split(['/'], StringSplitOptions.RemoveEmptyEntries);
        var match = default(ApiMatch);
        var isApi = IsApi(request, segments);
        EmulatorRoute operation;
        if (isApi)
        {
            match = _api.Routes.Find(request.Method, segments);
            operation = match.Name;
        }
        else
        {
            operation = Cloud.IsApiHost(request.Host) ? EmulatorRoute.Unknown : SignInService.OperationOf(segments);
        }

        var ordinal = _statistics.Begin(operation, isApi);
        try
        {
            if (isApi && Guid.TryParse(request.Header("MS-RequestId"), out var requestId))
            {
                _statistics.NoteRequestId(requestId);
            }

            var record = _options.RecordRequests ? Record(request, operation, isApi, match.CustomerId, ordinal) : null;
            if (_options.Latency > TimeSpan.Zero)
            {
                await PreciseDelay.For(_options.Latency, cancellationToken).ConfigureAwait(false);
            }

            var info = new EmulatorRequestInfo(request, operation, isApi, ordinal);
            var response = _canned.Take(info) ?? Answer(request, segments, info, match);
            if (record is not null)
            {
                // Before the answer is on its way: the client may no longer wait for it.
                record.IsWritePerformed = response.IsWritePerformed;
            }

            if (response.Delay > TimeSpan.Zero)
            {
                await PreciseDelay.For(response.Delay, cancellationToken).ConfigureAwait(false);
            }

            if (response.Status == 429)
            {
                _statistics.CountThrottled();
            }

            if (record is not null)
            {
                record.StatusCode = response.Fault is TransportFault.ResetBeforeHeaders or TransportFault.NameResolutionFailure ? 0 : response.Status;
            }

            return response;
        }
        finally
        {
            _statistics.End();
        }
    }

    private EmulatorResponse Answer(EmulatorRequest request, string[] segments, EmulatorRequestInfo info, ApiMatch match)
    {
        // The gateway counts what comes, before anything else can go wrong.
        var wait = info.IsApiRequest ? _limiter.Take() : 0;
        if (wait > 0)
        {
            return ApiErrors.Throttled(wait);
        }

        var fault = _faults.IsActive ? _faults.Choose(request, info) : null;
        if (fault is null)
        {
            return Serve(request, segments, info, match);
        }

        request.RepeatPage = fault.Kind == FaultKinds.PageRepeats;
        return _faults.Replace(fault) ?? FaultInjector.Damage(fault, Serve(request, segments, info, match));
    }

    private EmulatorResponse Serve(EmulatorRequest request, string[] segments, EmulatorRequestInfo info, ApiMatch match)
    {
        if (info.IsApiRequest)
        {
            return _api.Answer(request, match);
        }

        return info.Operation == EmulatorRoute.Unknown ? new EmulatorResponse(404) : _signIn.Answer(request, info.Operation, segments);
    }

    // A host that is known for one of the two services answers for that one; any other (loopback) for both.
    private static bool IsApi(EmulatorRequest request, string[] segments) =>
        segments.Length > 0 && segments[0].Equals("v1", StringComparison.OrdinalIgnoreCase) && Cloud.ByLoginHost(request.Host) is null;

    private RecordedRequest Record(EmulatorRequest request, EmulatorRoute operation, bool isApi, string? customerId, long ordinal)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in request.Headers())
        {
            headers[header.Key] = _redactor.Header(header.Key, header.Value);
        }

        customerId = customerId is null ? null : _redactor.Segment(customerId);
        var query = isApi
            ? _redactor.ApiQuery(request.RawQuery, operation is EmulatorRoute.SetQualification or EmulatorRoute.CreateQualification)
            : _redactor.Form(request.RawQuery);
        var body = Encoding.UTF8.GetString(request.Body);
        body = isApi ? _redactor.ApiBody(body, operation == EmulatorRoute.SetQualification) : _redactor.Form(body);
        var record = new RecordedRequest(
            ordinal, _options.Clock.GetUtcNow(), operation, customerId, request.Method, request.Host, _redactor.Path(request.RawPath), query, headers, body);
        _statistics.Record(record);
        return record;
    }
}
