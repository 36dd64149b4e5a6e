namespace PartnerCenter.Client;

/// <summary>The kinds of <see cref="PartnerEvent"/>.</summary>
public enum PartnerEventKind
{
    /// <summary>A request received a response, or failed.</summary>
    Request,

    /// <summary>A call is retried.</summary>
    Retry,

    /// <summary>The service throttles requests, and the whole connection slows down.</summary>
    Throttled,

    /// <summary>The access token is renewed.</summary>
    Renewal,

    /// <summary>An optional value of a response couldn't be read. It's null, and the object keeps its text.</summary>
    UnreadableValue,
}
