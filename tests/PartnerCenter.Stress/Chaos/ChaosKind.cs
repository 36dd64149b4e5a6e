using System;
using System.Collections.Generic;
using System.Linq;
using PartnerCenter.Emulator;

namespace PartnerCenter.Stress.Chaos;

/// <summary>
/// One way in which things go wrong, all the time.
/// </summary>
internal sealed record ChaosKind(string Key, string Name, FaultKinds Kinds)
{
    /// <summary>Which part of the answers is replaced.</summary>
    public double Rate { get; init; } = 0.2;

    /// <summary>Whether the customers are listed while it goes wrong, in many small pages.</summary>
    public bool Lists { get; init; }

    /// <summary>Whether a qualification is requested for each customer, instead of read.</summary>
    public bool Writes { get; init; }

    /// <summary>Whether answers are slower than an attempt may be.</summary>
    public bool IsSlow { get; init; }

    /// <summary>After how many faults in a row a request gets through; zero: never.</summary>
    public int MaxInARow { get; init; }

    /// <summary>How often, in the course of the run, all tokens expire, or are revoked.</summary>
    public int Expiries { get; init; }

    public int Revocations { get; init; }

    /// <summary>Whether token requests fail, too.</summary>
    public bool SignInFails { get; init; }

    /// <summary>Whether the server's name cannot be resolved now and then.</summary>
    public bool Outages { get; init; }

    /// <summary>How long it may take with 10,000 customers; null where nothing but the waits that the service asks for decides.</summary>
    public TimeSpan? Limit { get; init; }

    public static IReadOnlyList<ChaosKind> All { get; } =
    [
        new("429-seconds", "429 with seconds", FaultKinds.Throttle429Seconds),
        new("429-date", "429 with a date", FaultKinds.Throttle429Date),
        new("429-bare", "429 without the header", FaultKinds.Throttle429NoHeader),
        new("500", "500", FaultKinds.Error500),
        new("502", "502 with HTML", FaultKinds.BadGateway502Html),
        new("503", "503", FaultKinds.Unavailable503),
        new("503-wait", "503 with Retry-After", FaultKinds.Unavailable503RetryAfter),
        new("504", "504", FaultKinds.GatewayTimeout504),
        new("reset", "a reset before the headers", FaultKinds.ResetBeforeHeaders),
        new("reset-body", "a reset in the middle of the body", FaultKinds.ResetMidBody),
        new("truncated", "a truncated body", FaultKinds.TruncatedBody),
        new("slow", "an answer slower than the attempt's limit", FaultKinds.SlowAnswer) { IsSlow = true },
        new("expired", "tokens expiring in mid-run", FaultKinds.None) { Rate = 0, Expiries = 10 },
        new("revoked", "tokens revoked in mid-run", FaultKinds.None) { Rate = 0, Revocations = 10 },

        // After two failed responses in a row, MSAL fails for a minute of real time without a request. The client outlasts that, but its clock runs faster here.
        new("sign-in", "tokens revoked, and 500 instead of new ones", FaultKinds.Error500) { Revocations = 10, SignInFails = true, MaxInARow = 1 },
        new("sign-in-reset", "tokens revoked, and a reset instead of new ones", FaultKinds.ResetBeforeHeaders)
        {
            Revocations = 10,
            SignInFails = true,
            MaxInARow = 1,
        },
        new("dns", "DNS failure for a while", FaultKinds.NameResolutionFailure) { Outages = true },
        new("page-fails", "pages failing in the middle of the paging", FaultKinds.PageFails) { Lists = true },
        new("page-repeats", "pages that repeat", FaultKinds.PageRepeats) { Lists = true, MaxInARow = 1 },
        new("everything", "everything mixed", FaultKinds.All) { Lists = true, IsSlow = true, Expiries = 3, Revocations = 3, Limit = TimeSpan.FromSeconds(80) },
        new("lost-writes", "writing: lost answers", FaultKinds.LostAnswer) { Writes = true },
        new("writes", "writing: everything mixed", FaultKinds.All) { Writes = true, IsSlow = true, Expiries = 3, Revocations = 3 },
    ];

    public static ChaosKind Of(string key) => All.SingleOrDefault(kind => kind.Key == key) ?? throw new ArgumentException($"There is no kind '{key}'.");
}
