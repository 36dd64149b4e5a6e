using System;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// The qualification to request for a customer, with the data that the service requires.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/update-customer-qualification-asynchronous">Update a customer's qualifications</see>.
/// </remarks>
public sealed class QualificationRequest
{
    private QualificationRequest(Qualification qualification) => Qualification = qualification;

    /// <summary>The qualification.</summary>
    public Qualification Qualification { get; }

    /// <summary>The type of educational organization. Only for Education.</summary>
    public EducationSegment? EducationSegment { get; private init; }

    /// <summary>The organization's website. Only for Education.</summary>
    public string? Website { get; private init; }

    /// <summary>The partner's validation code. Only for Government Community Cloud.</summary>
    public string? ValidationCode { get; private init; }

    /// <summary>Requests Education. The vetting takes days.</summary>
    /// <param name="segment">The type of educational organization.</param>
    /// <param name="website">The organization's website, which helps the vetting.</param>
    /// <returns>The request.</returns>
    public static QualificationRequest Education(EducationSegment segment, string? website = null) =>
        new(Qualification.Education) { EducationSegment = segment, Website = website };

    /// <summary>Requests Government Community Cloud, which requires a validation code with remaining creates.</summary>
    /// <param name="validationCode">The code.</param>
    /// <returns>The request.</returns>
    /// <exception cref="ArgumentNullException">The code is null.</exception>
    public static QualificationRequest GovernmentCommunityCloud(string validationCode) =>
        new(Qualification.GovernmentCommunityCloud) { ValidationCode = validationCode ?? throw new ArgumentNullException(nameof(validationCode)) };

    /// <summary>Requests State Owned Entity, which isn't vetted and can be combined with another qualification.</summary>
    /// <returns>The request.</returns>
    public static QualificationRequest StateOwnedEntity() => new(Qualification.StateOwnedEntity);
}
