using System;
using System.Globalization;
using System.IO;

namespace PartnerCenter.Qualifications.Report;

/// <summary>
/// The file of a report. It is written beside its place first, so that nobody ever sees half of one, and an earlier one stays until the new one is complete.
/// </summary>
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
            using (var stream = new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None))
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

    private void Move(string draft)
    {
        if (force && File.Exists(Path))
        {
            File.SetAttributes(Path, File.GetAttributes(Path) & ~FileAttributes.ReadOnly);
        }

#if NETFRAMEWORK
        if (!noClobber && File.Exists(Path))
        {
            File.Replace(draft, Path, null);
        }
        else
        {
            File.Move(draft, Path);
        }
#else
        File.Move(draft, Path, overwrite: !noClobber);
#endif
    }

    private static PartnerCenterException Invalid(string message, string path, string action) =>
        new(PartnerCenterError.InvalidRequest, string.Format(CultureInfo.CurrentCulture, message, path), action);
}
