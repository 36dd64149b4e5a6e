using System.Security;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// The application itself, which proves who it is with its secret (app only).
/// </summary>
internal sealed class ClientSecretCredential(string tenantId, string applicationId, SecureString secret)
    : PartnerCredential(CredentialKind.ClientSecret, applicationId, tenantId)
{
    internal override TokenProvider CreateProvider(SignInSetting setting)
    {
        var transport = MsalTransport.ToAuthority(setting);
        var application = MsalApplications.Confidential(this, setting, transport)
            .WithClientSecret(Secret.Require(secret))
            .Build();
        return new AppOnlyProvider(setting, application, transport);
    }
}
