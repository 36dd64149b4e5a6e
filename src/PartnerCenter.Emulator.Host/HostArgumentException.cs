using System;

namespace PartnerCenter.Emulator.Host;

/// <summary>
/// The command line, or a request to the control endpoint, cannot be understood. The message says why, to whoever wrote it.
/// </summary>
/// <param name="message">What is wrong.</param>
public sealed class HostArgumentException(string message) : Exception(message);
