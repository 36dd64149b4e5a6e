using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Identity.Client;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// A user who signs in with a code on another device (app + user).
/// </summary>
internal sealed class DeviceCodeCredential(string applicationId, Func<DeviceCodePrompt, Task> prompt, string? tenantId)
    : PartnerCredential(CredentialKind.DeviceCode, applicationId, tenantId)
{
    internal override TokenProvider CreateProvider(SignInSetting setting)
    {
        var transport = MsalTransport.ToAuthority(setting);
        return new Provider(this, setting, MsalApplications.Public(this, setting, transport).Build(), transport);
    }

    private Task ShowAsync(DeviceCodeResult code) =>
        prompt(new DeviceCodePrompt(code.UserCode, new Uri(code.VerificationUrl), code.ExpiresOn, code.Message));

    private sealed class Provider(DeviceCodeCredential credential, SignInSetting setting, IPublicClientApplication application, MsalTransport transport)
        : AppUserProvider(credential, setting, application, transport)
    {
        protected override Task<AuthenticationResult> AuthenticateAsync(CancellationToken cancellationToken) =>
            application.AcquireTokenWithDeviceCode(Scopes, credential.ShowAsync).ExecuteAsync(cancellationToken);
    }
}
