using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// The failed attempts of one call.
/// </summary>
internal sealed class RequestFailures
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
        Transient += failure.RetryKind == RetryKind.Transient ? 1 : 0;
        Malformed += failure.RetryKind == RetryKind.Malformed ? 1 : 0;
        MayHaveArrived |= failure.MayHaveArrived;
    }
}
