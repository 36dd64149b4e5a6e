using System;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.SignIn;

/// <summary>
/// Receives the authorization code that the browser brings to a loopback address. MSAL does this itself for public clients only.
/// </summary>
internal sealed class BrowserCodeReceiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly string _state = Guid.NewGuid().ToString("N");

    public BrowserCodeReceiver()
    {
        Address = new Uri($"http://localhost:{FreePort()}/");
        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
    }

    /// <summary>The redirect address.</summary>
    public Uri Address { get; }

    /// <summary>What the answer has to repeat, so that it belongs to this sign-in.</summary>
    public string State => _state;

    /// <exception cref="PartnerCenterException">Entra refused.</exception>
    public async Task<string> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.Register(_listener.Abort);
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync().ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw;
            }

            var query = context.Request.QueryString;
            if (query["state"] != _state)
            {
                // A favicon, or somebody else's knock.
                context.Response.StatusCode = 404;
                context.Response.Close();
                continue;
            }

            var code = query["code"];
            await AnswerAsync(context.Response, code is null ? Messages.SignInPageFailed : Messages.SignInPage).ConfigureAwait(false);
            return code ?? throw SignInErrors.FromEntra(query["error"], query["error_description"]);
        }
    }

    public void Dispose() => ((IDisposable)_listener).Dispose();

    private static async Task AnswerAsync(HttpListenerResponse response, string words)
    {
        var page = Encoding.UTF8.GetBytes($"<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>PartnerCenter.Qualifications</title><p>{WebUtility.HtmlEncode(words)}</p></html>");
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength64 = page.Length;
        await response.OutputStream.WriteAsync(page, 0, page.Length).ConfigureAwait(false);
        response.Close();
    }

    private static int FreePort()
    {
        var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        try
        {
            return ((IPEndPoint)probe.LocalEndpoint).Port;
        }
        finally
        {
            probe.Stop();
        }
    }
}
