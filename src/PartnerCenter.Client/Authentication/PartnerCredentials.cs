using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Identity.Client;
using Microsoft.Identity.Client.AppConfig;
using Microsoft.Identity.Client.Extensibility;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// Makes the credentials that a client can sign in with.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/partner-center-authentication">Partner Center authentication</see>.
/// </remarks>
public static class PartnerCredentials
{
    /// <summary>The application itself, with its secret (app only).</summary>
    /// <param name="tenantId">The partner's tenant, as id or domain.</param>
    /// <param name="applicationId">The application's id.</param>
    /// <param name="secret">The secret's value.</param>
    /// <returns>The credential.</returns>
    public static PartnerCredential ClientSecret(string tenantId, string applicationId, SecureString secret) =>
        AppOnly(CredentialKind.ClientSecret, tenantId, applicationId, (_, _) => application => application.WithClientSecret(Secret.Require(secret)));

    /// <summary>The application itself, with its certificate (app only).</summary>
    /// <param name="tenantId">The partner's tenant, as id or domain.</param>
    /// <param name="applicationId">The application's id.</param>
    /// <param name="certificate">The certificate with its private key.</param>
    /// <param name="sendCertificateChain">Whether the whole chain is sent, so that a renewed certificate of the same subject is accepted.</param>
    /// <returns>The credential.</returns>
    public static PartnerCredential ClientCertificate(
        string tenantId, string applicationId, X509Certificate2 certificate, bool sendCertificateChain = false) =>
        AppOnly(
            CredentialKind.ClientCertificate,
            tenantId,
            applicationId,
            (_, _) => application => application.WithCertificate(PartnerCertificates.RequirePrivateKey(certificate), sendCertificateChain),
            sendCertificateChain);

    /// <summary>A managed identity as federated credential of the application (app only).</summary>
    /// <param name="tenantId">The partner's tenant, as id or domain.</param>
    /// <param name="applicationId">The application that trusts the identity.</param>
    /// <param name="identityClientId">The client id of a user-assigned identity; null for the machine's own.</param>
    /// <returns>The credential.</returns>
    /// <remarks><see href="https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity">Configure an application to trust a managed identity</see>.</remarks>
    public static PartnerCredential ManagedIdentity(string tenantId, string applicationId, string? identityClientId = null) =>
        AppOnly(CredentialKind.ManagedIdentity, tenantId, applicationId, (setting, transports) =>
        {
            var transport = MsalTransport.ToManagedIdentity(setting);
            transports.Add(transport);
            var identity = ManagedIdentityApplicationBuilder
                .Create(identityClientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.WithUserAssignedClientId(identityClientId))
                .WithHttpClientFactory(transport)
                .Build();
            return application => application.WithClientAssertion((AssertionRequestOptions options) => SignInErrors.TranslateIdentityAsync(
                setting, () => identity.AcquireTokenForManagedIdentity("api://AzureADTokenExchange").ExecuteAsync(options.CancellationToken)));
        });

    /// <summary>A token of another identity provider as federated credential of the application (app only).</summary>
    /// <param name="tenantId">The partner's tenant, as id or domain.</param>
    /// <param name="applicationId">The application that trusts the other provider.</param>
    /// <param name="federatedToken">The token.</param>
    /// <returns>The credential.</returns>
    /// <remarks><see href="https://learn.microsoft.com/entra/workload-id/workload-identity-federation">Workload identity federation</see>.</remarks>
    public static PartnerCredential FederatedToken(string tenantId, string applicationId, SecureString federatedToken) =>
        AppOnly(CredentialKind.FederatedToken, tenantId, applicationId, (_, _) => application =>
            application.WithClientAssertion((AssertionRequestOptions _) => Task.FromResult(Secret.Require(federatedToken).Trim())));

    /// <summary>A token of another identity provider, read from a file whenever one is needed, for it changes there (app only).</summary>
    /// <param name="tenantId">The partner's tenant, as id or domain.</param>
    /// <param name="applicationId">The application that trusts the other provider.</param>
    /// <param name="federatedTokenFile">The file that holds the token.</param>
    /// <returns>The credential.</returns>
    /// <remarks><see href="https://learn.microsoft.com/entra/workload-id/workload-identity-federation">Workload identity federation</see>.</remarks>
    public static PartnerCredential FederatedTokenFile(string tenantId, string applicationId, string federatedTokenFile) =>
        AppOnly(CredentialKind.FederatedToken, tenantId, applicationId, (_, _) => application =>
            application.WithClientAssertion((AssertionRequestOptions _) => Task.FromResult(ReadFederatedToken(federatedTokenFile))));

