namespace PartnerCenter.Qualifications;

/// <summary>
/// The outcome of a recorded change.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/auditing-resources#operationstatus">Operation status</see>.
/// </remarks>
public enum ChangeStatus
{
    /// <summary>A value that this version of the module doesn't know.</summary>
    Unknown = -1,

    /// <summary>The change was made.</summary>
    Succeeded = 0,

    /// <summary>The change was rejected or failed.</summary>
    Failed = 1,

    /// <summary>The change is in progress.</summary>
    Progress = 2,

    /// <summary>The change was declined.</summary>
    Decline = 3,
}
