using System;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// The decision of the <see cref="ThrottleGovernor"/> about a request that is about to start.
/// </summary>
/// <param name="Kind">Whether it may start.</param>
/// <param name="Epoch">How often the partner had been throttled when the request started.</param>
/// <param name="PauseLeft">If the request may not start: how long the service asked to wait.</param>
/// <param name="Paused">How long the request waited because the partner was throttled. The wait for a slot isn't included.</param>
internal readonly record struct Admission(AdmissionKind Kind, long Epoch, TimeSpan PauseLeft = default, TimeSpan Paused = default);

/// <summary>
/// Whether a request may start.
/// </summary>
internal enum AdmissionKind
{
    /// <summary>The request has a slot, and releases it at the end.</summary>
    Granted,

    /// <summary>The customer of the request is throttled. The request must ask again after the pause.</summary>
    CustomerPaused,

    /// <summary>The partner is throttled for longer than the caller can wait.</summary>
    PartnerPaused,
}

/// <summary>
/// The reaction of the <see cref="ThrottleGovernor"/> to a throttled request.
/// </summary>
/// <param name="IsFirst">Whether this is the first report of this throttling.</param>
/// <param name="IsPartner">Whether all requests of the connection wait, or only the customer's.</param>
/// <param name="Wait">How long the requests wait.</param>
/// <param name="Limit">The maximum number of concurrent requests afterwards.</param>
internal readonly record struct ThrottleReport(bool IsFirst, bool IsPartner, TimeSpan Wait, int Limit);

/// <summary>
/// The outcome of a request, as far as it affects the request rate.
/// </summary>
internal enum AttemptOutcome
{
    /// <summary>There was no response, or the service failed.</summary>
    Failed,

    /// <summary>The service responded, possibly with an error.</summary>
    Succeeded,

    /// <summary>The service throttled the request.</summary>
    Throttled,
}
