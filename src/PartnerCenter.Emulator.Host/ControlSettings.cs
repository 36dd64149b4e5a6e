using System;
using System.Collections.Generic;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace PartnerCenter.Emulator.Host;

/// <summary>
/// What a request to the control endpoint says, understood strictly: a property that is not known is refused, so that a misspelled test does not pass.
/// </summary>
internal sealed class ControlSettings
{
    private readonly JsonElement? body;

    public ControlSettings(JsonElement? body)
    {
        if (body is { ValueKind: not JsonValueKind.Object })
        {
            throw new HostArgumentException("The body must be a JSON object.");
        }

        this.body = body;
    }

    public void ApplyTo(EmulatorOptions options) => Each((name, value) =>
    {
        switch (name)
        {
            case "latency":
                options.Latency = Time(name, value);
                break;
            case "rateLimit":
                (options.RateLimit, options.RateLimitWindow) = HostArguments.ReadLimit(name, Text(name, value));
                break;
            case "tokenLifetime":
                options.AccessTokenLifetime = Time(name, value);
                break;
            case "vettingDuration":
                options.VettingDuration = Time(name, value);
                break;
            case "userHasMfa":
                options.UserHasMfa = Switch(name, value);
                break;
            case "enforceMfa":
                options.EnforceMfa = Switch(name, value);
                break;
            case "recordRequests":
                options.RecordRequests = Switch(name, value);
                break;
            case "wrapQualifications":
                options.WrapQualifications = Switch(name, value);
                break;
            case "strictRefreshTokenRotation":
                options.StrictRefreshTokenRotation = Switch(name, value);
                break;
            case "tokenError":
                options.TokenError = Word<EmulatedTokenError>(name, value);
                break;
            case "createdShape":
                options.CreatedShape = Word<EmulatedAnswerShape>(name, value);
                break;
            case "dateSpelling":
                options.DateSpelling = Word<EmulatedDateSpelling>(name, value);
                break;
            case "auditPageSize":
                options.AuditPageSize = Number(name, value);
                break;
            case "byteOrderMark":
                options.ByteOrderMark = Switch(name, value);
                break;
            case "qualificationSpelling":
                options.QualificationSpelling = Word<EmulatedWordSpelling>(name, value);
                break;
            case "retiredEndpointStatus":
                options.RetiredEndpointStatus = value.ValueKind == JsonValueKind.Null ? null : Number(name, value);
                break;
            case "validationIdsAsNumbers":
                options.ValidationIdsAsNumbers = Switch(name, value);
                break;
            case "auditValuesAsObjects":
                options.AuditValuesAsObjects = Switch(name, value);
                break;
            case "errorCodesAsNumbers":
                options.ErrorCodesAsNumbers = Switch(name, value);
                break;
            case "versionInNextLink":
                options.VersionInNextLink = Switch(name, value);
                break;
            case "maxEducationVerifications":
                options.MaxEducationVerifications = Number(name, value);
                break;
            case "writeAnswer":
                options.WriteAnswer = Word<EmulatedWriteAnswer>(name, value);
                break;
            case "deduplicateWrites":
                options.DeduplicateWrites = Switch(name, value);
                break;
            case "requestLogCapacity":
                options.RequestLogCapacity = Number(name, value);
                break;
            case "defaultPageSize":
                options.DefaultPageSize = Number(name, value);
                break;
            default:
                throw Unknown(name);
        }
    });

    /// <summary>A plan; <see langword="null"/> where the body says nothing: no faults.</summary>
    public FaultPlan? ReadFaults()
    {
        var plan = new FaultPlan();
        var any = false;
        Each((name, value) =>
        {
            any = true;
            switch (name)
            {
                case "seed":
                    plan.Seed = Number(name, value);
                    break;
                case "rate":
                    plan.Rate = HostArguments.ReadRate(name, value.GetRawText());
                    break;
                case "kinds":
                    plan.Kinds = HostArguments.ReadKinds(name, Text(name, value));
                    break;
                case "retryAfter":
                    plan.RetryAfter = Time(name, value);
                    break;
                case "slowAnswerDelay":
                    plan.SlowAnswerDelay = Time(name, value);
                    break;
                case "maxInARow":
                    plan.MaxInARow = Number(name, value);
                    break;
                case "includeTokenRequests":
                    plan.IncludeTokenRequests = Switch(name, value);
                    break;
                case "expireTokensAt":
                    Add(name, value, plan.ExpireTokensAt);
                    break;
                case "revokeTokensAt":
                    Add(name, value, plan.RevokeTokensAt);
                    break;
                default:
                    throw Unknown(name);
            }
        });
        return any ? plan : null;
    }

    public void Respond(PartnerCenterEmulator emulator)
    {
        string? path = null;
        var status = 200;
        var text = string.Empty;
        var contentType = "application/json";
        var once = true;
        var delay = TimeSpan.Zero;
        var headers = new List<KeyValuePair<string, string>>();
        Each((name, value) =>
        {
            switch (name)
            {
                case "path":
                    path = Text(name, value);
                    break;
                case "statusCode":
                    status = Number(name, value);
                    break;
                case "body":
                    text = Text(name, value);
                    break;
                case "contentType":
                    contentType = Text(name, value);
                    break;
                case "once":
                    once = Switch(name, value);
                    break;
                case "delay":
                    delay = Time(name, value);
                    break;
                case "headers" when value.ValueKind == JsonValueKind.Object:
                    foreach (var header in value.EnumerateObject())
                    {
                        headers.Add(new KeyValuePair<string, string>(header.Name, Text(header.Name, header.Value)));
                    }

                    break;
                default:
                    throw Unknown(name);
            }
        });
        if (path is null)
        {
            throw new HostArgumentException("path is missing.");
        }

        var response = CannedResponse.Text(text, contentType, status);
        response.Delay = delay;
        headers.ForEach(response.Headers.Add);
        if (once)
        {
            emulator.RespondOnce(path, response);
        }
        else
        {
            emulator.RespondWith(path, response);
        }
    }

