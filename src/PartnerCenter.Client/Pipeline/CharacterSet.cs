using System;
using System.Text;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// The character set that an answer names. Gateways name some that do not exist, such as "utf8".
/// </summary>
internal static class CharacterSet
{
    /// <returns>The encoding; null where the name is unknown.</returns>
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
