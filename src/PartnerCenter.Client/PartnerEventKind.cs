namespace PartnerCenter.Client;

/// <summary>The kinds of <see cref="PartnerEvent"/>.</summary>
public enum PartnerEventKind
{
    /// <summary>A request was answered, or failed.</summary>
    Request,

    /// <summary>A call is tried again.</summary>
    Retry,

    /// <summary>The service throttles; the whole connection slows down.</summary>
    Throttled,

    /// <summary>The access token is renewed.</summary>
    Renewal,

    /// <summary>An optional value of an answer could not be read; it is null, and the object keeps its text.</summary>
    UnreadableValue,
}
