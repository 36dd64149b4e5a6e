using System;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// A credential whose tokens MSAL obtains.
/// </summary>
internal sealed class MsalCredential(CredentialKind kind, string applicationId, string? tenantId, Func<SignInSetting, MsalCredential, TokenProvider> create)
    : PartnerCredential(kind, applicationId, tenantId)
{
    internal override TokenProvider CreateProvider(SignInSetting setting) => create(setting, this);
}
