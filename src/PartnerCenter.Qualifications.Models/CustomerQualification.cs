using System;

namespace PartnerCenter.Qualifications;

/// <summary>
/// One qualification of one customer, with its vetting status.
/// </summary>
/// <remarks>
/// A customer without qualifications is represented by one object whose <see cref="Qualification"/> is <see cref="Qualification.None"/>.
/// <see href="https://learn.microsoft.com/partner-center/developer/get-customer-qualification-asynchronous">Get a customer's qualifications</see>.
/// </remarks>
public sealed class CustomerQualification : IFromConnection
{
    /// <summary>The customer's ID: the ID of its Microsoft Entra tenant, a GUID in lower case with hyphens.</summary>
    public required string CustomerId { get; init; }

    /// <summary>The name of the customer's company, if the caller knows it. The service doesn't send it with qualifications.</summary>
    public string? CustomerName { get; set; }

    /// <summary>The customer's initial domain, if the caller knows it.</summary>
    public string? Domain { get; set; }

    /// <summary>The qualification.</summary>
    public Qualification Qualification { get; init; }

    /// <summary>The status of the vetting, or <see cref="VettingStatus.None"/> if the service sent no status.</summary>
    public VettingStatus VettingStatus { get; init; }

    /// <summary>Why the qualification was denied, as the service describes it.</summary>
    public string? VettingReason { get; init; }

    /// <summary>When the vetting started, in UTC, or null if the service didn't say.</summary>
    public DateTimeOffset? VettingCreatedDate { get; init; }

    /// <summary>How long the vetting has been in progress. Null if it isn't <see cref="VettingStatus.InReview"/> or its start is unknown.</summary>
    public TimeSpan? InReviewFor =>
        VettingStatus == VettingStatus.InReview && VettingCreatedDate is { } since ? DateTimeOffset.UtcNow - since : null;

    /// <summary>The service's own value of <see cref="Qualification"/>, or null if the customer has none.</summary>
    public string? RawQualification { get; init; }

    /// <summary>The service's own value of <see cref="VettingStatus"/>, or null if it sent none.</summary>
    public string? RawVettingStatus { get; init; }

    /// <summary>The unreadable text of <see cref="VettingCreatedDate"/>, or null if the date could be read or is absent.</summary>
    public string? RawVettingCreatedDate { get; init; }

    /// <summary>
    /// Whether the object is emulated. Not public, so that it isn't a column of exported data. In a file, the ID of an emulated customer shows it.
    /// </summary>
    internal bool IsEmulated
    {
        get => field || EmulatedCustomers.Includes(CustomerId);
        set;
    }

    PcContext? IFromConnection.Origin { get; set; }

    /// <summary>Returns the qualification and the status, such as <c>Education (InReview)</c>.</summary>
    /// <returns>The text.</returns>
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
