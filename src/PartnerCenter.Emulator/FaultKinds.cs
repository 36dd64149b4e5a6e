using System;

namespace PartnerCenter.Emulator;

/// <summary>
/// What can go wrong on the way to the service, in it, and on the way back.
/// </summary>
[Flags]
public enum FaultKinds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>429 with <c>Retry-After</c> in seconds.</summary>
    Throttle429Seconds = 1 << 0,

    /// <summary>429 with <c>Retry-After</c> as an HTTP date.</summary>
    Throttle429Date = 1 << 1,

    /// <summary>429 without <c>Retry-After</c>.</summary>
    Throttle429NoHeader = 1 << 2,

    /// <summary>500 with an error in the documented shape.</summary>
    Error500 = 1 << 3,

    /// <summary>502 with a gateway's HTML.</summary>
    BadGateway502Html = 1 << 4,

    /// <summary>503 with plain text.</summary>
    Unavailable503 = 1 << 5,

    /// <summary>503 with <c>Retry-After</c> in seconds.</summary>
    Unavailable503RetryAfter = 1 << 6,

    /// <summary>504 without a body.</summary>
    GatewayTimeout504 = 1 << 7,

    /// <summary>The connection is reset instead of an answer; nothing was performed.</summary>
    ResetBeforeHeaders = 1 << 8,

    /// <summary>Half of the answer's body arrives, then the connection is reset; what was asked for was performed.</summary>
    ResetMidBody = 1 << 9,

    /// <summary>The body is shorter than its length header promises, then the connection is closed; what was asked for was performed.</summary>
    TruncatedBody = 1 << 10,

    /// <summary>The answer comes late; what was asked for is performed at once.</summary>
    SlowAnswer = 1 << 11,

    /// <summary>A page whose link to the next one leads to itself. Pages only.</summary>
    PageRepeats = 1 << 12,

    /// <summary>500 instead of a page after the first. Pages only.</summary>
    PageFails = 1 << 13,

    /// <summary>What was asked for is performed, but the connection is reset instead of an answer. Writing only.</summary>
    LostAnswer = 1 << 14,

    /// <summary>The host's name cannot be resolved; behind a port, where that cannot be shown, the connection is reset.</summary>
    NameResolutionFailure = 1 << 15,

    /// <summary>401: all tokens issued so far have expired.</summary>
    TokenExpired = 1 << 16,

    /// <summary>401: all tokens issued so far have been revoked.</summary>
    TokenRevoked = 1 << 17,

    /// <summary>
    /// Every kind that replaces, delays or breaks one answer: all but <see cref="TokenExpired"/> and <see cref="TokenRevoked"/>, which hit all requests under
    /// way.
    /// </summary>
    All = (1 << 16) - 1,
}
