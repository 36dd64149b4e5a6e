using System.Collections.Generic;
using System.Security.Cryptography.X509Certificates;

namespace PartnerCenter.Emulator.Host;

/// <summary>
/// What the command line says.
/// </summary>
public sealed class HostArguments
{
    /// <summary>The addresses to listen on.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [];

    /// <summary>The certificate of https addresses; null for none.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Whether to speak HTTP/2 only.</summary>
    public bool Http2 { get; init; }

    /// <summary>How the emulator behaves.</summary>
    public EmulatorOptions Options { get; init; } = new();

    /// <summary>Reads a command line.</summary>
    /// <param name="args">The arguments: <c>--name value</c> or <c>--name=value</c>.</param>
    /// <returns>What they say.</returns>
    /// <exception cref="HostArgumentException">An argument is unknown, lacks its value, or has a value that it cannot have.</exception>
    public static HostArguments Parse(IReadOnlyList<string> args)
    {
        var command = new HostCommand();
        var result = command.Parse(args);
        return result.Errors.Count == 0
            ? command.Read(result)
            : throw HostCommand.CreateException(result);
    }
}
