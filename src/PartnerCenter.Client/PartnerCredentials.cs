using System;
using System.Diagnostics;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Identity.Client;
using PartnerCenter.Client.SignIn;
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
        AppOnly(CredentialKind.ClientSecret, tenantId, applicationId, application => application.WithClientSecret(Secret.Reveal(secret)));

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
            application => application.WithCertificate(certificate, sendCertificateChain),
            sendCertificateChain);

    /// <summary>A user who signs in in the system's browser (app + user).</summary>
    /// <param name="applicationId">The id of a public client application with the redirect address <c>http://localhost</c>.</param>
    /// <param name="tenantId">The partner's tenant, as id or domain; null for the user's own.</param>
    /// <param name="loginHint">The user's principal name, to save typing.</param>
    /// <param name="openBrowser">Opens the address that it is given; null for the system's browser.</param>
    /// <returns>The credential.</returns>
    public static PartnerCredential InteractiveBrowser(
        string applicationId, string? tenantId = null, string? loginHint = null, Func<Uri, Task>? openBrowser = null) =>
        AppUser(CredentialKind.InteractiveBrowser, applicationId, tenantId, (setting, application, scopes, cancellationToken) =>
        {
            var request = application.AcquireTokenInteractive(scopes).WithUseEmbeddedWebView(false).WithPrompt(Prompt.SelectAccount);
            if (loginHint is not null)
            {
                request = request.WithLoginHint(loginHint);
            }

            // MSAL opens the system's browser itself, but knows a test server by another address than the browser needs.
            var open = openBrowser ?? (PartnerAddress.IsLoopbackHttp(setting.Authority) ? OpenSystemBrowser : null);
            if (open is not null)
            {
                request = request.WithSystemWebViewOptions(
                    new SystemWebViewOptions { OpenBrowserAsync = address => open(MsalTransport.AddressFor(setting.Authority, address)) });
            }

            return request.ExecuteAsync(cancellationToken);
        });

    /// <summary>A user who signs in with a code on another device (app + user).</summary>
    /// <param name="applicationId">The id of a public client application.</param>
    /// <param name="prompt">Shows the code to the user.</param>
    /// <param name="tenantId">The partner's tenant, as id or domain; null for the user's own.</param>
    /// <returns>The credential.</returns>
    public static PartnerCredential DeviceCode(string applicationId, Func<DeviceCodePrompt, Task> prompt, string? tenantId = null) =>
        AppUser(CredentialKind.DeviceCode, applicationId, tenantId, (_, application, scopes, cancellationToken) => application
            .AcquireTokenWithDeviceCode(scopes, code => prompt(new DeviceCodePrompt(code.UserCode, new Uri(code.VerificationUrl), code.ExpiresOn, code.Message)))
            .ExecuteAsync(cancellationToken));

    /// <summary>A user's refresh token, redeemed by a public client (app + user, Secure Application Model).</summary>
    /// <param name="refreshToken">The refresh token, of a sign-in with multi-factor authentication.</param>
    /// <param name="applicationId">The id of the application that it was issued to.</param>
    /// <param name="tenantId">The partner's tenant, as id or domain; null for the user's own.</param>
    /// <returns>The credential.</returns>
    public static PartnerCredential RefreshToken(SecureString refreshToken, string applicationId, string? tenantId = null) =>
        AppUser(CredentialKind.RefreshToken, applicationId, tenantId, (_, application, scopes, cancellationToken) =>
            ((IByRefreshToken)application).AcquireTokenByRefreshToken(scopes, Secret.Reveal(refreshToken)).ExecuteAsync(cancellationToken));

    /// <summary>A user's refresh token, redeemed by a confidential client with its secret (app + user, Secure Application Model).</summary>
    /// <param name="refreshToken">The refresh token, of a sign-in with multi-factor authentication.</param>
    /// <param name="applicationId">The id of the application that it was issued to.</param>
    /// <param name="secret">The application's secret.</param>
    /// <param name="tenantId">The partner's tenant, as id or domain; null for the user's own.</param>
    /// <returns>The credential.</returns>
    public static PartnerCredential RefreshToken(SecureString refreshToken, string applicationId, SecureString secret, string? tenantId = null) =>
        RefreshToken(refreshToken, applicationId, tenantId, application => application.WithClientSecret(Secret.Reveal(secret)));

    /// <summary>A user's refresh token, redeemed by a confidential client with its certificate (app + user, Secure Application Model).</summary>
    /// <param name="refreshToken">The refresh token, of a sign-in with multi-factor authentication.</param>
    /// <param name="applicationId">The id of the application that it was issued to.</param>
    /// <param name="certificate">The application's certificate with its private key.</param>
    /// <param name="sendCertificateChain">Whether the whole chain is sent.</param>
    /// <param name="tenantId">The partner's tenant, as id or domain; null for the user's own.</param>
    /// <returns>The credential.</returns>
    public static PartnerCredential RefreshToken(
        SecureString refreshToken, string applicationId, X509Certificate2 certificate, bool sendCertificateChain = false, string? tenantId = null) =>
        RefreshToken(refreshToken, applicationId, tenantId, application => application.WithCertificate(certificate, sendCertificateChain));

    /// <summary>An access token that was obtained elsewhere. It cannot be renewed.</summary>
    /// <param name="accessToken">The token, with or without <c>Bearer</c> before it.</param>
    /// <param name="tenantId">The partner's tenant, where the token does not tell.</param>
    /// <returns>The credential.</returns>
    public static PartnerCredential AccessToken(SecureString accessToken, string? tenantId = null) => new AccessTokenCredential(accessToken, tenantId);

    private static Task OpenSystemBrowser(Uri address)
    {
        Process.Start(new ProcessStartInfo(address.AbsoluteUri) { UseShellExecute = true })?.Dispose();
        return Task.CompletedTask;
    }

    private static MsalCredential AppOnly(
        CredentialKind kind,
        string tenantId,
        string applicationId,
        Action<ConfidentialClientApplicationBuilder> proof,
        bool sendChain = false) => new(kind, applicationId, tenantId, (setting, credential) =>
        {
            var transport = new MsalTransport(setting);
            return new AppOnlyProvider(Confidential(setting, credential, transport, proof), setting, transport, sendChain);
        });

    private static MsalCredential AppUser(
        CredentialKind kind,
        string applicationId,
        string? tenantId,
        Func<SignInSetting, IPublicClientApplication, string[], CancellationToken, Task<AuthenticationResult>> signIn) => new(kind, applicationId, tenantId, (setting, credential) =>
        {
            var transport = new MsalTransport(setting);
            var application = PublicClientApplicationBuilder.Create(credential.ApplicationId)
                .WithAuthority(MsalTransport.AuthorityFor(setting, credential.TenantId), validateAuthority: false)
                .WithInstanceDiscovery(false)
                .WithHttpClientFactory(transport)
                .WithRedirectUri("http://localhost")
                .Build();
            return new AppUserProvider(application, setting, transport, (scopes, cancellationToken) => signIn(setting, application, scopes, cancellationToken));
        });

    private static MsalCredential RefreshToken(
        SecureString refreshToken,
        string applicationId,
        string? tenantId,
        Action<ConfidentialClientApplicationBuilder> proof) => new(CredentialKind.RefreshToken, applicationId, tenantId, (setting, credential) =>
        {
            var transport = new MsalTransport(setting);
            var application = Confidential(setting, credential, transport, proof);
            return new AppUserProvider(application, setting, transport, (scopes, cancellationToken) =>
                ((IByRefreshToken)application).AcquireTokenByRefreshToken(scopes, Secret.Reveal(refreshToken)).ExecuteAsync(cancellationToken));
        });

    private static IConfidentialClientApplication Confidential(
        SignInSetting setting, MsalCredential credential, MsalTransport transport, Action<ConfidentialClientApplicationBuilder> proof)
    {
        // The addresses of the clouds are known here, so MSAL need not ask for them.
        var builder = ConfidentialClientApplicationBuilder.Create(credential.ApplicationId)
            .WithAuthority(MsalTransport.AuthorityFor(setting, credential.TenantId), validateAuthority: false)
            .WithInstanceDiscovery(false)
            .WithHttpClientFactory(transport);
        proof(builder);
        return builder.Build();
    }
}
