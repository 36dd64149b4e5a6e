using System.IO;

namespace PartnerCenter.Qualifications.Report;

internal sealed partial class ReportFile
{
    private FileStream Create(string draft) => new(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None);

    private bool IsLink() => File.Exists(Path) && (File.GetAttributes(Path) & FileAttributes.ReparsePoint) != 0;

    private void Replace(string draft) => ReplaceWithAttributes(draft);

    private FileStream Open() => new(Path, FileMode.Open, FileAccess.Write, FileShare.Read);
}
