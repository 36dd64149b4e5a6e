using System;
using System.Globalization;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Accepts a website as an address or as a host name only.
/// </summary>
internal static class Websites
{
    /// <exception cref="PartnerCenterException">The text is neither.</exception>
    public static string? Normalize(string? website)
    {
        if (website is null)
        {
            return null;
        }

        var text = website.Trim();
        var candidate = text.Contains("://") ? text : "https://" + text;
        return Uri.TryCreate(candidate, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            && address.Host.IndexOf('.') > 0

            // An email address also has a host name, after the user name.
            && address.UserInfo.Length == 0
            ? text
            : throw new PartnerCenterException(
                PartnerErrorCode.InvalidRequest,
                string.Format(CultureInfo.CurrentCulture, CommandMessages.InvalidWebsite, website),
                CommandMessages.InvalidWebsiteAction)
            { AffectsEveryCustomer = true };
    }
}
