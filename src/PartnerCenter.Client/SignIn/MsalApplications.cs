using System;
using Microsoft.Identity.Client;

namespace PartnerCenter.Client.SignIn;

/// <summary>
/// Builds MSAL's applications. The addresses of the clouds are known here, so MSAL need not ask for them.
/// </summary>
internal static class MsalApplications
{
    public static IPublicClientApplication Public(SignInSetting setting, PartnerCredential credential, MsalTransport transport) =>
        PublicClientApplicationBuilder.Create(credential.ApplicationId)
            .WithAuthority(MsalTransport.AuthorityFor(setting, credential.TenantId), validateAuthority: false)
            .WithInstanceDiscovery(false)
            .WithHttpClientFactory(transport)
            .WithRedirectUri("http://localhost")
            .Build();

    public static IConfidentialClientApplication Confidential(
        SignInSetting setting, PartnerCredential credential, MsalTransport transport, Action<ConfidentialClientApplicationBuilder> proof)
    {
        var builder = ConfidentialClientApplicationBuilder.Create(credential.ApplicationId)
            .WithAuthority(MsalTransport.AuthorityFor(setting, credential.TenantId), validateAuthority: false)
            .WithInstanceDiscovery(false)
            .WithHttpClientFactory(transport);
        proof(builder);
        return builder.Build();
    }
}
