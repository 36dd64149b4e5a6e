using System;
using System.Security.Cryptography;

namespace PartnerCenter;

/// <summary>
/// Members of .NET that the .NET Framework lacks, for every assembly that sees the internals of this one.
/// </summary>
internal static class FrameworkExtensions
{
    extension(SHA256)
    {
        public static byte[] HashData(byte[] source)
        {
            using var algorithm = SHA256.Create();
            return algorithm.ComputeHash(source);
        }
    }

    public static bool Contains(this string text, string value, StringComparison comparison) => text.IndexOf(value, comparison) >= 0;
}
