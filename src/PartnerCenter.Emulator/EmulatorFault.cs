using System;

namespace PartnerCenter.Emulator;

/// <summary>
/// A fault that befalls one request.
/// </summary>
public sealed class EmulatorFault
{
    /// <summary>A fault of one kind.</summary>
    /// <param name="kind">The kind; exactly one.</param>
    /// <exception cref="ArgumentException"><paramref name="kind"/> is none, or several.</exception>
    public EmulatorFault(FaultKinds kind)
    {
        if (kind == FaultKinds.None || (kind & (kind - 1)) != 0)
        {
            throw new ArgumentException("A fault is of exactly one kind.", nameof(kind));
        }

        Kind = kind;
    }

    /// <summary>The kind; exactly one.</summary>
    public FaultKinds Kind { get; }

    /// <summary>What <c>Retry-After</c> says, for the kinds that have it; sent in whole seconds, rounded up.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How late a slow answer is, in real time.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(5);
}
