using System;
using System.Net.Http;
using System.Threading.Tasks;
using PartnerCenter.Emulator;

namespace PartnerCenter.Stress.Chaos;

/// <summary>
/// The emulator, in this process or behind a port.
/// </summary>
internal interface IChaosServer
{
    /// <summary>Its address; null where the handler leads to it whatever the address.</summary>
    Uri? Address { get; }

    /// <summary>The way to it.</summary>
    /// <param name="outages">Whether the server's name cannot be resolved now and then.</param>
    HttpMessageHandler CreateHandler(bool outages);

    /// <summary>A user's refresh token.</summary>
    Task<string> IssueRefreshTokenAsync();

    /// <summary>Begins a plan of faults, or ends it.</summary>
    Task SetFaultsAsync(FaultPlan? plan);

    /// <summary>Sets all counters to zero.</summary>
    Task ResetAsync();

    /// <summary>What it counted since.</summary>
    Task<ServerCount> CountAsync();
}

/// <summary>What the server counted.</summary>
/// <param name="ApiRequests">Requests, those for tokens left out.</param>
/// <param name="Faults">Answers that were replaced, delayed or broken.</param>
/// <param name="Repeats">Those of them that were pages that led to themselves, which is no reason to ask again.</param>
/// <param name="TokenFaults">Those of them that hit token requests or tokens.</param>
/// <param name="Writes">Writes that were performed.</param>
/// <param name="Concurrency">Requests that are under way.</param>
internal sealed record ServerCount(long ApiRequests, long Faults, long Repeats, long TokenFaults, long Writes, long Concurrency);
