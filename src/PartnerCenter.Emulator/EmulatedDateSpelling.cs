namespace PartnerCenter.Emulator;

/// <summary>
/// How the emulator spells the date of a vetting: the service's own documents do it in two ways.
/// </summary>
public enum EmulatedDateSpelling
{
    /// <summary>
    /// As the documents have it: <see cref="CreateDate"/> where a qualification was created, <see cref="CreatedDate"/> where qualifications are read.
    /// </summary>
    AsDocumented = 0,

    /// <summary><c>"vettingCreatedDate": "2020-12-03T10:37:38.885Z"</c> throughout.</summary>
    CreatedDate = 1,

    /// <summary><c>"vettingCreateDate": "2021-05-06T19:59:56.6832021+00:00"</c> throughout.</summary>
    CreateDate = 2,
}
