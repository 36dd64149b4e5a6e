using System;
using System.Collections.Generic;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Identity.Client;
using Microsoft.Identity.Client.Extensibility;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// A user who signs in in the browser (app + user).
/// </summary>
/// <param name="applicationId">An application with the redirect address <c>http://localhost</c>.</param>
/// <param name="secret">The secret of a confidential client; null for a public client.</param>
/// <param name="tenantId">The partner's tenant; null for the user's own.</param>
/// <param name="loginHint">The user's principal name.</param>
/// <param name="openBrowser">Opens the address that it is given; null for the system's browser.</param>
internal sealed class InteractiveBrowserCredential(
    string applicationId, SecureString? secret, string? tenantId, string? loginHint, Func<Uri, Task>? openBrowser)
    : PartnerCredential(CredentialKind.InteractiveBrowser, applicationId, tenantId)
{
    private readonly string? _loginHint = loginHint;

    internal override TokenProvider CreateProvider(SignInSetting setting) => CreateProvider(setting, new LoopbackWebUI(setting.Authority, openBrowser));

    /// <summary>Takes over the wait for the browser: where nothing can be made of it, its port is free again.</summary>
    internal TokenProvider CreateProvider(SignInSetting setting, LoopbackWebUI browser)
    {
        try
        {
            var transport = MsalTransport.ToAuthority(setting);
            return secret is null
                ? new PublicClientProvider(
                    this,
                    setting,
                    MsalApplications.Public(this, setting, transport).WithRedirectUri(browser.Address.AbsoluteUri).Build(),
                    transport,
                    browser)
                : new ConfidentialClientProvider(
                    this,
                    setting,
                    MsalApplications.Confidential(this, setting, transport)
                        .WithRedirectUri(browser.Address.AbsoluteUri)
                        .WithClientSecret(Secret.Require(secret))
                        .Build(),
                    transport,
                    browser);
        }
        catch
        {
            browser.Dispose();
            throw;
        }
    }

    /// <summary>MSAL carries out the whole sign-in.</summary>
    private sealed class PublicClientProvider(
        InteractiveBrowserCredential credential, SignInSetting setting, IPublicClientApplication application, MsalTransport transport, LoopbackWebUI browser)
        : Provider(credential, setting, application, transport, browser)
    {
        protected override Task<AuthenticationResult> AuthenticateAsync(CancellationToken cancellationToken)
        {
            var request = application.AcquireTokenInteractive(Scopes).WithPrompt(Prompt.SelectAccount).WithCustomWebUi(Browser);
            if (LoginHint is not null)
            {
                request = request.WithLoginHint(LoginHint);
            }

            return request.ExecuteAsync(cancellationToken);
        }
    }

    /// <summary>MSAL has no sign-in in the browser for confidential clients, only its parts.</summary>
    private sealed class ConfidentialClientProvider(
        InteractiveBrowserCredential credential, SignInSetting setting, IConfidentialClientApplication application, MsalTransport transport,
        LoopbackWebUI browser)
        : Provider(credential, setting, application, transport, browser)
    {
        protected override async Task<AuthenticationResult> AuthenticateAsync(CancellationToken cancellationToken)
        {
            var request = application.GetAuthorizationRequestUrl(Scopes)
                .WithPkce(out var verifier)
                .WithPrompt(Prompt.SelectAccount)
                .WithExtraQueryParameters(new Dictionary<string, (string Value, bool IncludeInCacheKey)> { ["state"] = (Guid.NewGuid().ToString("N"), false) });
            if (LoginHint is not null)
            {
                request = request.WithLoginHint(LoginHint);
            }

            var address = await request.ExecuteAsync(cancellationToken).ConfigureAwait(false);
            var answer = await Browser.AcquireAuthorizationCodeAsync(address, Browser.Address, cancellationToken).ConfigureAwait(false);
            var code = BrowserCodeReceiver.ReadValues(answer.Query)["code"];
            return await application.AcquireTokenByAuthorizationCode(Scopes, code)
                .WithPkceCodeVerifier(verifier)
                .ExecuteAsync(cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Waits for the browser until somebody has signed in.</summary>
    private abstract class Provider(
        InteractiveBrowserCredential credential, SignInSetting setting, IClientApplicationBase application, MsalTransport transport, LoopbackWebUI browser)
        : AppUserProvider(credential, setting, application, transport, credential._loginHint)
    {
        // A code from the browser can be redeemed only in its own sign-in, and the user would have to sign in a second time.
        public override bool CanSignInAgain => !browser.HasOpened;

        protected string? LoginHint => credential._loginHint;

        protected LoopbackWebUI Browser => browser;

        public override async Task<PartnerToken> SignInAsync(CancellationToken cancellationToken)
        {
            var token = await base.SignInAsync(cancellationToken).ConfigureAwait(false);
            browser.Dispose();
            return token;
        }

        public override void Dispose()
        {
            browser.Dispose();
            base.Dispose();
        }
    }
}
