namespace PartnerCenter.Client;

/// <summary>
/// The body of a request for a qualification.
/// </summary>
internal sealed class QualificationRequestPayload
{
    public required string Qualification { get; init; }

    public string? EducationSegment { get; init; }

    public string? Website { get; init; }

    public string? ValidationCode { get; init; }
}
