using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// Checks customer IDs before anything is sent.
/// </summary>
internal static class CustomerIds
{
    /// <summary>Returns the ID in the format that the module shows everywhere: lower case, with hyphens.</summary>
    /// <exception cref="PartnerCenterException">The ID isn't a GUID.</exception>
    public static string Normalize(string? customerId) => TryNormalize(customerId, out var normal)
        ? normal
        : throw new PartnerCenterException(
            PartnerErrorCode.InvalidCustomerId,
            string.Format(CultureInfo.CurrentCulture, Messages.InvalidCustomerId, customerId),
            Advice.Of(nameof(Messages.InvalidCustomerIdAction)))
        { CustomerId = customerId };

    public static bool TryNormalize(string? customerId, [NotNullWhen(true)] out string? normal)
    {
        var valid = Guid.TryParse(customerId, out var id);
        normal = valid ? id.ToString("D", CultureInfo.InvariantCulture) : null;
        return valid;
    }
}
