namespace PartnerCenter.Qualifications;

/// <summary>
/// The national cloud that a partner tenant belongs to. A token of one is worthless in another.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/partner-center-rest-urls">Partner Center REST URLs</see>.
/// </remarks>
public enum PartnerEnvironment
{
    /// <summary>The worldwide cloud.</summary>
    Global = 0,

    /// <summary>The United States government's cloud: its own sign-in, the same service address.</summary>
    USGovernment = 1,

    /// <summary>The cloud in China, operated by 21Vianet.</summary>
    China = 2,
}
