using System;
using System.Collections.Generic;

namespace PartnerCenter.Qualifications;

/// <summary>
/// A recorded change of a customer's qualification: who changed it, when, from what to what.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/get-a-record-of-partner-center-activity-by-user">Get a record of Partner Center
/// activity</see>.
/// </remarks>
public sealed class QualificationChange : IFromConnection
{
    /// <summary>The same as <see cref="CustomerId"/>, under the name that other modules' cmdlets take from the pipeline.</summary>
    public string? Id => CustomerId;

    /// <summary>The customer's id: a GUID in lower case with hyphens.</summary>
    public string? CustomerId { get; init; }

    /// <summary>The name of the customer's company.</summary>
    public string? CustomerName { get; init; }

    /// <summary>When the change was made, in UTC.</summary>
    public DateTimeOffset? ChangedDate { get; init; }

    /// <summary>The principal name of the user who made the change; null where an application did.</summary>
    public string? ChangedBy { get; init; }

    /// <summary>The application that made the change.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>What became of the change.</summary>
    public ChangeStatus Status { get; init; }

    /// <summary>The service's own word for <see cref="Status"/>; null where it sent none.</summary>
    public string? RawStatus { get; init; }

    /// <summary>What else the service recorded of the change, by its own names.</summary>
    public IReadOnlyDictionary<string, string?> CustomizedData { get; init; } = new Dictionary<string, string?>();

    /// <summary>The customer's qualifications before; empty for none, or where the record cannot be read.</summary>
    public IReadOnlyList<CustomerQualification> OldValue { get; init; } = [];

    /// <summary>The customer's qualifications after; empty for none, or where the record cannot be read.</summary>
    public IReadOnlyList<CustomerQualification> NewValue { get; init; } = [];

    /// <summary>The service's own record of the state before: JSON.</summary>
    public string? RawOldValue { get; init; }

    /// <summary>The service's own record of the state after: JSON.</summary>
    public string? RawNewValue { get; init; }

    /// <summary>What the service sent in place of <see cref="ChangedDate"/>; null where the date could be read, or there is none.</summary>
    public string? RawChangedDate { get; init; }

    /// <summary>The id of the audit record.</summary>
    public string? RecordId { get; init; }

    /// <summary>The correlation id of the request that made the change.</summary>
    public string? CorrelationId { get; init; }

    PcContext? IFromConnection.Origin { get; set; }
}
