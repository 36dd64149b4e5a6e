namespace PartnerCenter.Qualifications;

/// <summary>
/// Whether a failed call can succeed if it's repeated.
/// </summary>
internal enum RetryKind
{
    /// <summary>The call would fail again.</summary>
    None,

    /// <summary>The service or the connection to it failed temporarily.</summary>
    Transient,

    /// <summary>The service asks all calls to slow down.</summary>
    Throttled,

    /// <summary>The response was truncated, or isn't a response of the service.</summary>
    Malformed,
}
