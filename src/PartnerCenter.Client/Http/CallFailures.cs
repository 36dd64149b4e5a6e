using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Http;

/// <summary>
/// The failed attempts of one call.
/// </summary>
internal sealed class CallFailures
{
    /// <summary>The last failure.</summary>
    public PartnerCenterException Last { get; private set; } = null!;

    /// <summary>How many attempts have failed, for whatever reason.</summary>
    public int Count { get; private set; }

    /// <summary>How many attempts have failed because the connection broke or the service failed by itself.</summary>
    public int Transient { get; private set; }

    /// <summary>How many answers could not be read.</summary>
    public int Malformed { get; private set; }

    /// <summary>Whether an attempt may have reached the service although its answer was lost.</summary>
    public bool MayHaveArrived { get; private set; }

    public void Add(PartnerCenterException failure)
    {
        Last = failure;
        Count++;
        Transient += failure.Transience == Transience.Passing ? 1 : 0;
        Malformed += failure.Transience == Transience.Unreadable ? 1 : 0;
        MayHaveArrived |= failure.MayHaveArrived;
    }
}
