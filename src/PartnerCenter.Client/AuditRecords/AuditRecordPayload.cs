using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;
using PartnerCenter.Client.Json;

namespace PartnerCenter.Client;

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
