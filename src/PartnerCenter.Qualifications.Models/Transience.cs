namespace PartnerCenter.Qualifications;

/// <summary>
/// Whether a failed call may succeed when it is made again.
/// </summary>
internal enum Transience
{
    /// <summary>It would fail again.</summary>
    Lasting,

    /// <summary>The service or the way to it failed by itself.</summary>
    Passing,

    /// <summary>The service asks all calls to slow down.</summary>
    Throttled,

    /// <summary>The answer was cut, or is not what the service sends.</summary>
    Unreadable,
}
