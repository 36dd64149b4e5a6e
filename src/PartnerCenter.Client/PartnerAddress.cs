using System;
using System.Globalization;
using System.Net;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// Decides which addresses may receive a token or a secret.
/// </summary>
internal static class PartnerAddress
{
    /// <summary>Returns the address of the service with a trailing slash, so that relative paths are below it.</summary>
    /// <exception cref="PartnerCenterException">The address is neither https nor a loopback address, or has parts that an endpoint cannot have.</exception>
    public static Uri RequireEndpoint(Uri address)
    {
        RequireSafe(address);
        return address.AbsoluteUri.EndsWith("/", StringComparison.Ordinal) ? address : new Uri(address.AbsoluteUri + "/");
    }

    /// <summary>Returns the sign-in address, which is only a scheme, a host, and a port. The path depends on the tenant.</summary>
    /// <exception cref="PartnerCenterException">The address is neither https nor a loopback address, or has more parts.</exception>
    public static Uri RequireAuthority(Uri address)
    {
        RequireSafe(address);
        return address.AbsolutePath == "/" ? address : throw Refuse(Messages.AuthorityWithPath, address, Advice.Of(nameof(Messages.AuthorityWithPathAction)));
    }

    /// <summary>Whether both addresses have the same scheme, host, and port.</summary>
    public static bool IsSameOrigin(Uri first, Uri second) =>
        first.Scheme == second.Scheme && first.Port == second.Port && string.Equals(first.IdnHost, second.IdnHost, StringComparison.OrdinalIgnoreCase);

    public static bool IsLoopbackHttp(Uri address) => address.Scheme == Uri.UriSchemeHttp && address.IsLoopback;

    /// <summary>Whether the address is a loopback address, or a link-local address such as that of a managed identity.</summary>
    public static bool IsLocal(Uri address)
    {
        if (address.IsLoopback)
        {
            return true;
        }

        if (!IPAddress.TryParse(address.DnsSafeHost, out var ip))
        {
            return false;
        }

        ip = ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip;
        return IPAddress.IsLoopback(ip) || ip.IsIPv6LinkLocal || IsIPv4LinkLocal(ip.GetAddressBytes());
    }

    private static bool IsIPv4LinkLocal(byte[] address) => address.Length == 4 && address[0] == 169 && address[1] == 254;

    private static void RequireSafe(Uri address)
    {
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
        {
            // Without a scheme, what is what in it cannot be told: "name:password@host" is an address with the scheme "name".
            throw new PartnerCenterException(
                PartnerErrorCode.InvalidRequest, Messages.AddressWithoutScheme,
                Advice.Of(nameof(Messages.InsecureAddressAction)))
            { AffectsEveryCustomer = true };
        }

        if (address.Scheme != Uri.UriSchemeHttps && !IsLoopbackHttp(address))
        {
            throw Refuse(Messages.InsecureAddress, address, Advice.Of(nameof(Messages.InsecureAddressAction)));
        }

        if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            throw Refuse(Messages.AddressWithExtras, address, Advice.Of(nameof(Messages.AddressWithExtrasAction)));
        }
    }

    // The text before an @ or after a question mark can be a secret, so it isn't repeated.
    private static PartnerCenterException Refuse(string message, Uri address, Advice action) =>
        new(
            PartnerErrorCode.InvalidRequest,
            string.Format(
                CultureInfo.CurrentCulture,
                message,
                address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)),
            action)
        { AffectsEveryCustomer = true };
}
