using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
#if !NETFRAMEWORK
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
#endif
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// A folder whose files only the current user can read and change. On Windows the user's local application data are that by inheritance; elsewhere owner and
/// mode of what is found are checked, and tightened where they are too wide.
/// </summary>
internal static class PrivateFolder
{
    /// <summary>Creates the folder, or makes sure that it is the user's alone.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="files">The files that will be in it.</param>
    /// <returns>Whether others could change the files until now.</returns>
    /// <exception cref="IOException">A link or something of somebody else is in the way.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be changed.</exception>
    public static bool Prepare(string folder, IReadOnlyList<string> files)
    {
        var wasOpen = false;
        RefuseLink(folder);
#if NETFRAMEWORK
        Directory.CreateDirectory(folder);
#else
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            // The folder first: then nobody else can exchange a file between its check and its use. An administrator makes none in a place of somebody
            // else's: as in "sudo" with the user's home, that user could not use it afterwards. Others make one wherever they may, and it is theirs.
            if (!Directory.Exists(folder) && FindParent(folder) is var parent && !MayCreateIn(GetStatus(parent).Owner, EffectiveUser()))
            {
                throw Foreign(parent);
            }

            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
            RequireOwner(folder);
            wasOpen = Tighten(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
#endif
        foreach (var file in files)
        {
            RefuseLink(file);
            if (Directory.Exists(file))
            {
                throw new IOException(string.Format(CultureInfo.CurrentCulture, Messages.TokenCacheFolder, file));
            }
#if !NETFRAMEWORK

            if (!OperatingSystem.IsWindows() && File.Exists(file))
            {
                RequireOwner(file);
                RequireOrdinary(file);
            }
#endif
        }

        return wasOpen;
    }

    /// <summary>Makes sure that a file that is there is the user's alone.</summary>
    /// <param name="file">The file; it need not exist.</param>
    /// <param name="wasOpen">Whether others could change it until now, because of its folder.</param>
    /// <exception cref="UnauthorizedAccessException">It cannot be changed.</exception>
    public static void TightenFile(string file, bool wasOpen)
    {
#if !NETFRAMEWORK
        if (!OperatingSystem.IsWindows() && File.Exists(file))
        {
            if (Tighten(file, OwnerOnly) || wasOpen)
            {
                // In a new file: somebody may have opened the old one, and would read on in it.
                WriteFile(file, File.ReadAllBytes(file));
            }
        }
#endif
    }

    /// <summary>Writes a file that only the owner can read, at once: whoever reads it meanwhile finds the old content or the new one.</summary>
    public static void WriteFile(string path, byte[] data)
    {
        var written = path + "." + Guid.NewGuid().ToString("N");
        try
        {
#if NETFRAMEWORK
            File.WriteAllBytes(written, data);
            if (File.Exists(path))
            {
                File.Replace(written, path, null);
            }
            else
            {
                File.Move(written, path);
            }
#else
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
#endif
        }
        catch
        {
            File.Delete(written);
            throw;
        }
    }

    private static void RefuseLink(string path)
    {
        FileSystemInfo found = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);

        // A link that leads nowhere does not exist, and still has attributes.
        if ((int)found.Attributes != -1 && found.Attributes.HasFlag(FileAttributes.ReparsePoint))
        {
            throw new IOException(string.Format(CultureInfo.CurrentCulture, Messages.TokenCacheLink, path));
        }
    }

#if !NETFRAMEWORK
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

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

    /// <summary>Does nothing where the folder or the file is the current user's. For an administrator, too: what somebody else prepared is not theirs.</summary>
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
#endif
}
