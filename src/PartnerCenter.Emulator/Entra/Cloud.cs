using System;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Emulator.Entra;

/// <summary>
/// Hosts, audiences and issuers of a national cloud.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/partner-center-rest-urls">Partner Center REST URLs</see>.
/// </remarks>
internal sealed class Cloud
{
    /// <summary>The audience of the retired graph: tokens for it are issued, and refused by the API.</summary>
    public const string RetiredAudience = "https://graph.windows.net";

    public static readonly Cloud Global = new(
        PartnerEnvironment.Global,
        "api.partnercenter.microsoft.com",
        ["login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"],
        "https://sts.windows.net/");

    public static readonly Cloud Government = new(
        PartnerEnvironment.USGovernment,
        "api.partnercenter.microsoft.com",
        ["login.microsoftonline.us", "login.usgovcloudapi.net"],
        "https://sts.microsoftonline.us/");

    public static readonly Cloud China = new(
        PartnerEnvironment.China,
        "partner.partnercenterapi.microsoftonline.cn",
        ["login.partner.microsoftonline.cn", "login.chinacloudapi.cn"],
        "https://sts.chinacloudapi.cn/");

    public static readonly Cloud[] All = [Global, Government, China];

    private Cloud(PartnerEnvironment environment, string apiHost, string[] loginHosts, string issuerBase)
    {
        Environment = environment;
        ApiHost = apiHost;
        LoginHosts = loginHosts;
        IssuerBase = issuerBase;
        Audience = "https://" + apiHost;
    }

    public PartnerEnvironment Environment { get; }

    public string ApiHost { get; }

    /// <summary>The sign-in hosts, the one to use first.</summary>
    public string[] LoginHosts { get; }

    public string IssuerBase { get; }

    /// <summary>The audience of tokens for the API.</summary>
    public string Audience { get; }

    public static Cloud Of(PartnerEnvironment environment) => Array.Find(All, c => c.Environment == environment) ?? Global;

    /// <summary>The cloud that signs in at this host; <see langword="null"/>: none does (loopback).</summary>
    public static Cloud? ByLoginHost(string host)
    {
        foreach (var cloud in All)
        {
            if (Array.Exists(cloud.LoginHosts, h => h.Equals(host, StringComparison.OrdinalIgnoreCase)))
            {
                return cloud;
            }
        }

        return null;
    }

    public static bool IsApiHost(string host) =>
        host.Equals(Global.ApiHost, StringComparison.OrdinalIgnoreCase) || host.Equals(China.ApiHost, StringComparison.OrdinalIgnoreCase);
}
