using System;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

public static partial class PartnerCertificates
{
    private static X509KeyStorageFlags KeyStorage => X509KeyStorageFlags.EphemeralKeySet;

    private static X509Certificate2 FromPem(byte[] bytes, SecureString? password) => throw new PlatformNotSupportedException(Messages.PemNotSupported);
}
