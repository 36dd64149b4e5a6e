using System;
using System.Collections.Generic;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace PartnerCenter.Qualifications;

/// <summary>
/// The tenants that a runspace has signed in to, latest first: only names, only in memory. In a shared host, another runspace can belong to another user.
/// </summary>
internal static class RecentTenants
{
    private const int Most = 20;
    private static readonly ConditionalWeakTable<Runspace, List<(string Tenant, string Account)>> Runspaces = new();

    public static void Add(string tenant, string account)
    {
        var tenants = Runspaces.GetOrCreateValue(Runspace.DefaultRunspace);
        lock (tenants)
        {
            tenants.RemoveAll(known => known.Tenant.Equals(tenant, StringComparison.OrdinalIgnoreCase));
            tenants.Insert(0, (tenant, account));
            if (tenants.Count > Most)
            {
                tenants.RemoveAt(Most);
            }
        }
    }

    public static (string Tenant, string Account)[] Get()
    {
        if (Runspace.DefaultRunspace is not { } runspace || !Runspaces.TryGetValue(runspace, out var tenants))
        {
            return [];
        }

        lock (tenants)
        {
            return [.. tenants];
        }
    }
}
