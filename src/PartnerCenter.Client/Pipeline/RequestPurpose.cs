namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// The purpose of a call, if it determines who may make the call or what an error means.
/// </summary>
internal enum RequestPurpose
{
    /// <summary>An operation that app-only and app + user credentials can perform.</summary>
    Other,

    /// <summary>An operation that requires a signed-in user.</summary>
    UserOnly,

    /// <summary>Setting a qualification, which also requires a signed-in user.</summary>
    QualificationWrite,
}
