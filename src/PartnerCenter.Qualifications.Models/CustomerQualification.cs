using System;

namespace PartnerCenter.Qualifications;

/// <summary>
/// One qualification of one customer, with the state of its vetting.
/// </summary>
/// <remarks>
/// A customer without any is represented by one object whose <see cref="Qualification"/> is <see cref="Qualification.None"/>.
/// <see href="https://learn.microsoft.com/partner-center/developer/get-customer-qualification-asynchronous">Get a customer's qualifications</see>.
/// </remarks>
public sealed class CustomerQualification : IFromConnection
{
    /// <summary>The same as <see cref="CustomerId"/>, under the name that other modules' cmdlets take from the pipeline.</summary>
    public string Id => CustomerId;

    /// <summary>The customer's id: the id of its Microsoft Entra tenant, a GUID in lower case with hyphens.</summary>
    public required string CustomerId { get; init; }

    /// <summary>The name of the customer's company, where the caller knew it; the service does not send it with qualifications.</summary>
    public string? CustomerName { get; internal set; }

    /// <summary>The customer's initial domain, where the caller knew it.</summary>
    public string? Domain { get; internal set; }

    /// <summary>What the customer qualifies as.</summary>
    public Qualification Qualification { get; init; }

    /// <summary>How far the vetting has come; <see cref="VettingStatus.None"/> where the service gave no status.</summary>
    public VettingStatus VettingStatus { get; init; }

    /// <summary>Why the qualification was denied, in the service's words.</summary>
    public string? VettingReason { get; init; }

    /// <summary>When the vetting began, in UTC; null where the service did not say.</summary>
    public DateTimeOffset? VettingCreatedDate { get; init; }

    /// <summary>How long the vetting has been under way; null where it is not <see cref="VettingStatus.InReview"/> or its begin is unknown.</summary>
    public TimeSpan? InReviewFor =>
        VettingStatus == VettingStatus.InReview && VettingCreatedDate is { } since ? DateTimeOffset.UtcNow - since : null;

    /// <summary>The service's own word for <see cref="Qualification"/>; null where the customer has none.</summary>
    public string? RawQualification { get; init; }

    /// <summary>The service's own word for <see cref="VettingStatus"/>; null where it sent none.</summary>
    public string? RawVettingStatus { get; init; }

    /// <summary>What the service sent in place of <see cref="VettingCreatedDate"/>; null where the date could be read, or there is none.</summary>
    public string? RawVettingCreatedDate { get; init; }

    /// <summary>
    /// Whether an emulator made it up. Not public, so that it is no column of what users export: the id of an emulated customer tells it in a file, too.
    /// </summary>
    internal bool IsEmulated
    {
        get => field || EmulatedCustomers.Includes(CustomerId);
        set;
    }

    PcContext? IFromConnection.Origin { get; set; }

    /// <summary>Returns qualification and status in words, such as <c>Education (InReview)</c>.</summary>
    /// <returns>The words.</returns>
    public override string ToString()
    {
        var qualification = Qualification == Qualification.Unknown ? RawQualification ?? "Unknown" : Qualification.ToString();
        return DisplayText.Clean(VettingStatus switch
        {
            VettingStatus.None => qualification,
            VettingStatus.Unknown => $"{qualification} ({RawVettingStatus})",
            _ => $"{qualification} ({VettingStatus})",
        });
    }
}
