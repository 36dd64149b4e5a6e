using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Tests.Support;

namespace PartnerCenter.Client.Tests.EscapeRoom;

/// <summary>
/// Every kind of credential, each with secrets that can be looked for.
/// </summary>
internal static class Keyring
{
    public const string ApplicationId = "7d3c8a54-91e2-4b0f-8f67-2a6b1e9c0d42";
    public const string ClientSecret = "the-client-secret-8c1f";
    public const string RefreshToken = "the-refresh-token-5b2e";
    public const string FederatedToken = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ0aGUtZmVkZXJhdGVkLXRva2VuIn0.c2ln";
    public const string AccessToken = "the-access-token-7d3a";
    public const string IdentityHeader = "the-identity-header-9e4d";
    public const string IdentityToken = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ0aGUtaWRlbnRpdHktdG9rZW4ifQ.c2ln";

    /// <summary>What must not reach anybody who was not addressed; an assertion and the half of PKCE that is made anew each time by their names.</summary>
    public static IReadOnlyList<string> Secrets { get; } =
        [ClientSecret, RefreshToken, FederatedToken, AccessToken, IdentityHeader, IdentityToken, "client_assertion=", "code_verifier=", "device_code="];

    private static readonly Lazy<string> FederatedTokenFile = new(() =>
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, FederatedToken);
        return file;
    });

    /// <summary>What makes each kind of credential for a tenant.</summary>
    public static IReadOnlyDictionary<string, Func<string, PartnerCredential>> Credentials { get; } = new Dictionary<string, Func<string, PartnerCredential>>
    {
        ["secret"] = tenant => PartnerCredentials.ClientSecret(tenant, ApplicationId, Secret.Hide(ClientSecret)),
        ["certificate"] = tenant => PartnerCredentials.ClientCertificate(tenant, ApplicationId, TestCertificates.Shared),
        ["managed identity"] = tenant => PartnerCredentials.ManagedIdentity(tenant, ApplicationId),
        ["federated token"] = tenant => PartnerCredentials.FederatedToken(tenant, ApplicationId, Secret.Hide(FederatedToken)),
        ["federated token file"] = tenant => PartnerCredentials.FederatedTokenFile(tenant, ApplicationId, FederatedTokenFile.Value),
        ["browser"] = tenant => PartnerCredentials.InteractiveBrowser(ApplicationId, tenant, openBrowser: GiveUp),
        ["browser, secret"] = tenant => PartnerCredentials.InteractiveBrowser(ApplicationId, Secret.Hide(ClientSecret), tenant, openBrowser: GiveUp),
        ["device code"] = tenant => PartnerCredentials.DeviceCode(ApplicationId, _ => Task.CompletedTask, tenant),
        ["refresh token"] = tenant => PartnerCredentials.RefreshToken(Secret.Hide(RefreshToken), ApplicationId, tenant),
        ["refresh token, secret"] = tenant => PartnerCredentials.RefreshToken(Secret.Hide(RefreshToken), ApplicationId, Secret.Hide(ClientSecret), tenant),
        ["refresh token, certificate"] = tenant =>
            PartnerCredentials.RefreshToken(Secret.Hide(RefreshToken), ApplicationId, TestCertificates.Shared, tenantId: tenant),
        ["access token"] = tenant => PartnerCredentials.AccessToken(Secret.Hide(AccessToken), tenant),
    };

    /// <summary>Why nobody comes back from the browser.</summary>
    public sealed class GivenUpException : Exception;

    private static Task GiveUp(Uri address) => throw new GivenUpException();
}
