using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using FsCheck;
using FsCheck.Fluent;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// Whatever bytes come as a body, what comes out is objects or <see cref="PartnerErrorCode.InvalidResponse"/>.
/// </summary>
/// <remarks>
/// <c>PARTNERCENTER_FUZZ_CASES</c> sets how many bodies each endpoint is tried with; <c>PARTNERCENTER_FUZZ_SEED</c> tries the one with that seed,
/// as a failure names it.
/// </remarks>
public sealed class AnyBodyTests
{
    private const string CustomerJson =
        """
        {"id":"5aa9d8cf-1f1c-4b6e-9a0c-000000000001","commerceId":"c0ffee00-0000-4000-8000-000000000001","relationshipToPartner":"reseller",
         "companyProfile":{"tenantId":"5aa9d8cf-1f1c-4b6e-9a0c-000000000001","domain":"fabrikam.onmicrosoft.com","companyName":"Fabrikam, Inc."}}
        """;

    private const string PageJson =
        """{"totalCount":2,"items":["""
        + CustomerJson
        + """
        ,{"id":"5aa9d8cf-1f1c-4b6e-9a0c-000000000002"}],"links":{"self":{"uri":"/customers?size=0","method":"GET","headers":[]},
         "next":{"uri":"/customers?size=0&seekOperation=Next","method":"GET","headers":[{"key":"MS-ContinuationToken","value":"token"}]}}}
        """;

    private const string ErrorJson = """{"code":"900308","description":"No privilege.","data":[],"source":"PartnerAPI"}""";

    private static readonly byte[][] QualificationLists = [.. SeedPayloads.Names.Where(name => !name.StartsWith("001", StringComparison.Ordinal))
        .Select(SeedPayloads.Read)];
    private static readonly byte[][] QualificationValues = [SeedPayloads.Read("001-education"), "\"none\""u8.ToArray(), "3"u8.ToArray(),
        "\"government_community_cloud\""u8.ToArray()];
    private static readonly byte[][] Customers = [Encoding.UTF8.GetBytes(CustomerJson)];
    private static readonly byte[][] Pages = [Encoding.UTF8.GetBytes(PageJson), """{"totalCount":0,"items":[],"links":{}}"""u8.ToArray()];
    private static readonly byte[][] Errors = [Encoding.UTF8.GetBytes(ErrorJson), "\"Customer tagging denied.\""u8.ToArray(),
        "<html><title>x</title></html>"u8.ToArray()];

    private static int Cases =>
        int.TryParse(Environment.GetEnvironmentVariable("PARTNERCENTER_FUZZ_CASES"), NumberStyles.None, CultureInfo.InvariantCulture, out var cases)
            ? cases
            : 2000;

    [Fact]
    public Task Qualifications() => TryAsync(QualificationLists, 200, async connection =>
    {
        foreach (var item in await connection.ReadAsync())
        {
            AssertSound(item, connection.CustomerId);
        }
    });

    [Fact]
    public Task Qualification() => TryAsync(QualificationValues, 200, async connection =>
        AssertSound(await connection.Customer.Qualification.GetAsync(TestContext.Current.CancellationToken), connection.CustomerId));

    [Fact]
    public Task Customer() => TryAsync(Customers, 200, async connection =>
        Assert.NotNull((await connection.Customer.GetAsync(TestContext.Current.CancellationToken)).CustomerId));

    [Fact]
    public Task Page() => TryAsync(Pages, 200, async connection =>
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        await foreach (var customer in connection.Client.Customers.ListAsync(cancellationToken: TestContext.Current.CancellationToken))
        {
            Assert.True(seen.Add(customer.CustomerId), "twice: " + customer.CustomerId);
        }
    });

    [Fact]
    public Task Error() => TryAsync(Errors, 403, async connection =>
    {
        var failure = await connection.FailAsync();
        Assert.Equal(403, failure.StatusCode);
        Assert.True(failure.Description is null or { Length: <= 501 });
        Assert.Contains(
            failure.Error, new[] { PartnerErrorCode.AccessDenied, PartnerErrorCode.AppOnlyNotSupported, PartnerErrorCode.QualificationNotAllowed });
    });

    [Fact]
    public void The_same_seed_makes_the_same_body_and_another_one_another()
    {
        Assert.Equal(PayloadMutator.Mutate(QualificationLists, 17), PayloadMutator.Mutate(QualificationLists, 17));
        var bodies = Enumerable.Range(0, 1000).Select(seed => Convert.ToBase64String(PayloadMutator.Mutate(QualificationLists, seed))).Distinct().Count();
        Assert.True(bodies > 900, $"{bodies} of 1000");
    }

    private static async Task TryAsync(byte[][] payloads, int status, Func<TestConnection, Task> use)
    {
        // Nothing is tried again: each body once.
        using var connection = await TestConnection.OpenAsync(options => options.RecordRequests = false, retries: 0);
        var objects = 0;
        var refusals = 0;
        void Try(int seed)
        {
            var body = PayloadMutator.Mutate(payloads, seed);
            connection.Emulator.ClearResponses();
            connection.Emulator.RespondWith(_ => true, new CannedResponse(status, body, "application/json"));
            try
            {
                use(connection).WaitAsync(TimeSpan.FromSeconds(20)).GetAwaiter().GetResult();
                objects++;
            }
            catch (PartnerCenterException failure) when (failure is { Error: PartnerErrorCode.InvalidResponse, StatusCode: 200 or null })
            {
                refusals++;
            }
#pragma warning disable CA1031 // Whatever it is, it is what this test looks for.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Assert.Fail(
                    $"PARTNERCENTER_FUZZ_SEED={seed.ToString(CultureInfo.InvariantCulture)} ({Encoding.Latin1.GetString(body)[..Math.Min(body.Length, 500)]}): {exception}");
            }
        }

        if (int.TryParse(
            Environment.GetEnvironmentVariable("PARTNERCENTER_FUZZ_SEED"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var one))
        {
            Try(one);
            return;
        }

        var seeds = Arb.From(Gen.Choose(int.MinValue, int.MaxValue));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Cases), Prop.ForAll(seeds, Try));

        // Both must occur, or the bodies are not what they should be.
        Assert.True(objects > 0 && (refusals > 0 || status != 200), $"{objects} and {refusals}");
    }

    private static void AssertSound(CustomerQualification item, string customerId)
    {
        Assert.Equal(customerId, item.CustomerId);
        Assert.True(Enum.IsDefined(item.Qualification));
        Assert.True(Enum.IsDefined(item.VettingStatus));
        Assert.True(item.VettingCreatedDate is null || item.VettingCreatedDate.Value.Offset == TimeSpan.Zero);
        Assert.NotNull(item.ToString());
    }
}
