using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// The system's proxy, except for addresses of this machine and its link: what is said to them is for nobody else, and a proxy cannot reach them anyway.
/// </summary>
/// <remarks>
/// The system's own settings do not do: <c>http_proxy</c> without <c>no_proxy</c> sends loopback requests, bearer token included, to the proxy.
/// Proxy and credentials are looked up whenever they are needed, so that a session can set them after it has connected.
/// </remarks>
internal sealed class SystemProxy : IWebProxy, ICredentials
{
    public ICredentials? Credentials
    {
        get => this;
        set => throw new NotSupportedException();
    }

    private static IWebProxy? Current => HttpClient.DefaultProxy;

    /// <summary>What opens the proxy on the way to an address: the password, and the name with it.</summary>
    public static IEnumerable<string> FindSecrets(Uri destination)
    {
        var system = new SystemProxy();
        if (system.IsBypassed(destination) || system.GetProxy(destination) is not { } proxy)
        {
            yield break;
        }

        var given = Uri.UnescapeDataString(proxy.UserInfo);
        if (given.IndexOf(':') is var colon and >= 0)
        {
            yield return given;
            yield return given.Substring(colon + 1);
        }

        if (system.Credentials?.GetCredential(proxy, "Basic") is { Password.Length: > 0 } credential)
        {
            yield return $"{credential.UserName}:{credential.Password}";
            yield return credential.Password;
        }
    }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? destination : Current?.GetProxy(destination);

    public bool IsBypassed(Uri host) => PartnerAddress.IsLocal(host) || (Current?.IsBypassed(host) ?? true);

    public NetworkCredential? GetCredential(Uri uri, string authType) => Current?.Credentials?.GetCredential(uri, authType);
}
