using System;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Emulator;

/// <summary>
/// One qualification as the emulated service has it. Its words are free text, so that a test can show values that nobody has seen yet.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/get-customer-qualification-asynchronous">Get a customer's qualifications</see>.
/// </remarks>
public sealed class EmulatedQualification
{
    /// <summary>A qualification in the service's own words.</summary>
    /// <param name="qualification">The word that goes over the wire, as it is.</param>
    /// <param name="vettingStatus">The word that goes over the wire, as it is; <see langword="null"/> to leave the property out.</param>
    /// <param name="vettingReason">Free text; <see langword="null"/> to leave the property out.</param>
    /// <param name="vettingCreatedDate">When it was requested; <see langword="null"/> to leave the property out.</param>
    /// <exception cref="ArgumentNullException"><paramref name="qualification"/> is <see langword="null"/>.</exception>
    public EmulatedQualification(string qualification, string? vettingStatus = null, string? vettingReason = null, DateTimeOffset? vettingCreatedDate = null)
    {
        Qualification = qualification ?? throw new ArgumentNullException(nameof(qualification));
        VettingStatus = vettingStatus;
        VettingReason = vettingReason;
        VettingCreatedDate = vettingCreatedDate;
    }

    /// <summary>A qualification by the enumerations' names.</summary>
    /// <param name="qualification">The qualification.</param>
    /// <param name="vettingStatus">The status; <see cref="VettingStatus.None"/> leaves the property out.</param>
    /// <param name="vettingReason">Free text; <see langword="null"/> to leave the property out.</param>
    /// <param name="vettingCreatedDate">When it was requested; <see langword="null"/> to leave the property out.</param>
    public EmulatedQualification(
        Qualification qualification,
        VettingStatus vettingStatus = PartnerCenter.Qualifications.VettingStatus.None,
        string? vettingReason = null,
        DateTimeOffset? vettingCreatedDate = null)
        : this(
            qualification.ToString(),
            vettingStatus == PartnerCenter.Qualifications.VettingStatus.None ? null : vettingStatus.ToString(),
            vettingReason,
            vettingCreatedDate)
    {
    }

    /// <summary>The service's word for the qualification.</summary>
    public string Qualification { get; }

    /// <summary>The service's word for the status; <see langword="null"/> where there is none.</summary>
    public string? VettingStatus { get; internal set; }

    /// <summary>Why it was denied; <see langword="null"/> where there is no reason.</summary>
    public string? VettingReason { get; internal set; }

    /// <summary>When it was requested; <see langword="null"/> where the service does not say.</summary>
    public DateTimeOffset? VettingCreatedDate { get; }

    /// <summary>When the vetting is decided; <see langword="null"/>: never, or it is.</summary>
    internal DateTimeOffset? DecisionDue { get; set; }

    /// <summary>The website that the request named; the decision depends on it.</summary>
    internal string? Website { get; set; }

    internal bool Is(Qualification qualification) =>
        string.Equals(Qualification.Replace("_", string.Empty), qualification.ToString(), StringComparison.OrdinalIgnoreCase);

    internal bool HasStatus(VettingStatus status) =>
        string.Equals(VettingStatus?.Replace("_", string.Empty), status.ToString(), StringComparison.OrdinalIgnoreCase);
}
