namespace PartnerCenter.Emulator.Host.Control;

/// <summary>
/// The body of a request that says everything in its path.
/// </summary>
internal sealed record EmptyBody;
