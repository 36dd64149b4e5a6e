using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;
using PartnerCenter.Client.Json;

namespace PartnerCenter.Reporting;

/// <summary>
/// The data of a report, as it stands in the report itself.
/// </summary>
internal sealed class SnapshotPayload
{
    public string? Format { get; set; }

    public int Version { get; set; }

    public string? Title { get; set; }

    public DateTimeOffset? Generated { get; set; }

    public DateTimeOffset? ComparedWith { get; set; }

    public bool? Emulator { get; set; }

    public int? MissingCustomers { get; set; }

    public List<SnapshotCustomerPayload>? Missing { get; set; }

    public List<SnapshotCustomerPayload>? PartlyRead { get; set; }

    public bool? MayBeIncomplete { get; set; }

    public List<SnapshotItemPayload>? Qualifications { get; set; }

    public List<SnapshotChangePayload>? Changes { get; set; }
}

/// <summary>
/// A customer that is missing from a report, in its data.
/// </summary>
internal sealed class SnapshotCustomerPayload
{
    public string? CustomerId { get; set; }

    public string? CustomerName { get; set; }
}

/// <summary>
/// One qualification of one customer in the data of a report.
/// </summary>
internal sealed class SnapshotItemPayload
{
    public string? CustomerId { get; set; }

    public string? CustomerName { get; set; }

    public string? Domain { get; set; }

    [JsonConverter(typeof(WordConverter))]
    public string? Qualification { get; set; }

    [JsonConverter(typeof(WordConverter))]
    public string? VettingStatus
    {
        get;
        set
        {
            field = value;
            HasVettingStatus = true;
        }
    }

    /// <summary>Whether the JSON contains the property, also with the value null.</summary>
    [JsonIgnore]
    public bool HasVettingStatus { get; private set; }

    public string? VettingReason { get; set; }

    public DateTimeOffset? VettingCreatedDate { get; set; }

    public string? RawQualification { get; set; }

    public string? RawVettingStatus { get; set; }
}

/// <summary>
/// One difference from an earlier report in the data of a report.
/// </summary>
internal sealed class SnapshotChangePayload
{
    public string? Kind { get; set; }

    public SnapshotItemPayload? Before { get; set; }

    public SnapshotItemPayload? After { get; set; }
}
