using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PartnerCenter.Client.Json;

/// <summary>
/// The source-generated serialization context of the payloads.
/// </summary>
[JsonSourceGenerationOptions(
    AllowTrailingCommas = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    PropertyNameCaseInsensitive = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = PartnerJson.MaxDepth,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(QualificationList))]
[JsonSerializable(typeof(QualificationPayload))]
[JsonSerializable(typeof(QualificationName))]
[JsonSerializable(typeof(CustomerPayload))]
[JsonSerializable(typeof(CompanyProfilePayload))]
[JsonSerializable(typeof(PagePayload<CustomerPayload>))]
[JsonSerializable(typeof(SearchFilter))]
[JsonSerializable(typeof(QualificationRequestPayload))]
[JsonSerializable(typeof(List<PayloadItem<ValidationCodePayload>>), TypeInfoPropertyName = "ValidationCodes")]
[JsonSerializable(typeof(ValidationCodePayload))]
[JsonSerializable(typeof(ValidationStatusPayload))]
[JsonSerializable(typeof(PagePayload<AuditRecordPayload>))]
[JsonSerializable(typeof(AuditRecordPayload))]
[JsonSerializable(typeof(string))]
internal sealed partial class PartnerJsonContext : JsonSerializerContext;
