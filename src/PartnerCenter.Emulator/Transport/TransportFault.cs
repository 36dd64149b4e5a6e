namespace PartnerCenter.Emulator.Transport;

/// <summary>
/// What happens to an answer on its way, for the adapter to bring about.
/// </summary>
internal enum TransportFault
{
    /// <summary>It arrives.</summary>
    None = 0,

    /// <summary>The connection is reset before the status line.</summary>
    ResetBeforeHeaders,

    /// <summary>Status and headers arrive, half of the body too, then the connection is reset.</summary>
    ResetMidBody,

    /// <summary>The connection is closed in order, but before as many bytes as the length header promises.</summary>
    TruncatedBody,

    /// <summary>The host's name cannot be resolved.</summary>
    NameResolutionFailure,
}
