using System;
using System.Globalization;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// Decides which addresses may see a token or a secret.
/// </summary>
internal static class PartnerAddress
{
    /// <summary>Returns the address with a closing slash, so that relative paths go below it.</summary>
    /// <exception cref="PartnerCenterException">The address is neither https nor a loopback address.</exception>
    public static Uri RequireSafe(Uri address)
    {
        if (!address.IsAbsoluteUri || !(address.Scheme == Uri.UriSchemeHttps || IsLoopbackHttp(address)))
        {
            throw new PartnerCenterException(
                PartnerCenterError.InvalidRequest,
                string.Format(CultureInfo.CurrentCulture, Messages.InsecureAddress, address),
                Messages.InsecureAddressAction)
            { AffectsEveryCustomer = true };
        }

        return address.AbsoluteUri.EndsWith("/", StringComparison.Ordinal) ? address : new Uri(address.AbsoluteUri + "/");
    }

    public static bool IsLoopbackHttp(Uri address) => address.Scheme == Uri.UriSchemeHttp && address.IsLoopback;
}
