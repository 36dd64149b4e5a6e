using System;
using System.Linq;
using System.Text.Json;

namespace PartnerCenter.Emulator.Host.Control;

/// <summary>
/// What the control endpoint answers.
/// </summary>
internal static class ControlAnswers
{
    public static object Statistics(EmulatorStatistics statistics) => new
    {
        statistics.Requests,
        statistics.ApiRequests,
        statistics.TokenRequests,
        statistics.Retries,
        statistics.ThrottledAnswers,
        statistics.FaultsInjected,
        statistics.Writes,
        statistics.RequestIdConflicts,
        statistics.Concurrency,
        statistics.MaxConcurrency,
        statistics.Connections,
        Operations = Enum.GetValues<EmulatorRoute>().ToDictionary(Name, statistics.RequestsFor),
        Faults = Enum.GetValues<FaultKinds>().Where(kind => kind is not (FaultKinds.None or FaultKinds.All)).ToDictionary(Name, statistics.FaultsOf),
    };

    public static object Request(RecordedRequest request) => new
    {
        request.Ordinal,
        Operation = Name(request.Operation),
        request.CustomerId,
        request.RequestId,
        request.Method,
        request.Host,
        request.Path,
        request.Query,
        request.PathAndQuery,
        request.StatusCode,
        request.IsWritePerformed,
        request.Headers,
        request.Body,
    };

    public static object Settings(EmulatorOptions options) => new
    {
        options.Latency,
        RateLimit = new RateLimit(options.RateLimit, options.RateLimitWindow),
        TokenLifetime = options.AccessTokenLifetime,
        options.VettingDuration,
        options.UserHasMfa,
        options.EnforceMfa,
        options.RecordRequests,
        options.WrapQualifications,
        options.StrictRefreshTokenRotation,
        options.TokenError,
        options.CreatedShape,
        options.DateSpelling,
        options.WriteAnswer,
        options.DeduplicateWrites,
        options.RequestLogCapacity,
        options.DefaultPageSize,
        options.AuditPageSize,
        options.MaxEducationVerifications,
        options.ByteOrderMark,
        options.QualificationSpelling,
        options.ValidationIdsAsNumbers,
        options.AuditValuesAsObjects,
        options.ErrorCodesAsNumbers,
        options.VersionInNextLink,
        options.RetiredEndpointStatus,
        options.Faults,
    };

    public static object Customer(EmulatedCustomer customer) => new
    {
        customer.CustomerId,
        customer.CompanyName,
        customer.Domain,
        customer.RelationshipToPartner,
        customer.TaggingDenied,
        customer.NoRelationship,
        customer.AllowDelegatedAccess,
        customer.AssociatedPartnerId,
        customer.CustomDomains,
        customer.ThrottledRetryAfter,
        customer.ValidationStatus,
        Qualifications = customer.Qualifications.Select(item => new { item.Qualification, item.VettingStatus, item.VettingReason }),
    };

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
