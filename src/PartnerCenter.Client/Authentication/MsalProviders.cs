using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Identity.Client;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// Tokens for the application itself: MSAL keeps the last one and asks for another as often as needed.
/// </summary>
internal sealed class AppOnlyProvider(IConfidentialClientApplication application, SignInSetting setting, bool sendChain, IReadOnlyCollection<IDisposable> transports) : TokenProvider
{
    private readonly string[] _scopes = [setting.Cloud.AppOnlyScope];

    public override bool CanRenew => true;

    public override Task<PartnerToken> SignInAsync(CancellationToken cancellationToken) => AcquireAsync(force: false, cancellationToken);

    public override Task<PartnerToken> RenewAsync(bool force, CancellationToken cancellationToken) => AcquireAsync(force, cancellationToken);

    public override void Dispose()
    {
        foreach (var transport in transports)
        {
            transport.Dispose();
        }
    }

    private Task<PartnerToken> AcquireAsync(bool force, CancellationToken cancellationToken) => SignInErrors.TranslateAsync(setting, AuthenticationKind.AppOnly, () =>
        application.AcquireTokenForClient(_scopes).WithForceRefresh(force).WithSendX5C(sendChain).ExecuteAsync(cancellationToken));
}

/// <summary>
/// What a user's sign-in works with.
/// </summary>
internal sealed class UserSignIn(SignInSetting setting, IClientApplicationBase application, string[] scopes)
{
    public SignInSetting Setting { get; } = setting;

    public IClientApplicationBase Application { get; } = application;

    public string[] Scopes { get; } = scopes;
}

/// <summary>
/// Tokens for a signed-in user: the user takes part once, then MSAL renews silently.
/// </summary>
internal sealed class AppUserProvider(
    ClientApplicationBase application,
    SignInSetting setting,
    MsalTransport transport,
    BrowserCodeReceiver? receiver,
    string applicationId,
    string? loginHint,
    Func<UserSignIn, CancellationToken, Task<AuthenticationResult>> signIn) : TokenProvider
{
    private readonly string[] _scopes = [setting.Cloud.AppUserScope];
    private UserCache? _cache;
    private IAccount? _account;

    public override bool CanRenew => _account is not null;

    public override async Task<SecureString?> FindRefreshTokenAsync(CancellationToken cancellationToken) =>
        _cache is { } cache ? await cache.FindRefreshTokenAsync(_account, applicationId, cancellationToken).ConfigureAwait(false) : null;

    public override async Task<PartnerToken> SignInAsync(CancellationToken cancellationToken)
    {
        _cache ??= await UserCache.OpenAsync(application, setting, IsHinted, cancellationToken).ConfigureAwait(false);
        return await SignInErrors.TranslateAsync(setting, AuthenticationKind.AppUser, async () =>
        {
            var result = await FromEarlierSessionAsync(cancellationToken).ConfigureAwait(false);
            if (result is null)
            {
                result = await signIn(new UserSignIn(setting, application, _scopes), cancellationToken).ConfigureAwait(false);
                if (!IsHinted(result.Account))
                {
                    // Nothing of it has been kept, and nothing of an earlier sign-in of that account is removed: that one was meant.
                    throw new PartnerCenterException(
                        PartnerErrorCode.SignInFailed,
                        string.Format(CultureInfo.CurrentCulture, Messages.SignInOtherUser, result.Account.Username, loginHint),
                        Advice.Of(nameof(Messages.SignInOtherUserAction)));
                }
            }

            receiver?.Dispose();
            _account = result.Account;
            return result;
        }).ConfigureAwait(false);
    }

    public override Task<PartnerToken> RenewAsync(bool force, CancellationToken cancellationToken) => SignInErrors.TranslateAsync(setting, AuthenticationKind.AppUser, () =>
        application.AcquireTokenSilent(_scopes, _account).WithForceRefresh(force).ExecuteAsync(cancellationToken));

    public override async Task SignOutAsync(CancellationToken cancellationToken)
    {
        if (_cache is { IsPersistent: true } && _account is { } account)
        {
            _cache.RequireStorage();
            await application.RemoveAsync(account, cancellationToken).ConfigureAwait(false);
            await _cache.RequireForgottenAsync(account, applicationId, cancellationToken).ConfigureAwait(false);
        }
    }

    public override void Dispose()
    {
        receiver?.Dispose();
        _account = null;
        _cache?.Dispose();
        transport.Dispose();
    }

    // The name that Entra gives the account (preferred_username). Others, such as the e-mail address, the account's owner can choose.
    private bool IsHinted(IAccount account) => loginHint is null || string.Equals(account.Username, loginHint, StringComparison.OrdinalIgnoreCase);

    private async Task<AuthenticationResult?> FromEarlierSessionAsync(CancellationToken cancellationToken)
    {
        if (_cache is not { IsPersistent: true })
        {
            return null;
        }

        // Which of several users was meant, only a hint tells; without one a single user is taken.
        var accounts = (await application.GetAccountsAsync(cancellationToken).ConfigureAwait(false))
            .Where(IsHinted)
            .ToArray();
        if (accounts.Length != 1)
        {
            return null;
        }

        try
        {
            return await application.AcquireTokenSilent(_scopes, accounts[0]).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (MsalUiRequiredException)
        {
            return null;
        }
    }
}
