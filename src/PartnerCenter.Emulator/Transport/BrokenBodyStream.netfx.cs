using System.IO;

namespace PartnerCenter.Emulator.Transport;

internal sealed partial class BrokenBodyStream
{
    private static IOException EndedEarly() => new("Unable to read data from the transport connection: The connection was closed.");
}
