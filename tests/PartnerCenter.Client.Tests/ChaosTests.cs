using System;
using System.Linq;
using System.Threading.Tasks;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Stress.Chaos;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// Whatever goes wrong on the way, every customer gives one result or one error, in order, and nothing is written twice.
/// </summary>
/// <remarks>The same in large, over real sockets: <c>dotnet run -c Release --project tests/PartnerCenter.Stress -- chaos</c>.</remarks>
public sealed class ChaosTests
{
    private const int Customers = 400;
    private const int Seed = 1;

    public static TheoryData<string> Kinds { get; } = new(ChaosKind.All.Select(kind => kind.Key));

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_customer_gives_one_result_or_one_error(string kind)
    {
        using var emulator = new PartnerCenterEmulator(new EmulatorOptions { CustomerCount = 4 * Customers, AccessTokenLifetime = TimeSpan.FromDays(1) });
        var result = await new ChaosRun(new EmulatorChaosServer(emulator), Customers, Seed).TryAsync(ChaosKind.Of(kind), TestContext.Current.CancellationToken);
        Assert.True(result.Holds, result.ToString());
    }
}
