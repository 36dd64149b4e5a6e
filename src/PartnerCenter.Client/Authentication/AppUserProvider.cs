using System;
using System.Globalization;
using System.Linq;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Identity.Client;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// Tokens for a signed-in user: the user takes part once, in the credential's own way, then MSAL renews silently.
/// </summary>
/// <param name="credential">Whose tokens these are.</param>
/// <param name="setting">Where to sign in.</param>
/// <param name="application">The application that the user signs in to.</param>
/// <param name="transport">What carries its requests.</param>
/// <param name="loginHint">The only user who is accepted; null for any.</param>
internal abstract class AppUserProvider(
    PartnerCredential credential, SignInSetting setting, IClientApplicationBase application, MsalTransport transport, string? loginHint = null) : TokenProvider
{
    // MSAL's interfaces lack the calls that can be cancelled.
    private readonly ClientApplicationBase _application = (ClientApplicationBase)application;
    private UserCache? _cache;
    private IAccount? _account;

    public sealed override bool CanRenew => _account is not null;

    /// <summary>What the token is for.</summary>
    protected string[] Scopes { get; } = [setting.Cloud.AppUserScope];

    public override async Task<PartnerToken> SignInAsync(CancellationToken cancellationToken)
    {
        _cache ??= await UserCache.OpenAsync(_application, setting, IsHinted, cancellationToken).ConfigureAwait(false);
        AuthenticationResult? result;
        try
        {
            result = await FindEarlierSignInAsync(_cache, cancellationToken).ConfigureAwait(false);
            if (result is null)
            {
                result = await AuthenticateAsync(cancellationToken).ConfigureAwait(false);
                RequireHinted(result.Account);
            }
        }
        catch (Exception exception) when (SignInErrors.IsSignInFailure(exception))
        {
            throw SignInErrors.Translate(exception, setting);
        }

        _account = result.Account;
        return PartnerToken.Create(result, AuthenticationKind.AppUser);
    }

    public sealed override async Task<PartnerToken> RenewAsync(bool force, CancellationToken cancellationToken)
    {
        AuthenticationResult result;
        try
        {
            result = await RenewAsync(_cache!, _account!, force, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (SignInErrors.IsSignInFailure(exception))
        {
            throw SignInErrors.Translate(exception, setting);
        }

        return PartnerToken.Create(result, AuthenticationKind.AppUser);
    }

    public sealed override async Task<SecureString?> FindRefreshTokenAsync(CancellationToken cancellationToken) =>
        _cache is { } cache ? await cache.FindRefreshTokenAsync(_account, credential.ApplicationId!, cancellationToken).ConfigureAwait(false) : null;

    public sealed override async Task SignOutAsync(CancellationToken cancellationToken)
    {
        if (_cache is { IsPersistent: true } && _account is { } account)
        {
            await _cache.RequireStorageAsync(cancellationToken).ConfigureAwait(false);
            await _cache.RemoveAsync(() => _application.RemoveAsync(account, cancellationToken)).ConfigureAwait(false);
            await _cache.RequireForgottenAsync(account, credential.ApplicationId!, cancellationToken).ConfigureAwait(false);
        }
    }

    public override void Dispose()
    {
        _account = null;
        _cache?.Dispose();
        transport.Dispose();
    }

    /// <summary>Obtains the first token in the credential's own way.</summary>
    protected abstract Task<AuthenticationResult> AuthenticateAsync(CancellationToken cancellationToken);

    private Task<AuthenticationResult> RenewAsync(UserCache cache, IAccount account, bool force, CancellationToken cancellationToken) =>
        cache.RenewAsync(() => _application.AcquireTokenSilent(Scopes, account).WithForceRefresh(force).ExecuteAsync(cancellationToken));

    private async Task<AuthenticationResult?> FindEarlierSignInAsync(UserCache cache, CancellationToken cancellationToken)
    {
        if (!cache.IsPersistent)
        {
            return null;
        }

        // Which of several users was meant, only a hint tells; without one a single user is taken.
        var accounts = (await _application.GetAccountsAsync(cancellationToken).ConfigureAwait(false))
            .Where(IsHinted)
            .ToArray();
        if (accounts.Length != 1)
        {
            return null;
        }

        try
        {
            return await RenewAsync(cache, accounts[0], force: false, cancellationToken).ConfigureAwait(false);
        }
        catch (MsalUiRequiredException)
        {
            return null;
        }
    }

    // The name that Entra gives the account (preferred_username). Others, such as the e-mail address, the account's owner can choose.
    private bool IsHinted(IAccount account) => loginHint is null || string.Equals(account.Username, loginHint, StringComparison.OrdinalIgnoreCase);

    // Nothing of another user's sign-in has been kept, and nothing of an earlier one of that account is removed: that one was meant.
    private void RequireHinted(IAccount account)
    {
        if (!IsHinted(account))
        {
            throw new PartnerCenterException(
                PartnerErrorCode.SignInFailed,
                string.Format(CultureInfo.CurrentCulture, Messages.SignInOtherUser, account.Username, loginHint),
                Advice.Of(nameof(Messages.SignInOtherUserAction)));
        }
    }
}
