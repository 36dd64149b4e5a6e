using System;
using System.Collections.Generic;
using System.Globalization;
using PartnerCenter.Emulator.Api;
using PartnerCenter.Emulator.Entra;
using PartnerCenter.Emulator.State;
using PartnerCenter.Emulator.Transport;

namespace PartnerCenter.Emulator;

/// <summary>
/// Chooses faults, and brings about those that are answers. What breaks a connection is left to the adapters.
/// </summary>
internal sealed class FaultInjector
{
    private const FaultKinds PageKinds = FaultKinds.PageRepeats | FaultKinds.PageFails;
    private const FaultKinds TokenKinds = FaultKinds.TokenExpired | FaultKinds.TokenRevoked;

    private const string GatewayPage =
        "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
        + "<hr><center>Microsoft-Azure-Application-Gateway/v2</center>\r\n</body>\r\n</html>\r\n";

    private readonly EmulatorOptions _options;
    private readonly EmulatorStatistics _statistics;
    private readonly AccessTokens _tokens;
    private readonly ApiErrors _errors;
    private readonly object _gate = new();
    private readonly Dictionary<ulong, Seen> _seen = new();
    private FaultPlan? _counted;
    private long _apiRequests;

    public FaultInjector(EmulatorOptions options, EmulatorStatistics statistics, AccessTokens tokens)
    {
        _options = options;
        _statistics = statistics;
        _tokens = tokens;
        _errors = new ApiErrors(options);
    }

    public bool IsActive => _options.Faults is not null || _options.FaultHook is not null;

    /// <summary>The fault that befalls a request; <see langword="null"/>: none.</summary>
    public EmulatorFault? Choose(EmulatorRequest request, EmulatorRequestInfo info)
    {
        var plan = _options.Faults;
        var planned = Plan(plan, request, info);
        var fault = _options.FaultHook?.Invoke(info) ?? planned;
        if (fault is not null)
        {
            _statistics.CountFault(fault.Kind);
        }

        return fault;
    }

    /// <summary>The answer that the fault puts in place of the service's; <see langword="null"/> where the service answers first.</summary>
    public EmulatorResponse? Replace(EmulatorFault fault)
    {
        var wait = ((long)Math.Ceiling(Math.Max(0, fault.RetryAfter.TotalSeconds))).ToString(CultureInfo.InvariantCulture);
        switch (fault.Kind)
        {
            case FaultKinds.Throttle429Seconds:
                return ApiErrors.ThrottledBody(wait).With("Retry-After", wait);
            case FaultKinds.Throttle429Date:
                return ApiErrors.ThrottledBody(wait).With("Retry-After", Date(fault.RetryAfter));
            case FaultKinds.Throttle429NoHeader:
                return ApiErrors.ThrottledBody(wait);
            case FaultKinds.Error500:
            case FaultKinds.PageFails:
                return _errors.Error(500, EmulatorErrorCodes.InternalError, "Something went wrong in the service.");
            case FaultKinds.BadGateway502Html:
                return EmulatorResponse.Text(502, "text/html", GatewayPage);
            case FaultKinds.Unavailable503:
                return EmulatorResponse.Text(503, "text/plain", "Service Unavailable");
            case FaultKinds.Unavailable503RetryAfter:
                return EmulatorResponse.Text(503, "text/plain", "Service Unavailable").With("Retry-After", wait);
            case FaultKinds.GatewayTimeout504:
                return new EmulatorResponse(504);
            case FaultKinds.ResetBeforeHeaders:
                return new EmulatorResponse(0) { Fault = TransportFault.ResetBeforeHeaders };
            case FaultKinds.NameResolutionFailure:
                return new EmulatorResponse(0) { Fault = TransportFault.NameResolutionFailure };
            case FaultKinds.TokenExpired:
                _tokens.RevokeAll();
                return _errors.ExpiredToken();
            case FaultKinds.TokenRevoked:
                _tokens.RevokeAll();
                return ApiErrors.RevokedToken();
            default:
                return null;
        }
    }

    /// <summary>Does to the service's answer what the fault does to it.</summary>
    public static EmulatorResponse Damage(EmulatorFault fault, EmulatorResponse answer)
    {
        switch (fault.Kind)
        {
            case FaultKinds.SlowAnswer:
                answer.Delay += fault.Delay;
                break;
            case FaultKinds.ResetMidBody:
                answer.Fault = TransportFault.ResetMidBody;
                break;
            case FaultKinds.TruncatedBody:
                answer.Fault = TransportFault.TruncatedBody;
                break;
            case FaultKinds.LostAnswer:
                answer.Fault = TransportFault.ResetBeforeHeaders;
                break;
        }

        return answer;
    }

