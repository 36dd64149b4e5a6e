using System;
using System.IO;
using System.Runtime.Versioning;

namespace PartnerCenter.Qualifications.Report;

internal sealed partial class ReportFile
{
    /// <summary>Creates the draft. Where it is to replace a file, it is for the user alone, because the file may be.</summary>
    private FileStream Create(string draft)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows() && File.Exists(Path))
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(draft, options);
    }

    private bool IsLink() => new FileInfo(Path).LinkTarget is not null;

    private void Replace(string draft)
    {
        if (OperatingSystem.IsWindows())
        {
            ReplaceWithAttributes(draft);
        }
        else
        {
            ReplaceOnUnix(draft);
        }
    }

    private FileStream Open() => OperatingSystem.IsWindows()
        ? new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.Read)
        : new FileStream(UnixFile.OpenForWriting(Path), FileAccess.Write);

    [UnsupportedOSPlatform("windows")]
    private void ReplaceOnUnix(string draft)
    {
        if (!force || (File.GetAttributes(Path) & FileAttributes.ReadOnly) == 0)
        {
            Copy(draft);
            return;
        }

        // Through the open file: a link that has taken its place must not be followed.
        using var file = UnixFile.OpenForReading(Path);
        var mode = File.GetUnixFileMode(file);
        File.SetUnixFileMode(file, mode | UnixFileMode.UserWrite);
        try
        {
            Copy(draft);
        }
        finally
        {
            File.SetUnixFileMode(file, mode);
        }
    }
}
