using System;
using System.Globalization;
using System.IO;

namespace PartnerCenter.Qualifications.Report;

/// <summary>
/// The file of a report. It is written beside its place first, so that an earlier one stays until the new one is complete.
/// </summary>
/// <remarks>
/// An earlier file stays the same file and only its content is replaced. So everything that decides who may read it stays too: owner, group, mode,
/// access control list, attributes. A new file that takes its name would have to copy all of that, and only an administrator may.
/// </remarks>
internal sealed partial class ReportFile(string path, bool force, bool noClobber, Func<string, bool> isOrdinary)
{
    public string Path { get; } = path;

    /// <summary>Refuses what would fail in the end, before the work begins.</summary>
    /// <exception cref="PartnerCenterException">The file cannot be written there, or must not.</exception>
    public void Check()
    {
        var folder = System.IO.Path.GetDirectoryName(Path);
        if (Directory.Exists(Path))
        {
            throw Invalid(CommandMessages.ReportIsFolder, Path, CommandMessages.ReportPathAction);
        }

        if (!Directory.Exists(folder))
        {
            throw Invalid(CommandMessages.ReportNoFolder, folder ?? Path, CommandMessages.ReportPathAction);
        }

        if (IsLink())
        {
            // Whose permissions count, and which of the two is to be replaced, only the user knows.
            throw Invalid(CommandMessages.ReportIsLink, Path, CommandMessages.ReportIsLinkAction);
        }

        if (!File.Exists(Path))
        {
            return;
        }

        if (!isOrdinary(Path))
        {
            throw Invalid(CommandMessages.ReportIsDevice, Path, CommandMessages.ReportPathAction);
        }

        if (noClobber)
        {
            throw Invalid(CommandMessages.ReportExists, Path, CommandMessages.ReportExistsAction);
        }

        var isReadOnly = (File.GetAttributes(Path) & FileAttributes.ReadOnly) != 0;
        if (!force && isReadOnly)
        {
            throw Invalid(CommandMessages.ReportReadOnly, Path, CommandMessages.ReportReadOnlyAction);
        }

        if (!isReadOnly)
        {
            CheckAccess();
        }
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="PartnerCenterException">It could not be written. An earlier one is as it was, or the error says where the new one is.</exception>
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

            if (noClobber || !File.Exists(Path))
            {
                File.Move(draft, Path);
                return;
            }
        }
        catch (Exception error)
        {
            Discard(draft);
            if (IsFileError(error))
            {
                throw NotWritten(error);
            }

            throw;
        }

        try
        {
            Replace(draft);
        }
        catch (Exception error) when (IsFileError(error))
        {
            // The earlier report may be damaged, as by a disk that is full; the new one is complete, and nobody has to read all customers again.
            throw InvalidInput.Create(CommandMessages.ReportNotReplacedAction, CommandMessages.ReportNotReplaced, Path, error, draft);
        }

        Discard(draft);
    }

    private static bool IsFileError(Exception error) => error is IOException or UnauthorizedAccessException;

    private static void Discard(string draft)
    {
        try
        {
            File.Delete(draft);
        }
        catch (Exception error) when (IsFileError(error))
        {
            // What went wrong before is what the user has to know.
        }
    }

    /// <summary>Opens the file for writing and changes nothing.</summary>
    private void CheckAccess()
    {
        try
        {
            Open().Dispose();
        }
        catch (Exception error) when (IsFileError(error))
        {
            throw NotWritten(error);
        }
    }

    private void ReplaceWithAttributes(string draft)
    {
        var attributes = File.GetAttributes(Path);
        var isReadOnly = force && (attributes & FileAttributes.ReadOnly) != 0;
        if (isReadOnly)
        {
            File.SetAttributes(Path, attributes & ~FileAttributes.ReadOnly);
        }

        try
        {
            Copy(draft);
        }
        finally
        {
            if (isReadOnly)
            {
                File.SetAttributes(Path, attributes);
            }
        }
    }

    private void Copy(string draft)
    {
        using var source = File.OpenRead(draft);
        using var target = Open();
        if (!target.CanSeek)
        {
            // Something else has taken the place of the file since it was checked.
            throw new IOException(string.Format(CultureInfo.CurrentCulture, CommandMessages.ReportIsDevice, Path));
        }

        source.CopyTo(target);
        target.SetLength(source.Length);

        // Before the draft is deleted.
        target.Flush(flushToDisk: true);
    }

    private PartnerCenterException NotWritten(Exception error) => new(
        PartnerErrorCode.InvalidRequest,
        string.Format(CultureInfo.CurrentCulture, CommandMessages.ReportNotWritten, Path, error.Message),
        CommandMessages.ReportPathAction,
        error);

    private static PartnerCenterException Invalid(string message, string path, string action) =>
        new(PartnerErrorCode.InvalidRequest, string.Format(CultureInfo.CurrentCulture, message, path), action);
}
