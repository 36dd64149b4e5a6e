using System;
using System.Linq;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Identity.Client;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.SignIn;

/// <summary>
/// Tokens for the application itself: MSAL keeps the last one and asks for another as often as needed.
/// </summary>
internal sealed class AppOnlyProvider(IConfidentialClientApplication application, SignInSetting setting, MsalTransport transport, bool sendChain) : TokenProvider
{
    private readonly string[] _scopes = [setting.Cloud.AppOnlyScope];

    public override bool CanRenew => true;

    public override Task<PartnerToken> SignInAsync(CancellationToken cancellationToken) => AcquireAsync(force: false, cancellationToken);

    public override Task<PartnerToken> RenewAsync(bool force, CancellationToken cancellationToken) => AcquireAsync(force, cancellationToken);

    public override void Forget() => transport.Dispose();

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
    IClientApplicationBase application,
    SignInSetting setting,
    MsalTransport transport,
    string applicationId,
    string? loginHint,
    Func<UserSignIn, CancellationToken, Task<AuthenticationResult>> signIn) : TokenProvider
{
    private readonly string[] _scopes = [setting.Cloud.AppUserScope];
    private UserCache? _cache;
    private IAccount? _account;

    public override bool CanRenew => _account is not null;

    public override SecureString? RefreshToken => _cache?.FindRefreshToken(_account, applicationId);

    public override async Task<PartnerToken> SignInAsync(CancellationToken cancellationToken)
    {
        _cache = await UserCache.OpenAsync(application, setting).ConfigureAwait(false);
        return await SignInErrors.TranslateAsync(setting, AuthenticationKind.AppUser, async () =>
        {
            var result = await FromEarlierSessionAsync(cancellationToken).ConfigureAwait(false)
                ?? await signIn(new UserSignIn(setting, application, _scopes), cancellationToken).ConfigureAwait(false);
            _account = result.Account;
            return result;
        }).ConfigureAwait(false);
    }

    public override Task<PartnerToken> RenewAsync(bool force, CancellationToken cancellationToken) => SignInErrors.TranslateAsync(setting, AuthenticationKind.AppUser, () =>
        application.AcquireTokenSilent(_scopes, _account).WithForceRefresh(force).ExecuteAsync(cancellationToken));

    public override void Forget()
    {
        // Empties the cache: the one on disk, where the user asked for one, and the one in memory, so that nothing survives in a dump.
        if (_account is { } account)
        {
            _account = null;
            application.RemoveAsync(account).GetAwaiter().GetResult();
        }

        transport.Dispose();
    }

    private async Task<AuthenticationResult?> FromEarlierSessionAsync(CancellationToken cancellationToken)
    {
        if (_cache is not { IsPersistent: true })
        {
            return null;
        }

        // Which of several users was meant, only a hint tells; without one a single user is taken.
        var accounts = (await application.GetAccountsAsync().ConfigureAwait(false))
            .Where(account => loginHint is null || string.Equals(account.Username, loginHint, StringComparison.OrdinalIgnoreCase))
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
