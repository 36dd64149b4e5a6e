using Microsoft.Identity.Client;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// Begins to build MSAL's applications. The addresses of the clouds are known here, so MSAL need not ask for them.
/// </summary>
/// <remarks>
/// Without <c>WithLegacyCacheCompatibility(false)</c>, MSAL keeps a second copy of each refresh token for applications of its predecessor. That copy
/// remains in memory when the user signs out in another session. MSAL would renew with it and write the sign-in to the cache on disk again.
/// </remarks>
internal static class MsalApplications
{
    // MSAL's word for no region, even where the environment names one. Its documentation has it, its public constants do not.
    private const string NoRegion = "DisableMsalForceRegion";

    /// <summary>An application that proves nothing.</summary>
    public static PublicClientApplicationBuilder Public(PartnerCredential credential, SignInSetting setting, MsalTransport transport) =>
        PublicClientApplicationBuilder.Create(credential.ApplicationId)
            .WithAuthority(MsalTransport.AuthorityFor(setting, credential.TenantId), validateAuthority: false)
            .WithInstanceDiscovery(false)
            .WithHttpClientFactory(transport)
            .WithRedirectUri("http://localhost")
            .WithLegacyCacheCompatibility(false);

    /// <summary>An application that proves who it is; the credential adds how.</summary>
    public static ConfidentialClientApplicationBuilder Confidential(PartnerCredential credential, SignInSetting setting, MsalTransport transport) =>
        ConfidentialClientApplicationBuilder.Create(credential.ApplicationId)
            .WithAuthority(MsalTransport.AuthorityFor(setting, credential.TenantId), validateAuthority: false)
            .WithInstanceDiscovery(false)
            .WithHttpClientFactory(transport)
            .WithLegacyCacheCompatibility(false)

            // MSAL_FORCE_REGION would send the secret to another host than the authority.
            .WithAzureRegion(NoRegion);
}
