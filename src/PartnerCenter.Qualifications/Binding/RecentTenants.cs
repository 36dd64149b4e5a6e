using System;
using System.Collections.Generic;

namespace PartnerCenter.Qualifications;

/// <summary>
/// The tenants that this process has signed in to, latest first: names only, in memory only.
/// </summary>
internal static class RecentTenants
{
    private const int Most = 20;
    private static readonly List<(string Tenant, string Account)> Tenants = [];

    public static void Add(string tenant, string account)
    {
        lock (Tenants)
        {
            Tenants.RemoveAll(known => known.Tenant.Equals(tenant, StringComparison.OrdinalIgnoreCase));
            Tenants.Insert(0, (tenant, account));
            if (Tenants.Count > Most)
            {
                Tenants.RemoveAt(Most);
            }
        }
    }

    public static (string Tenant, string Account)[] Get()
    {
        lock (Tenants)
        {
            return [.. Tenants];
        }
    }
}
