using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// A folder whose files only the current user can read and change. On Windows the user's local application data are that by inheritance; elsewhere owner and
/// mode of what is found are checked, and tightened where they are too wide.
/// </summary>
internal static partial class PrivateFolder
{
    /// <summary>Creates the folder, or makes sure that it is the user's alone.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="files">The files that will be in it.</param>
    /// <returns>Whether others could change the files until now.</returns>
    /// <exception cref="IOException">A link or something of somebody else is in the way.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be changed.</exception>
    public static bool Prepare(string folder, IReadOnlyList<string> files)
    {
        RefuseLink(folder);
        var wasOpen = PrepareFolder(folder);
        foreach (var file in files)
        {
            RefuseLink(file);
            if (Directory.Exists(file))
            {
                throw new IOException(string.Format(CultureInfo.CurrentCulture, Messages.TokenCacheFolder, file));
            }

            CheckFile(file);
        }

        return wasOpen;
    }

    /// <summary>Writes a file that only the owner can read, at once: whoever reads it meanwhile finds the old content or the new one.</summary>
    public static void WriteFile(string path, byte[] data)
    {
        var written = path + "." + Guid.NewGuid().ToString("N");
        try
        {
            WriteAndMove(data, written, path);
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
}
