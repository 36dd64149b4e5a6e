using System;
using Microsoft.Identity.Client;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// Builds MSAL's applications. The addresses of the clouds are known here, so MSAL need not ask for them.
/// </summary>
internal static class MsalApplications
{
    // MSAL's word for no region, even where the environment names one. Its documentation has it, its public constants do not.
    private const string NoRegion = "DisableMsalForceRegion";

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
            .WithHttpClientFactory(transport)

            // MSAL_FORCE_REGION would send the secret to another host than the authority.
            .WithAzureRegion(NoRegion);
        proof(builder);
        return builder.Build();
    }
}
