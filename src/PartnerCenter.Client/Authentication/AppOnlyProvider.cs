using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Identity.Client;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// Tokens for the application itself: the first one and each renewal are the same request. MSAL keeps the last one in memory.
/// </summary>
/// <param name="setting">Where to sign in.</param>
/// <param name="application">The application, with what proves who it is.</param>
/// <param name="transports">What carries its requests.</param>
internal sealed class AppOnlyProvider(SignInSetting setting, IConfidentialClientApplication application, params MsalTransport[] transports) : TokenProvider
{
    private readonly string[] _scopes = [setting.Cloud.AppOnlyScope];

    public override bool CanRenew => true;

    public override Task<PartnerToken> SignInAsync(CancellationToken cancellationToken) => RenewAsync(force: false, cancellationToken);

    public override async Task<PartnerToken> RenewAsync(bool force, CancellationToken cancellationToken)
    {
        AuthenticationResult result;
        try
        {
            result = await application.AcquireTokenForClient(_scopes).WithForceRefresh(force).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (SignInErrors.IsSignInFailure(exception))
        {
            throw SignInErrors.Translate(exception, setting);
        }

        return PartnerToken.Create(result, AuthenticationKind.AppOnly);
    }

    public override void Dispose()
    {
        foreach (var transport in transports)
        {
            transport.Dispose();
        }
    }
}
