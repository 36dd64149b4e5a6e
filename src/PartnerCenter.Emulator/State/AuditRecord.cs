using System;

namespace PartnerCenter.Emulator.State;

/// <summary>
/// Who changed what, when.
/// </summary>
internal sealed class AuditRecord
{
    public Guid Id { get; set; }

    public DateTimeOffset Date { get; set; }

    public string CustomerId { get; set; } = string.Empty;

    public string CustomerName { get; set; } = string.Empty;

    /// <summary>Empty where no user did it.</summary>
    public string UserPrincipalName { get; set; } = string.Empty;

    public string ApplicationId { get; set; } = string.Empty;

    public string Status { get; set; } = "succeeded";

    public string Qualification { get; set; } = string.Empty;

    public string? OldValue { get; set; }

    public string? NewValue { get; set; }

    public string CorrelationId { get; set; } = string.Empty;
}
