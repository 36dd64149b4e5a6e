using System;

namespace PartnerCenter.Qualifications;

/// <summary>
/// How far the validation of a customer's account has come.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/retrieve-validation-status">Get a customer's validation status</see>.
/// </remarks>
public sealed class CustomerValidationStatus : IFromConnection
{
    /// <summary>The same as <see cref="CustomerId"/>, under the name that other modules' cmdlets take from the pipeline.</summary>
    public string Id => CustomerId;

    /// <summary>The customer's id: a GUID in lower case with hyphens.</summary>
    public required string CustomerId { get; init; }

    /// <summary>The name of the customer's company, where the caller knew it.</summary>
    public string? CustomerName { get; internal set; }

    /// <summary>What is validated, in the service's word, such as <c>account</c>.</summary>
    public string? Type { get; init; }

    /// <summary>How far the validation has come, in the service's word, such as <c>allowed</c>.</summary>
    public string? Status { get; init; }

    /// <summary>When the status last changed, in UTC; null where the service did not say.</summary>
    public DateTimeOffset? LastUpdateDateTime { get; init; }

    /// <summary>What the service sent in place of <see cref="LastUpdateDateTime"/>; null where the date could be read, or there is none.</summary>
    public string? RawLastUpdateDateTime { get; init; }

    PcContext? IFromConnection.Origin { get; set; }
}
