namespace PartnerCenter.Client;

/// <summary>
/// Something that happened on the way to an answer. It never holds a token, a secret or a body.
/// </summary>
public sealed class PartnerEvent
{
    internal PartnerEvent(PartnerEventKind kind, string message)
    {
        Kind = kind;
        Message = message;
    }

    /// <summary>What happened.</summary>
    public PartnerEventKind Kind { get; }

    /// <summary>What happened, as a sentence.</summary>
    public string Message { get; }

    /// <inheritdoc/>
    public override string ToString() => Message;
}
