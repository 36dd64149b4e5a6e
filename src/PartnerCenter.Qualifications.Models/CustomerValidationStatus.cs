using System;

namespace PartnerCenter.Qualifications;

/// <summary>
/// The validation status of a customer's account.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/retrieve-validation-status">Get a customer's validation status</see>.
/// </remarks>
public sealed class CustomerValidationStatus : IFromConnection
{
    /// <summary>The customer's ID: a GUID in lower case with hyphens.</summary>
    public required string CustomerId { get; init; }

    /// <summary>The name of the customer's company, if the caller knows it.</summary>
    public string? CustomerName { get; set; }

    /// <summary>The type of validation, as the service names it, such as <c>account</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The status of the validation, as the service names it, such as <c>allowed</c>.</summary>
    public string? Status { get; init; }

    /// <summary>When the status last changed, in UTC, or null if the service didn't say.</summary>
    public DateTimeOffset? LastUpdateDateTime { get; init; }

    /// <summary>The unreadable text of <see cref="LastUpdateDateTime"/>, or null if the date could be read or is absent.</summary>
    public string? RawLastUpdateDateTime { get; init; }

    PcContext? IFromConnection.Origin { get; set; }
}
