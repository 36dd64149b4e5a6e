using System;
using PartnerCenter.Emulator.Entra;
using PartnerCenter.Emulator.State;
using PartnerCenter.Emulator.Transport;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Emulator.Api;

/// <summary>
/// The Partner Center API: who may call, which customer is meant, and the endpoint that answers.
/// </summary>
internal sealed class PartnerService
{
    private readonly EmulatorOptions _options;
    private readonly AccessTokens _tokens;
    private readonly PartnerState _state;
    private readonly ApiErrors _errors;

    public PartnerService(EmulatorOptions options, EmulatorStatistics statistics, AccessTokens tokens, PartnerState state)
    {
        _options = options;
        _tokens = tokens;
        _state = state;
        _errors = new ApiErrors(options);
        var writer = new QualificationWriter(options, statistics, state, _errors);
        new CustomersEndpoint(options, state.Customers, _errors).Map(Routes);
        new QualificationsEndpoint(options, state, _errors, writer).Map(Routes);
        new QualificationEndpoint(options, state, _errors, writer).Map(Routes);
        new ValidationsEndpoints(options, state, _errors).Map(Routes);
        new AuditRecordsEndpoint(options, state, _errors).Map(Routes);
    }

    public ApiRoutes Routes { get; } = new();

    public EmulatorResponse Answer(EmulatorRequest request, ApiMatch match)
    {
        var wellFormed = ReadId(request, "MS-RequestId", out var requestId, out var requestIdText)
            & ReadId(request, "MS-CorrelationId", out _, out var correlationId);
        var response = wellFormed
            ? Judge(request, match, requestId, correlationId)
            : _errors.BadRequest("MS-RequestId and MS-CorrelationId must be GUIDs.");
        if (_options.ByteOrderMark && response.Body.Length > 0)
        {
            response.Body = WithByteOrderMark(response.Body);
        }

        return response
            .With("MS-CV", CorrelationVector(request.Header("MS-CV")))
            .With("MS-RequestId", requestIdText)
            .With("MS-CorrelationId", correlationId)
            .With("MS-ServerId", "1010202");
    }

    private static byte[] WithByteOrderMark(byte[] body)
    {
        var marked = new byte[body.Length + 3];
        marked[0] = 0xEF;
        marked[1] = 0xBB;
        marked[2] = 0xBF;
        body.CopyTo(marked, 3);
        return marked;
    }

    // A vector that was sent is extended; where there is none, one is begun.
    private static string CorrelationVector(string? sent) =>
        (string.IsNullOrEmpty(sent) ? Convert.ToBase64String(Guid.NewGuid().ToByteArray()).TrimEnd('=') : sent) + ".0";

    // An id that was sent is echoed as it was written; where there is none, or none that is one, the service makes one up.
    private static bool ReadId(EmulatorRequest request, string header, out Guid id, out string text)
    {
        var sent = request.Header(header);
        if (Guid.TryParse(sent, out id))
        {
            text = sent!;
            return true;
        }

        text = Guid.NewGuid().ToString("D");
        return sent is null;
    }

    private EmulatorResponse Judge(EmulatorRequest request, ApiMatch match, Guid requestId, string correlationId)
    {
        if (match.Route is not { } route)
        {
            return match.Allowed is null ? new EmulatorResponse(404) : new EmulatorResponse(405).With("Allow", match.Allowed);
        }

        var caller = Authenticate(request, out var refusal);
        if (caller is null)
        {
            return refusal!;
        }

        var response = Authorize(new ApiCall(request, caller, requestId, correlationId), route, match.CustomerId);
        if (string.Equals(request.Header("ValidateMfa"), "true", StringComparison.OrdinalIgnoreCase))
        {
            response.With("isMfaCompliant", caller.AppOnly || caller.HasMfa ? "true" : "false");
        }

        return response;
    }

    private EmulatorResponse Authorize(ApiCall call, ApiRoute route, string? customerId)
    {
        if (_options.EnforceMfa && !call.Caller.AppOnly && !call.Caller.HasMfa)
        {
            return _errors.MfaRequired();
        }

        if (call.Caller.AppOnly && route.NeedsUser)
        {
            return _errors.AppOnlyNotSupported();
        }

        _state.Settle();
        if (customerId is not null)
        {
            if (FindCustomer(customerId, out var refusal) is not { } customer)
            {
                return refusal!;
            }

            call.Customer = customer;
        }

        return route.Respond(call);
    }

    private EmulatedCustomer? FindCustomer(string customerId, out EmulatorResponse? refusal)
    {
        if (!Guid.TryParseExact(customerId, "D", out var id))
        {
            refusal = _errors.BadCustomerId(customerId);
            return null;
        }

        var customer = _state.Customers.Find(id);
        refusal = customer switch
        {
            null => _errors.CustomerNotFound(customerId),
            { ThrottledRetryAfter: { } wait } => ApiErrors.Throttled((int)Math.Ceiling(wait.TotalSeconds)),
            { NoRelationship: true } => _errors.NoRelationship(),
            _ => null,
        };
        return refusal is null ? customer : null;
    }

    private TokenFacts? Authenticate(EmulatorRequest request, out EmulatorResponse? refusal)
    {
        const string Scheme = "Bearer ";
        refusal = null;
        var authorization = request.Header("Authorization");
        var facts = authorization is not null && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? _tokens.Read(authorization.Substring(Scheme.Length))
            : null;
        if (facts is null)
        {
            refusal = _errors.NoToken();
            return null;
        }

        if (facts.Audience == Cloud.RetiredAudience)
        {
            refusal = _errors.RetiredAudience();
        }
        else if (!AudienceFits(facts, request.Host))
        {
            refusal = _errors.WrongAudience();
        }
        else if (facts.Expires <= _tokens.Now)
        {
            refusal = _errors.ExpiredToken();
        }
        else if (facts.Generation != _tokens.Generation)
        {
            refusal = ApiErrors.RevokedToken();
        }
        else if (!facts.TenantId.Equals(_options.TenantId, StringComparison.OrdinalIgnoreCase))
        {
            refusal = _errors.OtherTenant();
        }

        return refusal is null ? facts : null;
    }

    private bool AudienceFits(TokenFacts facts, string host)
    {
        if (_options.Environment is { } home && home != facts.Environment)
        {
            return false;
        }

        if (host.Equals(Cloud.China.ApiHost, StringComparison.OrdinalIgnoreCase))
        {
            return facts.Audience == Cloud.China.Audience && facts.Environment == PartnerEnvironment.China;
        }

        if (host.Equals(Cloud.Global.ApiHost, StringComparison.OrdinalIgnoreCase))
        {
            return facts.Audience == Cloud.Global.Audience && facts.Environment != PartnerEnvironment.China;
        }

        // Under another name (loopback, a proxy) the emulator stands for whichever cloud the token was made for.
        return facts.Audience == Cloud.Of(facts.Environment).Audience;
    }
}