    // HTTP dates know whole seconds only: the next one, so that nobody is told to come too early.
    private string Date(TimeSpan wait)
    {
        var date = _options.Clock.GetUtcNow() + wait;
        var seconds = (date.UtcTicks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;
        return new DateTime(seconds * TimeSpan.TicksPerSecond, DateTimeKind.Utc).ToString("R", CultureInfo.InvariantCulture);
    }

    private EmulatorFault? Plan(FaultPlan? plan, EmulatorRequest request, EmulatorRequestInfo info)
    {
        var key = Key(request);
        lock (_gate)
        {
            if (!ReferenceEquals(plan, _counted))
            {
                _counted = plan;
                _seen.Clear();
                _apiRequests = 0;
            }

            _seen.TryGetValue(key, out var before);
            info.Attempt = before.Times + 1;
            var kind = plan is null ? FaultKinds.None : Chance(plan, key, before, request, info);
            _seen[key] = new Seen(before.Times + 1, kind == FaultKinds.None ? 0 : before.FaultsInARow + 1);
            return kind == FaultKinds.None ? null : new EmulatorFault(kind) { RetryAfter = plan!.RetryAfter, Delay = plan.SlowAnswerDelay };
        }
    }

    private FaultKinds Chance(FaultPlan plan, ulong key, Seen before, EmulatorRequest request, EmulatorRequestInfo info)
    {
        if (info.IsApiRequest)
        {
            _apiRequests++;
            if (plan.ExpireTokensAt.Contains(_apiRequests))
            {
                return FaultKinds.TokenExpired;
            }

            if (plan.RevokeTokensAt.Contains(_apiRequests))
            {
                return FaultKinds.TokenRevoked;
            }
        }
        else if (!plan.IncludeTokenRequests)
        {
            return FaultKinds.None;
        }

        if (plan.MaxInARow > 0 && before.FaultsInARow >= plan.MaxInARow)
        {
            return FaultKinds.None;
        }

        var chance = SeedHash.Mix(SeedHash.Mix(key ^ (uint)plan.Seed) + (ulong)before.Times);
        if ((chance >> 11) * (1.0 / (1UL << 53)) >= plan.Rate)
        {
            return FaultKinds.None;
        }

        return Pick(plan.Kinds & Possible(request, info), SeedHash.Mix(chance));
    }

    private static FaultKinds Possible(EmulatorRequest request, EmulatorRequestInfo info)
    {
        var possible = FaultKinds.All | TokenKinds;
        if (info.Operation is not (EmulatorRoute.ListCustomers or EmulatorRoute.ListAuditRecords))
        {
            possible &= ~PageKinds;
        }
        else if (request.Header(Paging.TokenHeader) is null)
        {
            possible &= ~FaultKinds.PageFails;
        }

        if (info.Operation is not (EmulatorRoute.CreateQualification or EmulatorRoute.SetQualification))
        {
            possible &= ~FaultKinds.LostAnswer;
        }

        return info.IsApiRequest ? possible : possible & ~TokenKinds;
    }

    private static FaultKinds Pick(FaultKinds kinds, ulong chance)
    {
        var count = 0;
        for (var rest = (int)kinds; rest != 0; rest &= rest - 1)
        {
            count++;
        }

        if (count == 0)
        {
            return FaultKinds.None;
        }

        var left = (int)kinds;
        for (var skip = (int)(chance % (uint)count); skip > 0; skip--)
        {
            left &= left - 1;
        }

        return (FaultKinds)(left & -left);
    }

    // What is asked for: a page is another one with another continuation token. The request's id is not part of it, so that a run can be repeated.
    private static ulong Key(EmulatorRequest request)
    {
        var hash = Hash(14695981039346656037UL, request.Method);
        hash = Hash(hash, request.RawPath);
        hash = Hash(hash, request.RawQuery);
        return Hash(hash, request.Header(Paging.TokenHeader) ?? string.Empty);
    }

    private static ulong Hash(ulong hash, string text)
    {
        unchecked
        {
            foreach (var c in text)
            {
                hash = (hash ^ char.ToLowerInvariant(c)) * 1099511628211UL;
            }

            return (hash ^ 0xFFFF) * 1099511628211UL;
        }
    }

    private readonly struct Seen
    {
        public Seen(int times, int faultsInARow)
        {
            Times = times;
            FaultsInARow = faultsInARow;
        }

        public int Times { get; }

        public int FaultsInARow { get; }
    }
}
