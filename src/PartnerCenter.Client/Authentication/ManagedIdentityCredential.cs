using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Identity.Client;
using Microsoft.Identity.Client.AppConfig;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// The application itself, for which a managed identity of the machine vouches (app only).
/// </summary>
internal sealed class ManagedIdentityCredential(string tenantId, string applicationId, string? identityClientId)
    : PartnerCredential(CredentialKind.ManagedIdentity, applicationId, tenantId)
{
    private const string TokenExchange = "api://AzureADTokenExchange";

    internal override TokenProvider CreateProvider(SignInSetting setting)
    {
        var identityTransport = MsalTransport.ToManagedIdentity(setting);
        var identity = ManagedIdentityApplicationBuilder
            .Create(identityClientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.WithUserAssignedClientId(identityClientId))
            .WithHttpClientFactory(identityTransport)
            .Build();
        var transport = MsalTransport.ToAuthority(setting);
        var application = MsalApplications.Confidential(this, setting, transport)
            .WithClientAssertion((AssertionRequestOptions request) => GetAssertionAsync(identity, setting, request.CancellationToken))
            .Build();
        return new AppOnlyProvider(setting, application, transport, identityTransport);
    }

    // The machine's own token stands for the application's secret.
    private static async Task<string> GetAssertionAsync(IManagedIdentityApplication identity, SignInSetting setting, CancellationToken cancellationToken)
    {
        try
        {
            var result = await identity.AcquireTokenForManagedIdentity(TokenExchange).ExecuteAsync(cancellationToken).ConfigureAwait(false);
            return result.AccessToken;
        }
        catch (Exception exception) when (SignInErrors.IsIdentityFailure(exception))
        {
            throw SignInErrors.TranslateIdentity(exception, setting);
        }
    }
}
