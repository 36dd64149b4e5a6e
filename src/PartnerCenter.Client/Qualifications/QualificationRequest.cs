using System;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// What qualification to request for a customer, with what the service wants to know for it.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/update-customer-qualification-asynchronous">Update a customer's qualifications</see>.
/// </remarks>
public sealed class QualificationRequest
{
    private QualificationRequest(Qualification qualification) => Qualification = qualification;

    /// <summary>The qualification.</summary>
    public Qualification Qualification { get; }

    /// <summary>The kind of educational organization; only with Education.</summary>
    public EducationSegment? EducationSegment { get; private init; }

    /// <summary>The organization's website; only with Education.</summary>
    public string? Website { get; private init; }

    /// <summary>The partner's validation code; only with Government Community Cloud.</summary>
    public string? ValidationCode { get; private init; }

    /// <summary>Education: vetted for days.</summary>
    /// <param name="segment">The kind of educational organization.</param>
    /// <param name="website">The organization's website, which helps the vetting.</param>
    /// <returns>The request.</returns>
    public static QualificationRequest Education(EducationSegment segment, string? website = null) =>
        new(Qualification.Education) { EducationSegment = segment, Website = website };

    /// <summary>Government Community Cloud: needs a validation code with creates left.</summary>
    /// <param name="validationCode">The code.</param>
    /// <returns>The request.</returns>
    /// <exception cref="ArgumentNullException">There is no code.</exception>
    public static QualificationRequest GovernmentCommunityCloud(string validationCode) =>
        new(Qualification.GovernmentCommunityCloud) { ValidationCode = validationCode ?? throw new ArgumentNullException(nameof(validationCode)) };

    /// <summary>State Owned Entity: not vetted, and beside another qualification.</summary>
    /// <returns>The request.</returns>
    public static QualificationRequest StateOwnedEntity() => new(Qualification.StateOwnedEntity);
}
