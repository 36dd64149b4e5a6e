using System;
using System.Net.Http;
using System.Threading.Tasks;
using PartnerCenter.Client;
using PartnerCenter.Emulator;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// The emulator in memory and the way to sign in to it: the real device code flow, approved at once.
/// </summary>
internal sealed class EmulatorConnection
{
    public EmulatorConnection(int customerCount, int seed)
    {
        var emulator = new PartnerCenterEmulator(new EmulatorOptions { CustomerCount = customerCount, Seed = seed, DeviceCodePollsBeforeApproval = 0 });
        Handler = emulator.CreateHandler();
        Credential = PartnerCredentials.DeviceCode(EmulatorDefaults.ApplicationId, _ => Task.CompletedTask, EmulatorDefaults.TenantId);
    }

    /// <summary>What is shown as the address: no name that could be the service's. Nothing is ever sent there.</summary>
    public Uri Endpoint { get; } = new("https://emulator.invalid/");

    public HttpMessageHandler Handler { get; }

    public PartnerCredential Credential { get; }
}
