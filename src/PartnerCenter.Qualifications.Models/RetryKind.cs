namespace PartnerCenter.Qualifications;

/// <summary>
/// Whether a failed call may succeed when it is made again.
/// </summary>
internal enum RetryKind
{
    /// <summary>It would fail again.</summary>
    None,

    /// <summary>The service or the way to it failed by itself.</summary>
    Transient,

    /// <summary>The service asks all calls to slow down.</summary>
    Throttled,

    /// <summary>The answer was cut, or is not what the service sends.</summary>
    Malformed,
}
