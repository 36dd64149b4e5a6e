using System;
using System.Text.RegularExpressions;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// Decides what may stand for a tenant in the address of a sign-in.
/// </summary>
/// <remarks>
/// The tenant becomes a part of the address that a secret is sent to, so nothing that could change the meaning of that address may pass.
/// </remarks>
internal static class TenantName
{
    private const int MaxLength = 253;

    // A domain in its ASCII form, whose last label is not a number: that would be an IP address.
    private static readonly Regex Domain = new(
        @"\A(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])\z", RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1));

    // Not Guid.TryParse, which takes signs and prefixes for parts of a number.
    private static readonly Regex Id = new(
        @"\A[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>Returns the tenant if it is a GUID, a domain or one of Entra's words.</summary>
    /// <param name="tenant">The tenant; null where the sign-in decides.</param>
    /// <exception cref="PartnerCenterException">It is something else.</exception>
    public static string? Require(string? tenant) => tenant is null || IsValid(tenant)
        ? tenant
        : throw new PartnerCenterException(
            PartnerErrorCode.InvalidRequest, Messages.InvalidTenant, Advice.Of(nameof(Messages.InvalidTenantAction)))
        { AffectsEveryCustomer = true };

    private static bool IsValid(string tenant) =>
        Id.IsMatch(tenant)
        || tenant.ToUpperInvariant() is "COMMON" or "ORGANIZATIONS" or "CONSUMERS"
        || (tenant.Length <= MaxLength && Domain.IsMatch(tenant));
}
