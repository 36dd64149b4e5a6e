namespace PartnerCenter.Qualifications;

/// <summary>
/// How long <c>Connect-PcAccount</c> keeps a user's sign-in.
/// </summary>
public enum TokenCacheMode
{
    /// <summary>In memory, until the process or the connection ends.</summary>
    Process = 0,

    /// <summary>Encrypted on disk for the current user of this machine, until <c>Disconnect-PcAccount</c>.</summary>
    CurrentUser = 1,
}
