namespace PartnerCenter.Emulator;

/// <summary>
/// How the emulator answers a write that it has performed.
/// </summary>
public enum EmulatedWriteAnswer
{
    /// <summary><c>201</c> with the created item, or <c>200</c> with the word of the synchronous endpoint.</summary>
    AsDocumented = 0,

    /// <summary><c>202</c> without a body and without <c>Location</c>.</summary>
    Accepted = 1,

    /// <summary><c>202</c> without a body, with <c>Location</c>.</summary>
    AcceptedWithLocation = 2,

    /// <summary><c>204</c>.</summary>
    NoContent = 3,

    /// <summary><c>200</c> without a body.</summary>
    EmptyOk = 4,
}
