using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// The failed attempts of one call.
/// </summary>
internal sealed class RequestFailures
{
    /// <summary>The last failure.</summary>
    public PartnerCenterException Last { get; private set; } = null!;

    /// <summary>How many attempts have failed, for any reason.</summary>
    public int Count { get; private set; }

    /// <summary>How many attempts have failed because the connection was lost or the service failed.</summary>
    public int Transient { get; private set; }

    /// <summary>How many responses couldn't be read.</summary>
    public int Malformed { get; private set; }

    /// <summary>Whether an attempt might have reached the service although its response was lost.</summary>
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
