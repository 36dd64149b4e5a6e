using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace PartnerCenter.Client.Json;

/// <summary>
/// The body of a request for a qualification.
/// </summary>
internal sealed class QualificationRequestPayload
{
    public required string Qualification { get; init; }

    public string? EducationSegment { get; init; }

    public string? Website { get; init; }

    public string? ValidationCode { get; init; }
}

/// <summary>
/// A validation code as the service sends it.
/// </summary>
internal sealed class ValidationCodePayload
{
    [JsonConverter(typeof(TextConverter))]
    public string? PartnerId { get; set; }

    [JsonConverter(typeof(TextConverter))]
    public string? OrganizationName { get; set; }

    [JsonConverter(typeof(IdConverter))]
    public string? ValidationId { get; set; }

    [JsonConverter(typeof(CountConverter))]
    public Lenient<int> MaxCreates { get; set; }

    [JsonConverter(typeof(CountConverter))]
    public Lenient<int> RemainingCreates { get; set; }

    [JsonConverter(typeof(TextConverter))]
    public string? ETag { get; set; }
}

/// <summary>
/// A customer's validation status as the service sends it.
/// </summary>
internal sealed class ValidationStatusPayload
{
    [JsonConverter(typeof(TextConverter))]
    public string? Type { get; set; }

    [JsonConverter(typeof(TextConverter))]
    public string? Status { get; set; }

    [JsonConverter(typeof(DateConverter))]
    public Lenient<DateTimeOffset> LastUpdateDateTime { get; set; }
}

/// <summary>
/// An audit record as the service sends it.
/// </summary>
internal sealed class AuditRecordPayload
{
    [JsonConverter(typeof(IdConverter))]
    public string? Id { get; set; }

    [JsonConverter(typeof(IdConverter))]
    public string? CustomerId { get; set; }

    [JsonConverter(typeof(TextConverter))]
    public string? CustomerName { get; set; }

    [JsonConverter(typeof(TextConverter))]
    public string? UserPrincipalName { get; set; }

    [JsonConverter(typeof(TextConverter))]
    public string? ApplicationId { get; set; }

    [JsonConverter(typeof(TextConverter))]
    public string? ResourceType { get; set; }

    [JsonConverter(typeof(TextConverter))]
    public string? OperationType { get; set; }

    [JsonConverter(typeof(DateConverter))]
    public Lenient<DateTimeOffset> OperationDate { get; set; }

    [JsonConverter(typeof(TextConverter))]
    public string? OperationStatus { get; set; }

    [JsonConverter(typeof(TextConverter))]
    public string? ResourceOldValue { get; set; }

    [JsonConverter(typeof(TextConverter))]
    public string? ResourceNewValue { get; set; }

    [JsonConverter(typeof(TextConverter))]
    public string? OriginalCorrelationId { get; set; }

    [JsonConverter(typeof(PairsConverter))]
    public Dictionary<string, string?>? CustomizedData { get; set; }
}
