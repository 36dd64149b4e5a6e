using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PartnerCenter.Emulator.Host.Control;

/// <summary>
/// The body of <c>POST /emulator/certificates</c>: the public part of a certificate that the application signs in with.
/// </summary>
internal sealed record CertificateBody(string Pem)
{
    /// <exception cref="HostArgumentException">The text is not a certificate.</exception>
    public X509Certificate2 Create()
    {
        try
        {
            return X509Certificate2.CreateFromPem(Pem);
        }
        catch (CryptographicException)
        {
            throw new HostArgumentException("pem is not a certificate in PEM form.");
        }
    }
}
