using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Identity.Client.Extensibility;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// Opens the sign-in page in the browser and waits for the authorization code that the browser brings to this machine.
/// </summary>
/// <param name="authority">Where the page is.</param>
/// <param name="openBrowser">Opens the address that it is given; null for the system's browser.</param>
internal sealed class LoopbackWebUI(Uri authority, Func<Uri, Task>? openBrowser) : ICustomWebUi, IDisposable
{
    private readonly BrowserCodeReceiver _receiver = new();

    /// <summary>The redirect address.</summary>
    public Uri Address => _receiver.Address;

    /// <summary>Whether the browser was opened.</summary>
    public bool HasOpened { get; private set; }

    public async Task<Uri> AcquireAuthorizationCodeAsync(Uri authorizationUri, Uri redirectUri, CancellationToken cancellationToken)
    {
        var state = BrowserCodeReceiver.ReadValues(authorizationUri.Query)["state"];
        var answer = _receiver.ReceiveAsync(state, cancellationToken);

        HasOpened = true;

        // MSAL knows a test server by another address than the browser needs.
        await (openBrowser ?? OpenSystemBrowser)(MsalTransport.AddressFor(authority, authorizationUri)).ConfigureAwait(false);
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

    public void Dispose() => _receiver.Dispose();

    private static Task OpenSystemBrowser(Uri address)
    {
        Process.Start(new ProcessStartInfo(address.AbsoluteUri) { UseShellExecute = true })?.Dispose();
        return Task.CompletedTask;
    }
}
