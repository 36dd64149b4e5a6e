using System;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PartnerCenter.Client.Tests.Support;

/// <summary>
/// Certificates that an application could have.
/// </summary>
internal static class TestCertificates
{
    private static readonly Lazy<X509Certificate2> Made = new(() => Create("CN=PartnerCenter.Client.Tests"));

    /// <summary>One with its private key, the same for all tests: keys are slow to make.</summary>
    public static X509Certificate2 Shared => Made.Value;

    public static X509Certificate2 Create(string subject)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }
}
