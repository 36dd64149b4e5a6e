using System;
using System.Collections.Generic;

namespace PartnerCenter.Qualifications;

/// <summary>
/// A recorded change of a customer's qualification: who changed it, when, and from which value to which.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/get-a-record-of-partner-center-activity-by-user">Get a record of Partner Center
/// activity</see>.
/// </remarks>
public sealed class QualificationChange : IFromConnection
{
    /// <summary>The customer's ID: a GUID in lower case with hyphens.</summary>
    public string? CustomerId { get; init; }

    /// <summary>The name of the customer's company.</summary>
    public string? CustomerName { get; init; }

    /// <summary>When the change was made, in UTC.</summary>
    public DateTimeOffset? ChangedDate { get; init; }

    /// <summary>The principal name of the user who made the change, or null if an application made it.</summary>
    public string? ChangedBy { get; init; }

    /// <summary>The application that made the change.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>The outcome of the change.</summary>
    public ChangeStatus Status { get; init; }

    /// <summary>The service's own value of <see cref="Status"/>, or null if it sent none.</summary>
    public string? RawStatus { get; init; }

    /// <summary>Additional data that the service recorded about the change, with the service's names.</summary>
    public IReadOnlyDictionary<string, string?> CustomizedData { get; init; } = new Dictionary<string, string?>();

    /// <summary>The customer's qualifications before the change. Empty if there were none, or if the record can't be read.</summary>
    public IReadOnlyList<CustomerQualification> OldValue { get; init; } = [];

    /// <summary>The customer's qualifications after the change. Empty if there are none, or if the record can't be read.</summary>
    public IReadOnlyList<CustomerQualification> NewValue { get; init; } = [];

    /// <summary>The service's own record of the state before: JSON.</summary>
    public string? RawOldValue { get; init; }

    /// <summary>The service's own record of the state after: JSON.</summary>
    public string? RawNewValue { get; init; }

    /// <summary>The unreadable text of <see cref="ChangedDate"/>, or null if the date could be read or is absent.</summary>
    public string? RawChangedDate { get; init; }

    /// <summary>The ID of the audit record.</summary>
    public string? RecordId { get; init; }

    /// <summary>The correlation ID of the request that made the change.</summary>
    public string? CorrelationId { get; init; }

    PcContext? IFromConnection.Origin { get; set; }
}
