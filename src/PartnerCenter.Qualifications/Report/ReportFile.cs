using System;
using System.Globalization;
using System.IO;

namespace PartnerCenter.Qualifications.Report;

/// <summary>
/// The file of a report. It is written beside its place first, so that nobody ever sees half of one, and an earlier one stays until the new one is complete.
/// </summary>
/// <remarks>
/// The new file has the permissions of the one that it replaces: the mode on Linux and macOS, the access control list on Windows. It belongs to the user
/// who writes it.
/// </remarks>
internal sealed class ReportFile(string path, bool force, bool noClobber)
{
    public string Path { get; } = path;

    /// <summary>Refuses what would fail in the end, before the work begins.</summary>
    /// <exception cref="PartnerCenterException">The file cannot be written there, or must not.</exception>
    public void Check()
    {
        var folder = System.IO.Path.GetDirectoryName(Path);
        if (Directory.Exists(Path))
        {
            throw Invalid(Messages.ReportIsFolder, Path, Messages.ReportPathAction);
        }

        if (!Directory.Exists(folder))
        {
            throw Invalid(Messages.ReportNoFolder, folder ?? Path, Messages.ReportPathAction);
        }

        if (IsLink())
        {
            // Whose permissions count, and which of the two is to be replaced, only the user knows.
            throw Invalid(Messages.ReportIsLink, Path, Messages.ReportIsLinkAction);
        }

        if (!File.Exists(Path))
        {
            return;
        }

        if (noClobber)
        {
            throw Invalid(Messages.ReportExists, Path, Messages.ReportExistsAction);
        }

        if (!force && (File.GetAttributes(Path) & FileAttributes.ReadOnly) != 0)
        {
            throw Invalid(Messages.ReportReadOnly, Path, Messages.ReportReadOnlyAction);
        }
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="PartnerCenterException">It could not be written; an earlier one is as it was.</exception>
    public void Write(Action<Stream> write)
    {
        Check();
        var draft = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, $".{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = Create(draft))
            {
                write(stream);
            }

            Move(draft);
        }
        catch (Exception error)
        {
            Discard(draft);
            if (error is IOException or UnauthorizedAccessException)
            {
                throw new PartnerCenterException(
                    PartnerCenterError.InvalidRequest,
                    string.Format(CultureInfo.CurrentCulture, Messages.ReportNotWritten, Path, error.Message),
                    Messages.ReportPathAction,
                    error);
            }

            throw;
        }
    }

    private static void Discard(string draft)
    {
        try
        {
            File.Delete(draft);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What went wrong before is what the user has to know.
        }
    }

    /// <summary>Creates the draft, which nobody may read who may not read the file that it replaces.</summary>
    private FileStream Create(string draft)
    {
#if NETFRAMEWORK
        return new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None);
#else
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (OperatingSystem.IsWindows() || !File.Exists(Path))
        {
            return new FileStream(draft, options);
        }

        // Created for the user alone, for the mode that is given here is narrowed by the umask; then exactly as the earlier file.
        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var stream = new FileStream(draft, options);
        File.SetUnixFileMode(stream.SafeFileHandle, File.GetUnixFileMode(Path));
        return stream;
#endif
    }

    private bool IsLink()
    {
#if NETFRAMEWORK
        return File.Exists(Path) && (File.GetAttributes(Path) & FileAttributes.ReparsePoint) != 0;
#else
        return new FileInfo(Path).LinkTarget is not null;
#endif
    }

    private void Move(string draft)
    {
        if (noClobber || !File.Exists(Path))
        {
            File.Move(draft, Path);
            return;
        }

#if !NETFRAMEWORK
        if (!OperatingSystem.IsWindows())
        {
            // Takes the place of whatever stands there by now, a link too, and never follows one.
            File.Move(draft, Path, overwrite: true);
            return;
        }
#endif

        // Unlike a move, it keeps the access control list of the file that is replaced; a read-only file it refuses.
        var attributes = File.GetAttributes(Path);
        if (force && (attributes & FileAttributes.ReadOnly) != 0)
        {
            File.SetAttributes(Path, attributes & ~FileAttributes.ReadOnly);
        }

        File.Replace(draft, Path, null);
        if ((attributes & FileAttributes.ReadOnly) != 0)
        {
            File.SetAttributes(Path, File.GetAttributes(Path) | FileAttributes.ReadOnly);
        }
    }

    private static PartnerCenterException Invalid(string message, string path, string action) =>
        new(PartnerCenterError.InvalidRequest, string.Format(CultureInfo.CurrentCulture, message, path), action);
}
