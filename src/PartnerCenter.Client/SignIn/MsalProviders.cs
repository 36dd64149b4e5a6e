using System;
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
/// Tokens for a signed-in user: the user takes part once, then MSAL renews silently.
/// </summary>
internal sealed class AppUserProvider(
    IClientApplicationBase application,
    SignInSetting setting,
    MsalTransport transport,
    Func<string[], CancellationToken, Task<AuthenticationResult>> signIn) : TokenProvider
{
    private readonly string[] _scopes = [setting.Cloud.AppUserScope];
    private IAccount? _account;

    public override bool CanRenew => _account is not null;

    public override async Task<PartnerToken> SignInAsync(CancellationToken cancellationToken) =>
        await SignInErrors.TranslateAsync(setting, AuthenticationKind.AppUser, async () =>
        {
            var result = await signIn(_scopes, cancellationToken).ConfigureAwait(false);
            _account = result.Account;
            return result;
        }).ConfigureAwait(false);

    public override Task<PartnerToken> RenewAsync(bool force, CancellationToken cancellationToken) => SignInErrors.TranslateAsync(setting, AuthenticationKind.AppUser, () =>
        application.AcquireTokenSilent(_scopes, _account).WithForceRefresh(force).ExecuteAsync(cancellationToken));

    public override void Forget()
    {
        // The cache lives in memory only; this empties it all the same, so that nothing survives in a dump.
        if (_account is { } account)
        {
            _account = null;
            application.RemoveAsync(account).GetAwaiter().GetResult();
        }

        transport.Dispose();
    }
}
