using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;

namespace PartnerCenter.Emulator.Host;

/// <summary>
/// What the control endpoint answers.
/// </summary>
internal static class ControlAnswers
{
    public static byte[] Statistics(EmulatorStatistics statistics) => JsonBuffer.Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("requests", statistics.Requests);
        json.WriteNumber("apiRequests", statistics.ApiRequests);
        json.WriteNumber("tokenRequests", statistics.TokenRequests);
        json.WriteNumber("retries", statistics.Retries);
        json.WriteNumber("throttledAnswers", statistics.ThrottledAnswers);
        json.WriteNumber("faultsInjected", statistics.FaultsInjected);
        json.WriteNumber("writes", statistics.Writes);
        json.WriteNumber("requestIdConflicts", statistics.RequestIdConflicts);
        json.WriteNumber("concurrency", statistics.Concurrency);
        json.WriteNumber("maxConcurrency", statistics.MaxConcurrency);
        json.WriteNumber("connections", statistics.Connections);
        json.WriteStartObject("operations");
        foreach (var operation in Enum.GetValues<EmulatorOperation>())
        {
            json.WriteNumber(Name(operation), statistics.RequestsFor(operation));
        }

        json.WriteEndObject();
        json.WriteStartObject("faults");
        foreach (var kind in Enum.GetValues<FaultKinds>())
        {
            if (kind is not (FaultKinds.None or FaultKinds.All))
            {
                json.WriteNumber(Name(kind), statistics.FaultsOf(kind));
            }
        }

        json.WriteEndObject();
        json.WriteEndObject();
    });

    public static byte[] Requests(IReadOnlyList<RecordedRequest> requests) => JsonBuffer.Write(json =>
    {
        json.WriteStartArray();
        foreach (var request in requests)
        {
            json.WriteStartObject();
            json.WriteNumber("ordinal", request.Ordinal);
            json.WriteString("operation", Name(request.Operation));
            json.WriteString("customerId", request.CustomerId);
            json.WriteString("requestId", request.RequestId);
            json.WriteString("method", request.Method);
            json.WriteString("host", request.Host);
            json.WriteString("path", request.Path);
            json.WriteString("query", request.Query);
            json.WriteString("pathAndQuery", request.PathAndQuery);
            json.WriteNumber("statusCode", request.StatusCode);
            json.WriteBoolean("isWritePerformed", request.IsWritePerformed);
            json.WriteStartObject("headers");
            foreach (var header in request.Headers)
            {
                json.WriteString(header.Key, header.Value);
            }

            json.WriteEndObject();
            json.WriteString("body", request.Body);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static byte[] Settings(EmulatorOptions options) => JsonBuffer.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("latency", Time(options.Latency));
        json.WriteString("rateLimit", options.RateLimit.ToString(CultureInfo.InvariantCulture) + (options.RateLimitWindow == TimeSpan.FromMinutes(1) ? "/m" : "/s"));
        json.WriteString("tokenLifetime", Time(options.AccessTokenLifetime));
        json.WriteString("vettingDuration", Time(options.VettingDuration));
        json.WriteBoolean("userHasMfa", options.UserHasMfa);
        json.WriteBoolean("enforceMfa", options.EnforceMfa);
        json.WriteBoolean("recordRequests", options.RecordRequests);
        json.WriteBoolean("wrapQualifications", options.WrapQualifications);
        json.WriteBoolean("strictRefreshTokenRotation", options.StrictRefreshTokenRotation);
        json.WriteString("tokenError", options.TokenError.ToString());
        json.WriteString("createdShape", options.CreatedShape.ToString());
        json.WriteString("dateSpelling", options.DateSpelling.ToString());
        json.WriteString("writeAnswer", options.WriteAnswer.ToString());
        json.WriteBoolean("deduplicateWrites", options.DeduplicateWrites);
        json.WriteNumber("requestLogCapacity", options.RequestLogCapacity);
        json.WriteNumber("defaultPageSize", options.DefaultPageSize);
        json.WriteNumber("auditPageSize", options.AuditPageSize);
        json.WriteNumber("maxEducationVerifications", options.MaxEducationVerifications);
        json.WriteBoolean("byteOrderMark", options.ByteOrderMark);
        json.WriteString("qualificationSpelling", options.QualificationSpelling.ToString());
        json.WriteBoolean("validationIdsAsNumbers", options.ValidationIdsAsNumbers);
        json.WriteBoolean("auditValuesAsObjects", options.AuditValuesAsObjects);
        json.WriteBoolean("errorCodesAsNumbers", options.ErrorCodesAsNumbers);
        json.WriteBoolean("versionInNextLink", options.VersionInNextLink);
        if (options.RetiredEndpointStatus is { } status)
        {
            json.WriteNumber("retiredEndpointStatus", status);
        }

        if (options.Faults is { } faults)
        {
            json.WriteStartObject("faults");
            json.WriteNumber("seed", faults.Seed);
            json.WriteNumber("rate", faults.Rate);
            json.WriteString("kinds", faults.Kinds.ToString());
            json.WriteString("retryAfter", Time(faults.RetryAfter));
            json.WriteString("slowAnswerDelay", Time(faults.SlowAnswerDelay));
            json.WriteNumber("maxInARow", faults.MaxInARow);
            json.WriteBoolean("includeTokenRequests", faults.IncludeTokenRequests);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    public static byte[] Customer(EmulatedCustomer customer) => JsonBuffer.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("customerId", customer.CustomerId);
        json.WriteString("companyName", customer.CompanyName);
        json.WriteString("domain", customer.Domain);
        json.WriteString("relationshipToPartner", customer.RelationshipToPartner);
        json.WriteBoolean("taggingDenied", customer.TaggingDenied);
        json.WriteBoolean("noRelationship", customer.NoRelationship);
        json.WriteBoolean("allowDelegatedAccess", customer.AllowDelegatedAccess);
        json.WriteString("associatedPartnerId", customer.AssociatedPartnerId);
        json.WriteString("throttledRetryAfter", customer.ThrottledRetryAfter is { } wait ? Time(wait) : null);
        json.WriteStartArray("qualifications");
        foreach (var qualification in customer.Qualifications)
        {
            json.WriteStartObject();
            json.WriteString("qualification", qualification.Qualification);
            json.WriteString("vettingStatus", qualification.VettingStatus);
            json.WriteString("vettingReason", qualification.VettingReason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static string Time(TimeSpan time) => time.TotalMilliseconds.ToString(CultureInfo.InvariantCulture) + "ms";
}
