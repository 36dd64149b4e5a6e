using System;
using System.Net.Http;
using System.Threading.Tasks;
using PartnerCenter.Client;
using PartnerCenter.Emulator;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// The in-memory emulator and the sign-in to it: the real device code flow, approved immediately.
/// </summary>
internal sealed class EmulatorConnection
{
    public EmulatorConnection(int customerCount, int seed)
    {
        var emulator = new PartnerCenterEmulator(new EmulatorOptions { CustomerCount = customerCount, Seed = seed, DeviceCodePollsBeforeApproval = 0 });
        Handler = emulator.CreateHandler();
        Credential = PartnerCredentials.DeviceCode(EmulatorDefaults.ApplicationId, _ => Task.CompletedTask, EmulatorDefaults.TenantId);
    }

    /// <summary>The displayed address, which can't be mistaken for the service's. Nothing is ever sent to it.</summary>
    public Uri Endpoint { get; } = new("https://emulator.invalid/");

    public HttpMessageHandler Handler { get; }

    public PartnerCredential Credential { get; }
}
