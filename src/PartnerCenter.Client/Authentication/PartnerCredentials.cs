using System;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;

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
        new ClientSecretCredential(tenantId, applicationId, secret);

    /// <summary>The application itself, with its certificate (app only).</summary>
    /// <param name="tenantId">The partner's tenant, as id or domain.</param>
    /// <param name="applicationId">The application's id.</param>
    /// <param name="certificate">The certificate with its private key.</param>
    /// <param name="sendCertificateChain">Whether the whole chain is sent, so that a renewed certificate of the same subject is accepted.</param>
    /// <returns>The credential.</returns>
    public static PartnerCredential ClientCertificate(
        string tenantId, string applicationId, X509Certificate2 certificate, bool sendCertificateChain = false) =>
        new ClientCertificateCredential(tenantId, applicationId, certificate, sendCertificateChain);

    /// <summary>A managed identity as federated credential of the application (app only).</summary>
    /// <param name="tenantId">The partner's tenant, as id or domain.</param>
    /// <param name="applicationId">The application that trusts the identity.</param>
    /// <param name="identityClientId">The client id of a user-assigned identity; null for the machine's own.</param>
    /// <returns>The credential.</returns>
    /// <remarks>
    /// <see href="https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity">Configure an application to
    /// trust a managed identity</see>.
    /// </remarks>
    public static PartnerCredential ManagedIdentity(string tenantId, string applicationId, string? identityClientId = null) =>
        new ManagedIdentityCredential(tenantId, applicationId, identityClientId);

    /// <summary>A token of another identity provider as federated credential of the application (app only).</summary>
    /// <param name="tenantId">The partner's tenant, as id or domain.</param>
    /// <param name="applicationId">The application that trusts the other provider.</param>
    /// <param name="federatedToken">The token.</param>
    /// <returns>The credential.</returns>
    /// <remarks><see href="https://learn.microsoft.com/entra/workload-id/workload-identity-federation">Workload identity federation</see>.</remarks>
    public static PartnerCredential FederatedToken(string tenantId, string applicationId, SecureString federatedToken) =>
        new FederatedTokenCredential(tenantId, applicationId, federatedToken);

    /// <summary>A token of another identity provider, read from a file whenever one is needed, for it changes there (app only).</summary>
    /// <param name="tenantId">The partner's tenant, as id or domain.</param>
    /// <param name="applicationId">The application that trusts the other provider.</param>
    /// <param name="federatedTokenFile">The file that holds the token.</param>
    /// <returns>The credential.</returns>
    /// <remarks><see href="https://learn.microsoft.com/entra/workload-id/workload-identity-federation">Workload identity federation</see>.</remarks>
    public static PartnerCredential FederatedTokenFile(string tenantId, string applicationId, string federatedTokenFile) =>
        new FederatedTokenCredential(tenantId, applicationId, federatedTokenFile);

    /// <summary>A user who signs in in the system's browser (app + user).</summary>
    /// <param name="applicationId">The id of a public client application with the redirect address <c>http://localhost</c>.</param>
    /// <param name="tenantId">The partner's tenant, as id or domain; null for the user's own.</param>
    /// <param name="loginHint">The user's principal name, to save typing.</param>
    /// <param name="openBrowser">Opens the address that it is given; null for the system's browser.</param>
    /// <returns>The credential.</returns>
    public static PartnerCredential InteractiveBrowser(
        string applicationId, string? tenantId = null, string? loginHint = null, Func<Uri, Task>? openBrowser = null) =>
        new InteractiveBrowserCredential(applicationId, secret: null, tenantId, loginHint, openBrowser);

    /// <summary>A user who signs in in the system's browser to a confidential client (app + user).</summary>
    /// <param name="applicationId">The id of an application with the redirect address <c>http://localhost</c>.</param>
    /// <param name="secret">The application's secret.</param>
    /// <param name="tenantId">The partner's tenant, as id or domain; null for the user's own.</param>
    /// <param name="loginHint">The user's principal name, to save typing.</param>
    /// <param name="openBrowser">Opens the address that it is given; null for the system's browser.</param>
    /// <returns>The credential.</returns>
    public static PartnerCredential InteractiveBrowser(
        string applicationId, SecureString secret, string? tenantId = null, string? loginHint = null, Func<Uri, Task>? openBrowser = null) =>
        new InteractiveBrowserCredential(applicationId, secret ?? throw new ArgumentNullException(nameof(secret)), tenantId, loginHint, openBrowser);

    /// <summary>A user who signs in with a code on another device (app + user).</summary>
    /// <param name="applicationId">The id of a public client application.</param>
    /// <param name="prompt">Shows the code to the user.</param>
    /// <param name="tenantId">The partner's tenant, as id or domain; null for the user's own.</param>
    /// <returns>The credential.</returns>
    public static PartnerCredential DeviceCode(string applicationId, Func<DeviceCodePrompt, Task> prompt, string? tenantId = null) =>
        new DeviceCodeCredential(applicationId, prompt, tenantId);

    /// <summary>A user's refresh token, redeemed by a public client (app + user, Secure Application Model).</summary>
    /// <param name="refreshToken">The refresh token, of a sign-in with multi-factor authentication.</param>
    /// <param name="applicationId">The id of the application that it was issued to.</param>
    /// <param name="tenantId">The partner's tenant, as id or domain; null for the user's own.</param>
    /// <returns>The credential.</returns>
    public static PartnerCredential RefreshToken(SecureString refreshToken, string applicationId, string? tenantId = null) =>
        new RefreshTokenCredential(refreshToken, applicationId, tenantId);

    /// <summary>A user's refresh token, redeemed by a confidential client with its secret (app + user, Secure Application Model).</summary>
    /// <param name="refreshToken">The refresh token, of a sign-in with multi-factor authentication.</param>
    /// <param name="applicationId">The id of the application that it was issued to.</param>
    /// <param name="secret">The application's secret.</param>
    /// <param name="tenantId">The partner's tenant, as id or domain; null for the user's own.</param>
    /// <returns>The credential.</returns>
    public static PartnerCredential RefreshToken(SecureString refreshToken, string applicationId, SecureString secret, string? tenantId = null) =>
        new RefreshTokenCredential(refreshToken, applicationId, secret, tenantId);

    /// <summary>A user's refresh token, redeemed by a confidential client with its certificate (app + user, Secure Application Model).</summary>
    /// <param name="refreshToken">The refresh token, of a sign-in with multi-factor authentication.</param>
    /// <param name="applicationId">The id of the application that it was issued to.</param>
    /// <param name="certificate">The application's certificate with its private key.</param>
    /// <param name="sendCertificateChain">Whether the whole chain is sent.</param>
    /// <param name="tenantId">The partner's tenant, as id or domain; null for the user's own.</param>
    /// <returns>The credential.</returns>
    public static PartnerCredential RefreshToken(
        SecureString refreshToken, string applicationId, X509Certificate2 certificate, bool sendCertificateChain = false, string? tenantId = null) =>
        new RefreshTokenCredential(refreshToken, applicationId, certificate, sendCertificateChain, tenantId);

    /// <summary>An access token that was obtained elsewhere. It cannot be renewed.</summary>
    /// <param name="accessToken">The token, with or without <c>Bearer</c> before it.</param>
    /// <param name="tenantId">The partner's tenant, where the token does not tell.</param>
    /// <returns>The credential.</returns>
    public static PartnerCredential AccessToken(SecureString accessToken, string? tenantId = null) => new AccessTokenCredential(accessToken, tenantId);
}
