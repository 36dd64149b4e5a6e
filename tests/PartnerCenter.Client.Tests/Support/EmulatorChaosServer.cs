using System;
using System.Net.Http;
using System.Threading.Tasks;
using PartnerCenter.Emulator;
using PartnerCenter.Stress.Chaos;

namespace PartnerCenter.Client.Tests.Support;

/// <summary>
/// The emulator in this process: its handler throws what a socket's caller would get.
/// </summary>
internal sealed class EmulatorChaosServer(PartnerCenterEmulator emulator) : IChaosServer
{
    public Uri? Address => null;

    public HttpMessageHandler CreateHandler(bool outages) => emulator.CreateHandler();

    public Task<string> IssueRefreshTokenAsync() => Task.FromResult(emulator.IssueRefreshToken());

    public Task SetFaultsAsync(FaultPlan? plan)
    {
        emulator.Options.Faults = plan;
        return Task.CompletedTask;
    }

    public Task ResetAsync()
    {
        emulator.Statistics.Reset();
        return Task.CompletedTask;
    }

    public Task<ServerCount> CountAsync()
    {
        var all = emulator.Statistics;
        return Task.FromResult(new ServerCount(
            all.ApiRequests,
            all.FaultsInjected,
            all.FaultsOf(FaultKinds.PageRepeats),
            all.FaultsOf(FaultKinds.TokenExpired) + all.FaultsOf(FaultKinds.TokenRevoked),
            all.Writes,
            all.Concurrency));
    }
}
