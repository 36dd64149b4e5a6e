using System.Runtime.InteropServices;
using System.Security;

namespace PartnerCenter.Client.SignIn;

/// <summary>
/// Secrets on their way into a token request, the only place where they are plain text.
/// </summary>
internal static class Secret
{
    public static string Reveal(SecureString secret)
    {
        var pointer = Marshal.SecureStringToGlobalAllocUnicode(secret);
        try
        {
            return Marshal.PtrToStringUni(pointer) ?? string.Empty;
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(pointer);
        }
    }

    public static SecureString Hide(string secret)
    {
        var hidden = new SecureString();
        foreach (var character in secret)
        {
            hidden.AppendChar(character);
        }

        hidden.MakeReadOnly();
        return hidden;
    }
}
