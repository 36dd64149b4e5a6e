using System;
using System.Text;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// The character set that a response declares. Some gateways declare names that don't exist, such as "utf8".
/// </summary>
internal static class CharacterSet
{
    /// <returns>The encoding, or null if the name is unknown.</returns>
    public static Encoding? Find(string name)
    {
        try
        {
            return Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
