using System.Security.Cryptography.X509Certificates;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// The application itself, which proves who it is with its certificate (app only).
/// </summary>
internal sealed class ClientCertificateCredential(string tenantId, string applicationId, X509Certificate2 certificate, bool sendCertificateChain)
    : PartnerCredential(CredentialKind.ClientCertificate, applicationId, tenantId)
{
    internal override TokenProvider CreateProvider(SignInSetting setting)
    {
        var transport = MsalTransport.ToAuthority(setting);
        var application = MsalApplications.Confidential(this, setting, transport)
            .WithCertificate(PartnerCertificates.RequirePrivateKey(certificate), sendCertificateChain)
            .Build();
        return new AppOnlyProvider(setting, application, transport);
    }
}
