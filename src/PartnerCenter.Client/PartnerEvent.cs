namespace PartnerCenter.Client;

/// <summary>
/// An event during a call. It never contains a token, a secret, or a body.
/// </summary>
public sealed class PartnerEvent
{
    internal PartnerEvent(PartnerEventKind kind, string message)
    {
        Kind = kind;
        Message = message;
    }

    /// <summary>The kind of event.</summary>
    public PartnerEventKind Kind { get; }

    /// <summary>A description of the event.</summary>
    public string Message { get; }

    /// <inheritdoc/>
    public override string ToString() => Message;
}
