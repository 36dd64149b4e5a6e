using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Identity.Client.Extensibility;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// What MSAL asks for the authorization code of a public client.
/// </summary>
internal sealed class LoopbackWebUI(BrowserCodeReceiver receiver, Func<Uri, Task> openBrowser) : ICustomWebUi
{
    public async Task<Uri> AcquireAuthorizationCodeAsync(Uri authorizationUri, Uri redirectUri, CancellationToken cancellationToken)
    {
        var state = BrowserCodeReceiver.ReadValues(authorizationUri.Query)["state"];
        var answer = receiver.ReceiveAsync(state, cancellationToken);
        await openBrowser(authorizationUri).ConfigureAwait(false);
        var values = await answer.ConfigureAwait(false);
        if (!BrowserCodeReceiver.IsSuccess(values))
        {
            values.TryGetValue("error", out var error);
            values.TryGetValue("error_description", out var description);
            values.TryGetValue("code", out var code);
            throw SecretText.Hide(SignInErrors.FromEntra(error, description), redirectUri, code ?? string.Empty);
        }

        // MSAL reads the answer out of the address, wherever the browser brought it.
        var query = string.Join("&", values.Select(value => $"{Uri.EscapeDataString(value.Key)}={Uri.EscapeDataString(value.Value)}"));
        return new UriBuilder(redirectUri) { Query = query }.Uri;
    }
}
