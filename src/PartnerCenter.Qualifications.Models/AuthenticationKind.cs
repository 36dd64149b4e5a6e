namespace PartnerCenter.Qualifications;

/// <summary>
/// On whose behalf a connection calls the service. Some operations accept only one of the two.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/partner-center-authentication">Partner Center authentication</see>.
/// </remarks>
public enum AuthenticationKind
{
    /// <summary>The application itself, without a user.</summary>
    AppOnly = 0,

    /// <summary>The application on behalf of a signed-in partner user.</summary>
    AppUser = 1,
}
