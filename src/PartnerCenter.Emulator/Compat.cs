using System;
using System.Security.Cryptography;
using System.Text;

namespace PartnerCenter.Emulator;

/// <summary>
/// The few calls that the .NET Framework and .NET spell differently, in one place.
/// </summary>
internal static class Compat
{
    public static byte[] Sha256(byte[] data)
    {
#if NETFRAMEWORK
        using var sha = SHA256.Create();
        return sha.ComputeHash(data);
#else
        return SHA256.HashData(data);
#endif
    }

    public static byte[] HmacSha256(byte[] key, byte[] data)
    {
#if NETFRAMEWORK
        using var hmac = new HMACSHA256(key);
        return hmac.ComputeHash(data);
#else
        return HMACSHA256.HashData(key, data);
#endif
    }

    public static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
#if NETFRAMEWORK
        using var random = RandomNumberGenerator.Create();
        random.GetBytes(bytes);
#else
        RandomNumberGenerator.Fill(bytes);
#endif
        return bytes;
    }

    public static bool FixedTimeEquals(byte[] left, byte[] right)
    {
#if NETFRAMEWORK
        if (left.Length != right.Length)
        {
            return false;
        }

        var difference = 0;
        for (var i = 0; i < left.Length; i++)
        {
            difference |= left[i] ^ right[i];
        }

        return difference == 0;
#else
        return CryptographicOperations.FixedTimeEquals(left, right);
#endif
    }

    public static bool Has(this string text, string value, StringComparison comparison) =>
#if NETFRAMEWORK
        text.IndexOf(value, comparison) >= 0;
#else
        text.Contains(value, comparison);
#endif

    public static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    public static string Base64Url(string text) => Base64Url(Encoding.UTF8.GetBytes(text));

    /// <summary>Decodes base64url; <see langword="null"/> where the text is none.</summary>
    public static byte[]? FromBase64Url(string text)
    {
        var padded = text.Replace('-', '+').Replace('_', '/');
        switch (padded.Length % 4)
        {
            case 2:
                padded += "==";
                break;
            case 3:
                padded += "=";
                break;
            case 1:
                return null;
        }

        try
        {
            return Convert.FromBase64String(padded);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
