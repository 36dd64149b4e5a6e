using System;
using System.Collections.Generic;

namespace PartnerCenter.Emulator;

/// <summary>
/// Faults by chance, and yet the same at every run: whether a request fails depends on the seed, on what it asks for, and on how often that was asked before,
/// not on when it comes or what else is under way.
/// </summary>
/// <remarks>Set a new plan to begin anew: how often something was asked is counted for each plan.</remarks>
public sealed class FaultPlan
{
    /// <summary>Decides which requests fail, and how.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>Which part of the API's answers fails: 0 to 1.</summary>
    public double Rate { get; set; }

    /// <summary>The kinds to choose from; for each request, those that can befall it.</summary>
    public FaultKinds Kinds { get; set; } = FaultKinds.All;

    /// <summary>What <c>Retry-After</c> says; sent in whole seconds, rounded up. Zero is sent as zero.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How late a slow answer is, in real time.</summary>
    public TimeSpan SlowAnswerDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>After how many faults in a row a request is let through; zero: never.</summary>
    public int MaxInARow { get; set; }

    /// <summary>Whether token requests fail, too: with those kinds that are not about pages, writing or tokens.</summary>
    public bool IncludeTokenRequests { get; set; }

    /// <summary>The API requests, counted from 1 since the plan was set, at which all tokens issued so far expire.</summary>
    public ICollection<long> ExpireTokensAt { get; } = new HashSet<long>();

    /// <summary>The API requests, counted from 1 since the plan was set, at which all tokens issued so far are revoked.</summary>
    public ICollection<long> RevokeTokensAt { get; } = new HashSet<long>();
}
