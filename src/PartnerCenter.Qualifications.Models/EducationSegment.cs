namespace PartnerCenter.Qualifications;

/// <summary>
/// The type of educational organization for which an Education qualification is requested.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/update-customer-qualification-asynchronous">Update a customer's qualifications</see>.
/// </remarks>
public enum EducationSegment
{
    /// <summary>Primary and secondary education.</summary>
    K12 = 1,

    /// <summary>Colleges and universities.</summary>
    HigherEducation = 2,
}
