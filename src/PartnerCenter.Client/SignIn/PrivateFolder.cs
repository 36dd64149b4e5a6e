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

namespace PartnerCenter.Client.SignIn;

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
            // The folder first: then nobody else can exchange a file between its check and its use.
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
            Own(folder);
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
        }

        return wasOpen;
    }

    /// <summary>Makes sure that a file that is there is the user's alone.</summary>
    /// <param name="file">The file; it need not exist.</param>
    /// <param name="wasOpen">Whether others could change it until now, because of its folder.</param>
    /// <exception cref="IOException">It is somebody else's.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be changed.</exception>
    public static void TightenFile(string file, bool wasOpen)
    {
#if !NETFRAMEWORK
        if (!OperatingSystem.IsWindows() && File.Exists(file))
        {
            Own(file);
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
        }

        return (found & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)) != 0;
    }

    // .NET does not tell the owner. To become the owner of what one owns already is allowed to everybody, of anything else only to an administrator.
    private static void Own(string path)
    {
        if (ChangeOwner(Encoding.UTF8.GetBytes(path + '\0'), EffectiveUser(), uint.MaxValue) != 0)
        {
            throw new IOException(string.Format(CultureInfo.CurrentCulture, Messages.TokenCacheForeign, path));
        }
    }

    [DllImport("libc", EntryPoint = "lchown")]
    private static extern int ChangeOwner(byte[] path, uint user, uint group);

    [DllImport("libc", EntryPoint = "geteuid")]
    private static extern uint EffectiveUser();
#endif
}