    /// <summary>A user who signs in in the system's browser (app + user).</summary>
    /// <param name="applicationId">The id of a public client application with the redirect address <c>http://localhost</c>.</param>
    /// <param name="tenantId">The partner's tenant, as id or domain; null for the user's own.</param>
    /// <param name="loginHint">The user's principal name, to save typing.</param>
    /// <param name="openBrowser">Opens the address that it is given; null for the system's browser.</param>
    /// <returns>The credential.</returns>
    public static PartnerCredential InteractiveBrowser(
        string applicationId, string? tenantId = null, string? loginHint = null, Func<Uri, Task>? openBrowser = null) =>
        new MsalCredential(CredentialKind.InteractiveBrowser, applicationId, tenantId, (setting, credential) =>
        {
            var transport = MsalTransport.ToAuthority(setting);
            var receiver = new BrowserCodeReceiver();
            return receiver.DisposeOnFailure(() => new AppUserProvider(
                (ClientApplicationBase)MsalApplications.Public(setting, credential, transport, receiver.Address),
                setting,
                transport,
                receiver,
                applicationId,
                loginHint,
                (user, cancellationToken) =>
                {
                    var request = ((IPublicClientApplication)user.Application).AcquireTokenInteractive(user.Scopes)
                        .WithPrompt(Prompt.SelectAccount)
                        .WithCustomWebUi(new LoopbackWebUI(receiver, Opener(openBrowser, setting)));
                    return (loginHint is null ? request : request.WithLoginHint(loginHint)).ExecuteAsync(cancellationToken);
                }));
        });

    /// <summary>A user who signs in in the system's browser to a confidential client (app + user).</summary>
    /// <param name="applicationId">The id of an application with the redirect address <c>http://localhost</c>.</param>
    /// <param name="secret">The application's secret.</param>
    /// <param name="tenantId">The partner's tenant, as id or domain; null for the user's own.</param>
    /// <param name="loginHint">The user's principal name, to save typing.</param>
    /// <param name="openBrowser">Opens the address that it is given; null for the system's browser.</param>
    /// <returns>The credential.</returns>
    public static PartnerCredential InteractiveBrowser(
        string applicationId, SecureString secret, string? tenantId = null, string? loginHint = null, Func<Uri, Task>? openBrowser = null) =>
        new MsalCredential(CredentialKind.InteractiveBrowser, applicationId, tenantId, (setting, credential) =>
        {
            var transport = MsalTransport.ToAuthority(setting);
            var receiver = new BrowserCodeReceiver();
            return receiver.DisposeOnFailure(() => new AppUserProvider(
                (ClientApplicationBase)MsalApplications.Confidential(
                    setting, credential, transport, builder => builder.WithClientSecret(Secret.Require(secret)).WithRedirectUri(receiver.Address.AbsoluteUri)),
                setting,
                transport,
                receiver,
                applicationId,
                loginHint,
                (user, cancellationToken) => SignInWithCodeAsync(user, receiver, loginHint, Opener(openBrowser, setting), cancellationToken)));
        });

    /// <summary>A user who signs in with a code on another device (app + user).</summary>
    /// <param name="applicationId">The id of a public client application.</param>
    /// <param name="prompt">Shows the code to the user.</param>
    /// <param name="tenantId">The partner's tenant, as id or domain; null for the user's own.</param>
    /// <returns>The credential.</returns>
    public static PartnerCredential DeviceCode(string applicationId, Func<DeviceCodePrompt, Task> prompt, string? tenantId = null) =>
        AppUser(CredentialKind.DeviceCode, applicationId, tenantId, (user, cancellationToken) => ((IPublicClientApplication)user.Application)
            .AcquireTokenWithDeviceCode(user.Scopes, code => prompt(new DeviceCodePrompt(code.UserCode, new Uri(code.VerificationUrl), code.ExpiresOn, code.Message)))
            .ExecuteAsync(cancellationToken));

    /// <summary>A user's refresh token, redeemed by a public client (app + user, Secure Application Model).</summary>
    /// <param name="refreshToken">The refresh token, of a sign-in with multi-factor authentication.</param>
    /// <param name="applicationId">The id of the application that it was issued to.</param>
    /// <param name="tenantId">The partner's tenant, as id or domain; null for the user's own.</param>
    /// <returns>The credential.</returns>
    public static PartnerCredential RefreshToken(SecureString refreshToken, string applicationId, string? tenantId = null) =>
        Redeem(refreshToken, applicationId, tenantId);

    /// <summary>A user's refresh token, redeemed by a confidential client with its secret (app + user, Secure Application Model).</summary>
    /// <param name="refreshToken">The refresh token, of a sign-in with multi-factor authentication.</param>
    /// <param name="applicationId">The id of the application that it was issued to.</param>
    /// <param name="secret">The application's secret.</param>
    /// <param name="tenantId">The partner's tenant, as id or domain; null for the user's own.</param>
    /// <returns>The credential.</returns>
    public static PartnerCredential RefreshToken(SecureString refreshToken, string applicationId, SecureString secret, string? tenantId = null) =>
        Redeem(refreshToken, applicationId, tenantId, application => application.WithClientSecret(Secret.Require(secret)));

