namespace PartnerCenter.Qualifications;

/// <summary>
/// The national cloud of a partner tenant. A token of one cloud isn't valid in another.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/partner-center-rest-urls">Partner Center REST URLs</see>.
/// </remarks>
public enum PartnerEnvironment
{
    /// <summary>The global cloud.</summary>
    Global = 0,

    /// <summary>The cloud of the United States government. It has its own sign-in, and the same service address.</summary>
    USGovernment = 1,

    /// <summary>The cloud in China, operated by 21Vianet.</summary>
    China = 2,
}
