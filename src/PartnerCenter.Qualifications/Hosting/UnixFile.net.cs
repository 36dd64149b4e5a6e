using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace PartnerCenter.Qualifications.Report;

/// <summary>
/// Opens files on Linux and macOS without following a symbolic link, which .NET cannot do: between a check and the opening, somebody with access to the
/// folder could put a link in the place of the file.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static class UnixFile
{
    private const int ReadOnly = 0;
    private const int WriteOnly = 1;

    // A pipe without a reader is an error then, and no reason to wait. A file is not affected.
    private static readonly int NonBlocking = OperatingSystem.IsLinux() ? 0x800 : 0x4;

    private static readonly int CloseOnExecute = OperatingSystem.IsLinux() ? 0x8_0000 : 0x100_0000;

    // The only one of these numbers that Linux has per processor.
    private static readonly int NoFollow = !OperatingSystem.IsLinux() ? 0x100
        : RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Armv6 or Architecture.Arm64 or Architecture.Ppc64le ? 0x8000
        : 0x2_0000;

    /// <exception cref="IOException">There is no file, or a link, or it cannot be opened.</exception>
    public static SafeFileHandle OpenForReading(string path) => Open(path, ReadOnly);

    /// <exception cref="IOException">There is no file, or a link, or it cannot be opened.</exception>
    public static SafeFileHandle OpenForWriting(string path) => Open(path, WriteOnly);

    private static SafeFileHandle Open(string path, int access)
    {
        var descriptor = Open(Encoding.UTF8.GetBytes(path + '\0'), access | NonBlocking | CloseOnExecute | NoFollow);
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new IOException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()) + ".");
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);
}