    /// <summary>A user's refresh token, redeemed by a confidential client with its certificate (app + user, Secure Application Model).</summary>
    /// <param name="refreshToken">The refresh token, of a sign-in with multi-factor authentication.</param>
    /// <param name="applicationId">The id of the application that it was issued to.</param>
    /// <param name="certificate">The application's certificate with its private key.</param>
    /// <param name="sendCertificateChain">Whether the whole chain is sent.</param>
    /// <param name="tenantId">The partner's tenant, as id or domain; null for the user's own.</param>
    /// <returns>The credential.</returns>
    public static PartnerCredential RefreshToken(
        SecureString refreshToken, string applicationId, X509Certificate2 certificate, bool sendCertificateChain = false, string? tenantId = null) =>
        Redeem(refreshToken, applicationId, tenantId, application => application.WithCertificate(PartnerCertificates.RequirePrivateKey(certificate), sendCertificateChain));

    /// <summary>An access token that was obtained elsewhere. It cannot be renewed.</summary>
    /// <param name="accessToken">The token, with or without <c>Bearer</c> before it.</param>
    /// <param name="tenantId">The partner's tenant, where the token does not tell.</param>
    /// <returns>The credential.</returns>
    public static PartnerCredential AccessToken(SecureString accessToken, string? tenantId = null) => new AccessTokenCredential(accessToken, tenantId);

    private static string ReadFederatedToken(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PartnerCenterException(
                PartnerErrorCode.SignInFailed,
                string.Format(CultureInfo.CurrentCulture, Messages.FederatedTokenUnreadable, file, exception.Message),
                Advice.Of(nameof(Messages.FederatedTokenUnreadableAction)));
        }
    }

    private static Task OpenSystemBrowser(Uri address)
    {
        Process.Start(new ProcessStartInfo(address.AbsoluteUri) { UseShellExecute = true })?.Dispose();
        return Task.CompletedTask;
    }

    // MSAL knows a test server by another address than the browser needs.
    private static Func<Uri, Task> Opener(Func<Uri, Task>? openBrowser, SignInSetting setting) =>
        address => (openBrowser ?? OpenSystemBrowser)(MsalTransport.AddressFor(setting.Authority, address));

    private static async Task<AuthenticationResult> SignInWithCodeAsync(
        UserSignIn user, BrowserCodeReceiver receiver, string? loginHint, Func<Uri, Task> openBrowser, CancellationToken cancellationToken)
    {
        var application = (IConfidentialClientApplication)user.Application;
        var state = Guid.NewGuid().ToString("N");
        var request = application.GetAuthorizationRequestUrl(user.Scopes)
            .WithPkce(out var verifier)
            .WithPrompt(Prompt.SelectAccount)
            .WithExtraQueryParameters(new Dictionary<string, (string Value, bool IncludeInCacheKey)> { ["state"] = (state, false) });
        if (loginHint is not null)
        {
            request = request.WithLoginHint(loginHint);
        }

        var address = await request.ExecuteAsync(cancellationToken).ConfigureAwait(false);
        var answer = await new LoopbackWebUI(receiver, openBrowser).AcquireAuthorizationCodeAsync(address, receiver.Address, cancellationToken).ConfigureAwait(false);
        var code = BrowserCodeReceiver.ReadValues(answer.Query)["code"];
        return await application.AcquireTokenByAuthorizationCode(user.Scopes, code).WithPkceCodeVerifier(verifier).ExecuteAsync(cancellationToken).ConfigureAwait(false);
    }

    private static MsalCredential AppOnly(
        CredentialKind kind,
        string tenantId,
        string applicationId,
        Func<SignInSetting, ICollection<IDisposable>, Action<ConfidentialClientApplicationBuilder>> proof,
        bool sendChain = false) => new(kind, applicationId, tenantId, (setting, credential) =>
        {
            var transport = MsalTransport.ToAuthority(setting);
            var transports = new List<IDisposable> { transport };
            var application = MsalApplications.Confidential(setting, credential, transport, proof(setting, transports));
            return new AppOnlyProvider(application, setting, sendChain, transports);
        });

    private static MsalCredential AppUser(
        CredentialKind kind,
        string applicationId,
        string? tenantId,
        Func<UserSignIn, CancellationToken, Task<AuthenticationResult>> signIn,
        Action<ConfidentialClientApplicationBuilder>? proof = null) => new(kind, applicationId, tenantId, (setting, credential) =>
        {
            var transport = MsalTransport.ToAuthority(setting);
            var application = proof is null
                ? (ClientApplicationBase)MsalApplications.Public(setting, credential, transport, redirect: null)
                : (ClientApplicationBase)MsalApplications.Confidential(setting, credential, transport, proof);
            return new AppUserProvider(application, setting, transport, receiver: null, applicationId, loginHint: null, signIn);
        });

    private static MsalCredential Redeem(
        SecureString refreshToken, string applicationId, string? tenantId, Action<ConfidentialClientApplicationBuilder>? proof = null) =>
        AppUser(
            CredentialKind.RefreshToken,
            applicationId,
            tenantId,
            (user, cancellationToken) =>
                ((IByRefreshToken)user.Application).AcquireTokenByRefreshToken(user.Scopes, Secret.Require(refreshToken)).ExecuteAsync(cancellationToken),
            proof);
}
