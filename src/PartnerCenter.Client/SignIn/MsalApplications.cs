using System;
using Microsoft.Identity.Client;

namespace PartnerCenter.Client.SignIn;

/// <summary>
/// Builds MSAL's applications. The addresses of the clouds are known here, so MSAL need not ask for them.
/// </summary>
internal static class MsalApplications
{
    /// <param name="setting">Where to sign in.</param>
    /// <param name="credential">The application and its tenant.</param>
    /// <param name="transport">What carries the requests.</param>
    /// <param name="redirect">Where the browser brings the answer of a sign-in; null where no browser takes part.</param>
    public static IPublicClientApplication Public(SignInSetting setting, PartnerCredential credential, MsalTransport transport, Uri? redirect) =>
        PublicClientApplicationBuilder.Create(credential.ApplicationId)
            .WithAuthority(MsalTransport.AuthorityFor(setting, credential.TenantId), validateAuthority: false)
            .WithInstanceDiscovery(false)
            .WithHttpClientFactory(transport)
            .WithRedirectUri(redirect?.AbsoluteUri ?? "http://localhost")
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
