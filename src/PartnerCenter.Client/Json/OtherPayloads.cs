using System;
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
    [JsonConverter(typeof(WordConverter))]
    public string? PartnerId { get; set; }

    public string? OrganizationName { get; set; }

    [JsonConverter(typeof(WordConverter))]
    public string? ValidationId { get; set; }

    public int? MaxCreates { get; set; }

    public int? RemainingCreates { get; set; }

    public string? ETag { get; set; }
}

/// <summary>
/// A customer's validation status as the service sends it.
/// </summary>
internal sealed class ValidationStatusPayload
{
    [JsonConverter(typeof(WordConverter))]
    public string? Type { get; set; }

    [JsonConverter(typeof(WordConverter))]
    public string? Status { get; set; }

    [JsonConverter(typeof(UtcDateConverter))]
    public DateTimeOffset? LastUpdateDateTime { get; set; }
}

/// <summary>
/// An audit record as the service sends it.
/// </summary>
internal sealed class AuditRecordPayload
{
    public string? Id { get; set; }

    public string? CustomerId { get; set; }

    public string? CustomerName { get; set; }

    public string? UserPrincipalName { get; set; }

    public string? ApplicationId { get; set; }

    public string? ResourceType { get; set; }

    [JsonConverter(typeof(WordConverter))]
    public string? OperationType { get; set; }

    [JsonConverter(typeof(UtcDateConverter))]
    public DateTimeOffset? OperationDate { get; set; }

    [JsonConverter(typeof(WordConverter))]
    public string? OperationStatus { get; set; }

    public string? ResourceOldValue { get; set; }

    public string? ResourceNewValue { get; set; }

    public string? OriginalCorrelationId { get; set; }
}
