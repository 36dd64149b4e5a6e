using System;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using PartnerCenter.Client.Authentication;

namespace PartnerCenter.Client;

public static partial class PartnerCertificates
{
    // macOS has no ephemeral keys.
    private static X509KeyStorageFlags KeyStorage => OperatingSystem.IsMacOS() ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet;

    private static X509Certificate2 FromPem(byte[] bytes, SecureString? password)
    {
        var text = Encoding.ASCII.GetString(bytes);
        return password is null
            ? X509Certificate2.CreateFromPem(text, text)
            : X509Certificate2.CreateFromEncryptedPem(text, text, Secret.Reveal(password));
    }
}
