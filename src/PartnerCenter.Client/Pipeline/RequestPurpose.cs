namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// What a call is for, where that decides who may make it or what an error means.
/// </summary>
internal enum RequestPurpose
{
    /// <summary>Anything that both app-only and app + user credentials may do.</summary>
    Other,

    /// <summary>An operation that needs a signed-in user.</summary>
    UserOnly,

    /// <summary>Setting a qualification; needs a signed-in user, too.</summary>
    QualificationWrite,
}
