using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.NetworkInformation;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using PartnerCenter.Emulator;
using Xunit;

namespace PartnerCenter.Client.Tests.Support;

/// <summary>
/// What a browser does in a sign-in, without the browser: asks the emulator for the page, and carries what comes back to the listener on this
/// machine, by redirect or by the form that submits itself.
/// </summary>
internal sealed class HeadlessBrowser(PartnerCenterEmulator emulator)
{
    private static readonly Regex Input = new("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"");
    private static readonly Regex Action = new("<form [^>]*action=\"([^\"]*)\"");

    public Uri? Opened { get; private set; }

    public async Task OpenAsync(Uri address)
    {
        Opened = address;
        using var handler = emulator.CreateHandler();
        using var signIn = new HttpClient(handler);
        using var answer = await signIn.GetAsync(address, TestContext.Current.CancellationToken);
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        // A real request over a real socket. Its answer is not waited for: the sign-in library wants to go on meanwhile.
        _ = VisitAsync(answer.StatusCode == HttpStatusCode.Redirect ? new HttpRequestMessage(HttpMethod.Get, answer.Headers.Location) : Submit(page));
    }

    private static HttpRequestMessage Submit(string page)
    {
        var values = Input.Matches(page).ToDictionary(match => match.Groups[1].Value, match => WebUtility.HtmlDecode(match.Groups[2].Value));
        Assert.NotEmpty(values);
        return new HttpRequestMessage(
            HttpMethod.Post, WebUtility.HtmlDecode(Action.Match(page).Groups[1].Value))
        { Content = new FormUrlEncodedContent(values) };
    }

    private static async Task VisitAsync(HttpRequestMessage request)
    {
        using (request)
        {
            // No person is as quick as this: the listener starts when the browser has been opened, and a connection in the middle of its start
            // makes HttpListener throw.
            for (var i = 0; i < 1000 && !IsListening(request.RequestUri!.Port); i++)
            {
                await Task.Delay(10);
            }

            await Task.Delay(50);
            using var local = new HttpClient();
            using var page = await local.SendAsync(request);
        }
    }

    private static bool IsListening(int port) =>
        Array.Exists(IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(), listener => listener.Port == port);
}
