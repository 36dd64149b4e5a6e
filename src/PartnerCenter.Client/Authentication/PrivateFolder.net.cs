using System;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

internal static partial class PrivateFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes sure that a file that is there is the user's alone.</summary>
    /// <param name="file">The file; it need not exist.</param>
    /// <param name="wasOpen">Whether others could change it until now, because of its folder.</param>
    /// <exception cref="UnauthorizedAccessException">It cannot be changed.</exception>
    public static void TightenFile(string file, bool wasOpen)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(file))
        {
            if (Tighten(file, OwnerOnly) || wasOpen)
            {
                // In a new file: somebody may have opened the old one, and would read on in it.
                WriteFile(file, File.ReadAllBytes(file));
            }
        }
    }

    /// <returns>Whether others could change the folder's files until now.</returns>
    private static bool PrepareFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return false;
        }

        // The folder first: then nobody else can exchange a file between its check and its use. An administrator makes none in a place of somebody
        // else's: as in "sudo" with the user's home, that user could not use it afterwards. Others make one wherever they may, and it is theirs.
        if (!Directory.Exists(folder) && FindParent(folder) is var parent && !MayCreateIn(GetStatus(parent).Owner, EffectiveUser()))
        {
            throw Foreign(parent);
        }

        Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        RequireOwner(folder);
        return Tighten(folder, OwnerOnly | UnixFileMode.UserExecute);
    }

    private static void CheckFile(string file)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(file))
        {
            RequireOwner(file);
            RequireOrdinary(file);
        }
    }

    private static void WriteAndMove(byte[] data, string written, string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var file = new FileStream(written, options))
        {
            file.Write(data);
        }

        File.Move(written, path, overwrite: true);
    }

    /// <returns>Whether others had rights.</returns>
    [UnsupportedOSPlatform("windows")]
    private static bool Tighten(string path, UnixFileMode mode)
    {
        var found = File.GetUnixFileMode(path);
        if (found != mode)
        {
            File.SetUnixFileMode(path, mode);
            RequirePrivate(path);
        }

        return IsOpen(found);
    }

    /// <summary>Does nothing where others have no rights. Drives of Windows and of the network may take a mode, and keep their own.</summary>
    /// <exception cref="IOException">Others have rights.</exception>
    [UnsupportedOSPlatform("windows")]
    internal static void RequirePrivate(string path)
    {
        if (IsOpen(File.GetUnixFileMode(path)))
        {
            throw new IOException(string.Format(CultureInfo.CurrentCulture, Messages.TokenCacheOpen, path));
        }
    }

    private static bool IsOpen(UnixFileMode mode) => (mode & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)) != 0;

    /// <summary>
    /// Does nothing where the folder or the file is the current user's. For an administrator, too: what somebody else prepared is not theirs.
    /// </summary>
    private static void RequireOwner(string path)
    {
        if (GetStatus(path).Owner != EffectiveUser())
        {
            throw Foreign(path);
        }
    }

    /// <summary>Whether a folder that a user makes in somebody's folder serves whom it is meant for.</summary>
    internal static bool MayCreateIn(uint owner, uint user) => user != 0 || owner == 0;

    private static IOException Foreign(string path) => new(string.Format(CultureInfo.CurrentCulture, Messages.TokenCacheForeign, path));

    // To open a named pipe waits for its other end, without end.
    private static void RequireOrdinary(string path)
    {
        const int TypeMask = 0xF000;
        const int OrdinaryFile = 0x8000;
        if ((GetStatus(path).Mode & TypeMask) != OrdinaryFile)
        {
            throw new IOException(string.Format(CultureInfo.CurrentCulture, Messages.TokenCacheNoFile, path));
        }
    }

    private static string FindParent(string folder)
    {
        var parent = Path.GetFullPath(folder);
        do
        {
            parent = Path.GetDirectoryName(parent) ?? Path.DirectorySeparatorChar.ToString();
        }
        while (!Directory.Exists(parent));
        return parent;
    }

    private static FileStatus GetStatus(string path) => ReadStatus(Encoding.UTF8.GetBytes(path + '\0'), out var status) == 0
        ? status
        : throw new IOException(string.Format(CultureInfo.CurrentCulture, Messages.TokenCacheNoStatus, path));

    // .NET has no way to ask for the owner. Its own library has, with the same layout on every system; a test holds both.
    [DllImport("libSystem.Native", EntryPoint = "SystemNative_LStat")]
    private static extern int ReadStatus(byte[] path, out FileStatus status);

    [DllImport("libc", EntryPoint = "geteuid")]
    private static extern uint EffectiveUser();

    /// <summary>The beginning of what .NET's library tells of a file, and room for the rest.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 512)]
    private readonly struct FileStatus
    {
        private readonly int _flags;

        public readonly int Mode;

        public readonly uint Owner;
    }
}
