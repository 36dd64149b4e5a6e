using System;
using System.Globalization;
using System.Net;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Pipeline;

/// <summary>
/// A proxy on the way that wants to know who asks: <c>407</c>, in place of a connection or as an answer.
/// </summary>
internal static class ProxyRefusal
{
    /// <summary>Whether this is why a connection could not be made.</summary>
    public static bool IsCauseOf(Exception exception)
    {
        foreach (var cause in ExceptionChain.Of(exception))
        {
            if (cause is WebException { Response: HttpWebResponse { StatusCode: HttpStatusCode.ProxyAuthenticationRequired } }
                || HttpTransport.IsProxyRefusal(cause))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What happened, as a sentence. The proxy's address is shown without what may stand before an @ in it.</summary>
    public static string Describe(Uri destination)
    {
        var proxy = new SystemProxy().GetProxy(destination);
        return string.Format(
            CultureInfo.CurrentCulture,
            Messages.ProxyAuthentication,
            proxy is null || proxy == destination ? "?" : proxy.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped),
            destination);
    }
}
