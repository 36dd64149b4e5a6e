using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PartnerCenter.Reporting;

/// <summary>
/// The data of a report, with the code that reads and writes them generated at build time. People edit such files: comments and trailing commas are read.
/// </summary>
[JsonSourceGenerationOptions(
    AllowTrailingCommas = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    PropertyNameCaseInsensitive = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(SnapshotPayload))]
[JsonSerializable(typeof(List<SnapshotItemPayload>))]
internal sealed partial class SnapshotJsonContext : JsonSerializerContext;
