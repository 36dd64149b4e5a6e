using System;
using System.Collections.Generic;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// The addresses of a national cloud: the service, the sign-in, and the audience of a token.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/partner-center-rest-urls">Partner Center REST URLs</see>.
/// </remarks>
public sealed class PartnerCloud
{
    // Partner Center's own application ID. Tokens of the v2.0 format contain it as the audience instead of the address.
    private const string PartnerCenterApplicationId = "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd";

    private static readonly PartnerCloud Global = new("https://api.partnercenter.microsoft.com", "https://login.microsoftonline.com");
    private static readonly PartnerCloud USGovernment = new("https://api.partnercenter.microsoft.com", "https://login.microsoftonline.us");
    private static readonly PartnerCloud China = new("https://partner.partnercenterapi.microsoftonline.cn", "https://login.partner.microsoftonline.cn");

    private PartnerCloud(string endpoint, string authority)
    {
        Endpoint = new Uri(endpoint);
        Authority = new Uri(authority);
        Audience = endpoint;
    }

    /// <summary>The address of the service.</summary>
    public Uri Endpoint { get; }

    /// <summary>The address of the sign-in.</summary>
    public Uri Authority { get; }

    /// <summary>The audience that a token must have.</summary>
    public string Audience { get; }

    /// <summary>The scope of a token for the application itself.</summary>
    public string AppOnlyScope => Audience + "/.default";

    /// <summary>The scope of a token for the application on behalf of a user.</summary>
    public string AppUserScope => Audience + "/user_impersonation";

    /// <summary>Finds the addresses of a national cloud.</summary>
    /// <param name="environment">The cloud.</param>
    /// <returns>Its addresses.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The cloud doesn't exist.</exception>
    public static PartnerCloud Of(PartnerEnvironment environment) => environment switch
    {
        PartnerEnvironment.Global => Global,
        PartnerEnvironment.USGovernment => USGovernment,
        PartnerEnvironment.China => China,
        _ => throw new ArgumentOutOfRangeException(nameof(environment)),
    };

    internal bool Accepts(IEnumerable<string> audiences)
    {
        foreach (var audience in audiences)
        {
            if (string.Equals(audience.TrimEnd('/'), Audience, StringComparison.OrdinalIgnoreCase)
                || string.Equals(audience, PartnerCenterApplicationId, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
