using System.IO;

namespace PartnerCenter.Client.Authentication;

// Windows alone: the user's local application data are the user's by inheritance.
internal static partial class PrivateFolder
{
    /// <summary>Does nothing: the file is the user's alone by inheritance.</summary>
    /// <param name="file">The file.</param>
    /// <param name="wasOpen">Whether others could change it until now.</param>
    public static void TightenFile(string file, bool wasOpen)
    {
    }

    private static bool PrepareFolder(string folder)
    {
        Directory.CreateDirectory(folder);
        return false;
    }

    private static void CheckFile(string file)
    {
    }

    private static void WriteAndMove(byte[] data, string written, string path)
    {
        File.WriteAllBytes(written, data);
        if (File.Exists(path))
        {
            File.Replace(written, path, null);
        }
        else
        {
            File.Move(written, path);
        }
    }
}
