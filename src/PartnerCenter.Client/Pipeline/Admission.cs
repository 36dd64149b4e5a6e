using System;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// The answer of the <see cref="ThrottleGovernor"/> to a request that wants to start.
/// </summary>
/// <param name="Kind">Whether it may start.</param>
/// <param name="Epoch">How often the partner had been throttled when the request started.</param>
/// <param name="PauseLeft">Where it may not start: how long the service asked to wait.</param>
/// <param name="Paused">How long the request waited because the partner was throttled, and not for a place.</param>
internal readonly record struct Admission(AdmissionKind Kind, long Epoch, TimeSpan PauseLeft = default, TimeSpan Paused = default);

/// <summary>
/// Whether a request may start.
/// </summary>
internal enum AdmissionKind
{
    /// <summary>It has a place, and gives it back.</summary>
    Granted,

    /// <summary>Its customer is throttled; it has to ask again afterwards.</summary>
    CustomerPaused,

    /// <summary>The partner is throttled for longer than the caller can wait.</summary>
    PartnerPaused,
}

/// <summary>
/// What the <see cref="ThrottleGovernor"/> makes of a throttled request.
/// </summary>
/// <param name="IsFirst">Whether this is the first report of this throttling.</param>
/// <param name="IsPartner">Whether all requests of the connection wait, or only the customer's.</param>
/// <param name="Wait">How long.</param>
/// <param name="Limit">How many requests may be under way afterwards.</param>
internal readonly record struct ThrottleReport(bool IsFirst, bool IsPartner, TimeSpan Wait, int Limit);

/// <summary>
/// What became of a request, as far as it concerns the speed.
/// </summary>
internal enum AttemptOutcome
{
    /// <summary>No answer, or the service failed by itself.</summary>
    Failed,

    /// <summary>The service answered, be it with a refusal.</summary>
    Succeeded,

    /// <summary>The service throttled the request.</summary>
    Throttled,
}
