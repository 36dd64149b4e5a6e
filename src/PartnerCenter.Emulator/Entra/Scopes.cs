using System;
using System.Collections.Generic;

namespace PartnerCenter.Emulator.Entra;

/// <summary>
/// The <c>scope</c> parameter, taken apart.
/// </summary>
internal sealed class Scopes
{
    // Sign-in knows more resources than the partner's API: a client that asks for one of them gets its token, and is refused by the API.
    private static readonly string[] OtherResources = [Cloud.RetiredAudience, "https://graph.microsoft.com", "https://management.azure.com"];

    private Scopes(string audience, bool isDefault, bool openId, bool offline, string granted)
    {
        Audience = audience;
        IsDefault = isDefault;
        OpenId = openId;
        Offline = offline;
        Granted = granted;
    }

    /// <summary>The resource that the token is for.</summary>
    public string Audience { get; }

    /// <summary>Whether the resource's <c>/.default</c> was asked for.</summary>
    public bool IsDefault { get; }

    public bool OpenId { get; }

    public bool Offline { get; }

    /// <summary>The scopes of the resource as the answer names them.</summary>
    public string Granted { get; }

    /// <summary>Reads the parameter.</summary>
    /// <returns>The scopes, or the error that the service answers with.</returns>
    public static (Scopes? Scopes, EntraError? Error) Read(string? parameter, string tenant, Cloud? cloud)
    {
        if (string.IsNullOrWhiteSpace(parameter))
        {
            return (null, EntraError.ParameterMissing("scope"));
        }

        string? audience = null;
        var isDefault = false;
        var openId = false;
        var offline = false;
        var granted = new List<string>();
        foreach (var scope in parameter!.Split([' '], StringSplitOptions.RemoveEmptyEntries))
        {
            switch (scope.ToLowerInvariant())
            {
                case "openid":
                    openId = true;
                    continue;
                case "offline_access":
                    offline = true;
                    continue;
                case "profile":
                case "email":
                    continue;
            }

            var slash = scope.LastIndexOf('/');
            if (slash <= 0)
            {
                return (null, EntraError.InvalidScope(scope));
            }

            var resource = scope.Substring(0, slash).TrimEnd('/');
            var permission = scope.Substring(slash + 1);
            if (audience is not null && !audience.Equals(resource, StringComparison.OrdinalIgnoreCase))
            {
                return (null, EntraError.InvalidScope(parameter));
            }

            if (!IsKnown(resource, cloud))
            {
                return (null, EntraError.ResourceNotFound(resource, tenant));
            }

            if (permission != ".default" && permission != "user_impersonation")
            {
                return (null, EntraError.InvalidScope(scope));
            }

            audience = resource.ToLowerInvariant();
            isDefault |= permission == ".default";
            granted.Add(scope);
        }

        if (audience is null)
        {
            return (null, EntraError.InvalidScope(parameter));
        }

        var impersonation = audience + "/user_impersonation";
        if (!granted.Contains(impersonation))
        {
            granted.Add(impersonation);
        }

        return (new Scopes(audience, isDefault, openId, offline, string.Join(" ", granted)), null);
    }

    private static bool IsKnown(string resource, Cloud? cloud)
    {
        if (Array.Exists(OtherResources, r => r.Equals(resource, StringComparison.OrdinalIgnoreCase)))
        {
            return true;
        }

        return cloud is null
            ? Array.Exists(Cloud.All, c => c.Audience.Equals(resource, StringComparison.OrdinalIgnoreCase))
            : cloud.Audience.Equals(resource, StringComparison.OrdinalIgnoreCase);
    }
}
