using System;
using System.Runtime.InteropServices;
using System.Security;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// Secrets on their way into a token request, the only place where they are plain text.
/// </summary>
internal static class Secret
{
    /// <exception cref="PartnerCenterException">The secret has been disposed.</exception>
    public static string Reveal(SecureString secret)
    {
        IntPtr pointer;
        try
        {
            pointer = Marshal.SecureStringToGlobalAllocUnicode(secret);
        }
        catch (ObjectDisposedException)
        {
            throw Unusable(Messages.SecretDisposed);
        }

        try
        {
            return Marshal.PtrToStringUni(pointer) ?? string.Empty;
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(pointer);
        }
    }

    /// <summary>Reveals a secret that cannot be empty.</summary>
    /// <exception cref="PartnerCenterException">The secret is empty, or has been disposed.</exception>
    public static string Require(SecureString secret)
    {
        var text = Reveal(secret);
        return text.Length > 0 ? text : throw Unusable(Messages.SecretEmpty);
    }

    private static PartnerCenterException Unusable(string message) =>
        new(PartnerErrorCode.SignInFailed, message, Advice.Of(nameof(Messages.SecretUnusableAction)));

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
