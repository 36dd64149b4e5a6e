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
    private readonly EmulatorOptions options;
    private readonly AccessTokens tokens;
    private readonly PartnerState state;
    private readonly ApiErrors errors;
    private readonly CustomersEndpoint customers;
    private readonly QualificationsEndpoint qualifications;
    private readonly QualificationEndpoint qualification;
    private readonly ValidationsEndpoints validations;
    private readonly AuditRecordsEndpoint auditRecords;

    public PartnerService(EmulatorOptions options, EmulatorStatistics statistics, AccessTokens tokens, PartnerState state)
    {
        this.options = options;
        this.tokens = tokens;
        this.state = state;
        errors = new ApiErrors(options);
        var writer = new QualificationWriter(options, statistics, state, errors);
        customers = new CustomersEndpoint(options, state.Customers, errors);
        qualifications = new QualificationsEndpoint(options, state, errors, writer);
        qualification = new QualificationEndpoint(options, state, errors, writer);
        validations = new ValidationsEndpoints(options, state, errors);
        auditRecords = new AuditRecordsEndpoint(options, state, errors);
    }

    public EmulatorResponse Answer(EmulatorRequest request, ApiRoute route)
    {
        var wellFormed = ReadId(request, "MS-RequestId", out var requestId, out var requestIdText) & ReadId(request, "MS-CorrelationId", out _, out var correlationId);
        var response = wellFormed
            ? Judge(request, route, requestId, correlationId)
            : errors.BadRequest("MS-RequestId and MS-CorrelationId must be GUIDs.");
        if (options.ByteOrderMark && response.Body.Length > 0)
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

    private EmulatorResponse Judge(EmulatorRequest request, ApiRoute route, Guid requestId, string correlationId)
    {
        if (route.Operation == EmulatorRoute.Unknown)
        {
            return route.Allowed is null ? new EmulatorResponse(404) : new EmulatorResponse(405).With("Allow", route.Allowed);
        }

        var caller = Authenticate(request, out var refusal);
        if (caller is null)
        {
            return refusal!;
        }

        var response = Authorize(new ApiCall(request, caller, requestId, correlationId), route);
        if (string.Equals(request.Header("ValidateMfa"), "true", StringComparison.OrdinalIgnoreCase))
        {
            response.With("isMfaCompliant", caller.AppOnly || caller.HasMfa ? "true" : "false");
        }

        return response;
    }

    private EmulatorResponse Authorize(ApiCall call, ApiRoute route)
    {
        if (options.EnforceMfa && !call.Caller.AppOnly && !call.Caller.HasMfa)
        {
            return errors.MfaRequired();
        }

        if (call.Caller.AppOnly && NeedsUser(route.Operation))
        {
            return errors.AppOnlyNotSupported();
        }

        state.Settle();
        if (route.CustomerId is null)
        {
            return route.Operation switch
            {
                EmulatorRoute.ListCustomers => customers.List(call.Request),
                EmulatorRoute.ListValidationCodes => validations.List(),
                _ => auditRecords.List(call.Request),
            };
        }

        if (!Guid.TryParseExact(route.CustomerId, "D", out var id))
        {
            return errors.BadCustomerId(route.CustomerId);
        }

        var customer = state.Customers.Find(id);
        if (customer is null)
        {
            return errors.CustomerNotFound(route.CustomerId);
        }

        if (customer.ThrottledRetryAfter is { } wait)
        {
            return ApiErrors.Throttled((int)Math.Ceiling(wait.TotalSeconds));
        }

        if (customer.NoRelationship)
        {
            return errors.NoRelationship();
        }

        return route.Operation switch
        {
            EmulatorRoute.GetCustomer => CustomersEndpoint.Get(customer),
            EmulatorRoute.GetQualifications => qualifications.Get(customer),
            EmulatorRoute.CreateQualification => qualifications.Create(call, customer),
            EmulatorRoute.GetQualification => qualification.Get(customer),
            EmulatorRoute.SetQualification => qualification.Set(call, customer),
            EmulatorRoute.GetCustomerValidationCode => validations.UsedBy(customer),
            _ => validations.Status(call.Request, customer),
        };
    }

    private static bool NeedsUser(EmulatorRoute operation) =>
        operation is EmulatorRoute.CreateQualification or EmulatorRoute.SetQualification or EmulatorRoute.GetValidationStatus;

    private TokenFacts? Authenticate(EmulatorRequest request, out EmulatorResponse? refusal)
    {
        const string scheme = "Bearer ";
        refusal = null;
        var authorization = request.Header("Authorization");
        var facts = authorization is not null && authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            ? tokens.Read(authorization.Substring(scheme.Length))
            : null;
        if (facts is null)
        {
            refusal = errors.NoToken();
            return null;
        }

        if (facts.Audience == Cloud.RetiredAudience)
        {
            refusal = errors.RetiredAudience();
        }
        else if (!AudienceFits(facts, request.Host))
        {
            refusal = errors.WrongAudience();
        }
        else if (facts.Expires <= tokens.Now)
        {
            refusal = errors.ExpiredToken();
        }
        else if (facts.Generation != tokens.Generation)
        {
            refusal = ApiErrors.RevokedToken();
        }
        else if (!facts.TenantId.Equals(options.TenantId, StringComparison.OrdinalIgnoreCase))
        {
            refusal = errors.OtherTenant();
        }

        return refusal is null ? facts : null;
    }

    private bool AudienceFits(TokenFacts facts, string host)
    {
        if (options.Environment is { } home && home != facts.Environment)
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