    /// <summary>The public part of a certificate that the application signs with.</summary>
    public X509Certificate2 ReadCertificate()
    {
        X509Certificate2? certificate = null;
        Each((name, value) =>
        {
            try
            {
                certificate = name == "pem" ? X509Certificate2.CreateFromPem(Text(name, value)) : throw Unknown(name);
            }
            catch (CryptographicException)
            {
                throw new HostArgumentException(name + " is not a certificate in PEM form.");
            }
        });
        return certificate ?? throw new HostArgumentException("pem is missing.");
    }

    public EmulatedCustomer AddCustomer(PartnerCenterEmulator emulator)
    {
        string? companyName = null;
        string? domain = null;
        string? id = null;
        Each((name, value) =>
        {
            switch (name)
            {
                case "companyName":
                    companyName = Text(name, value);
                    break;
                case "domain":
                    domain = Text(name, value);
                    break;
                case "customerId":
                    id = Text(name, value);
                    break;
                default:
                    throw Unknown(name);
            }
        });
        return companyName is null || domain is null
            ? throw new HostArgumentException("companyName and domain are needed.")
            : emulator.AddCustomer(companyName, domain, id);
    }

    public EmulatedCustomer ChangeCustomer(PartnerCenterEmulator emulator, string id)
    {
        var customer = emulator.GetCustomer(id);
        Each((name, value) =>
        {
            switch (name)
            {
                case "relationshipToPartner":
                    customer.RelationshipToPartner = Text(name, value);
                    break;
                case "taggingDenied":
                    customer.TaggingDenied = Switch(name, value);
                    break;
                case "noRelationship":
                    customer.NoRelationship = Switch(name, value);
                    break;
                case "allowDelegatedAccess":
                    customer.AllowDelegatedAccess = Switch(name, value);
                    break;
                case "associatedPartnerId":
                    customer.AssociatedPartnerId = value.ValueKind == JsonValueKind.Null ? null : Text(name, value);
                    break;
                case "customDomains" when value.ValueKind == JsonValueKind.Array:
                    customer.CustomDomains.Clear();
                    foreach (var item in value.EnumerateArray())
                    {
                        customer.CustomDomains.Add(Text(name, item));
                    }

                    break;
                case "throttledRetryAfter":
                    customer.ThrottledRetryAfter = value.ValueKind == JsonValueKind.Null ? null : Time(name, value);
                    break;
                case "validationStatus":
                    customer.ValidationStatus = Text(name, value);
                    break;
                case "qualifications" when value.ValueKind == JsonValueKind.Array:
                    var list = new List<EmulatedQualification>();
                    foreach (var item in value.EnumerateArray())
                    {
                        list.Add(Qualification(item));
                    }

                    emulator.SetQualifications(id, list.ToArray());
                    break;
                default:
                    throw Unknown(name);
            }
        });
        return customer;
    }

    private static EmulatedQualification Qualification(JsonElement item)
    {
        string? qualification = null;
        string? status = null;
        string? reason = null;
        DateTimeOffset? created = null;
        new ControlSettings(item).Each((name, value) =>
        {
            switch (name)
            {
                case "qualification":
                    qualification = Text(name, value);
                    break;
                case "vettingStatus":
                    status = Text(name, value);
                    break;
                case "vettingReason":
                    reason = Text(name, value);
                    break;
                case "vettingCreatedDate":
                    created = DateTimeOffset.TryParse(Text(name, value), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
                        ? date
                        : throw new HostArgumentException(name + " is not a date.");
                    break;
                default:
                    throw Unknown(name);
            }
        });
        return new EmulatedQualification(qualification ?? throw new HostArgumentException("qualification is missing."), status, reason, created);
    }

    private static HostArgumentException Unknown(string name) => new("'" + name + "' is not known here, or has a value that it cannot have.");

    private static string Text(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new HostArgumentException(name + " must be a string.");

    private static TimeSpan Time(string name, JsonElement value) => HostArguments.ReadTime(name, Text(name, value));

    private static bool Switch(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new HostArgumentException(name + " must be true or false."),
    };

    private static int Number(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0
            ? number
            : throw new HostArgumentException(name + " must be a whole number from 0.");

    private static T Word<T>(string name, JsonElement value)
        where T : struct, Enum =>
        Text(name, value) is [>= 'A', ..] text && Enum.TryParse<T>(text, ignoreCase: true, out var word)
            ? word
            : throw new HostArgumentException(name + " must be one of " + string.Join(", ", Enum.GetNames<T>()) + ".");

    private static void Add(string name, JsonElement value, ICollection<long> ordinals)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw new HostArgumentException(name + " must be an array of numbers.");
        }

        foreach (var item in value.EnumerateArray())
        {
            ordinals.Add(Number(name, item));
        }
    }

    private void Each(Action<string, JsonElement> read)
    {
        if (body is { } element)
        {
            foreach (var property in element.EnumerateObject())
            {
                read(property.Name, property.Value);
            }
        }
    }
}
