using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading.Tasks;
using PartnerCenter.Client;
using PartnerCenter.Client.Tests.Support;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Stress.Fuzzing;

/// <summary>
/// Gives every reader of answers bodies that no server should send, made from those of the service's documents and of the emulator:
/// what comes out is objects or <see cref="PartnerErrorCode.InvalidResponse"/>, nothing else, and in time.
/// </summary>
internal static class FuzzSuite
{
    private const int ShownFailures = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task<bool> RunAsync(int cases, int seed)
    {
        using var emulator = new PartnerCenterEmulator(new EmulatorOptions { CustomerCount = 25 });
        using var service = emulator.CreateHandler();
        using var handler = new FuzzHandler(service);
        using var token = new System.Security.SecureString();
        foreach (var character in emulator.IssueAccessToken())
        {
            token.AppendChar(character);
        }

        using var client = await PartnerClient.ConnectAsync(
            PartnerCredentials.AccessToken(token), new PartnerClientOptions { HttpHandler = handler, RetryAttempts = 0 }).ConfigureAwait(false);
        var id = emulator.Customers[0].CustomerId;
        var customer = client.Customers[id];
        var documents = SeedPayloads.Names.Where(name => !name.StartsWith("001", StringComparison.Ordinal)).Select(SeedPayloads.Read).ToArray();
        Reader[] readers =
        [
            new("qualifications", async () => Check(await customer.Qualifications.GetAsync().ConfigureAwait(false), id)) { Payloads = documents },
            new(
                "a requested qualification",
                async () => Check([await customer.Qualifications.CreateAsync(QualificationRequest.StateOwnedEntity()).ConfigureAwait(false)], id))
            { Payloads = documents },
            new("the older endpoint's qualification", async () => Check([await customer.Qualification.GetAsync().ConfigureAwait(false)], id))
            { Payloads = [SeedPayloads.Read("001-education"), "3"u8.ToArray()] },
            new("a customer", async () => Check(await customer.GetAsync().ConfigureAwait(false))),
            new("pages of customers", async () =>
            {
                var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
                await foreach (var one in client.Customers.ListAsync(new CustomerQuery { PageSize = 5 }).ConfigureAwait(false))
                {
                    Check(one);
                    Require(seen.Add(one.CustomerId), "a customer came twice");
                }
            }),
            new("validation codes", async () => _ = (await client.Validations.GetAsync().ConfigureAwait(false)).Select(code => code.ToString()).ToList()),
            new(
                "a validation status",
                async () => Require((await customer.GetValidationStatusAsync().ConfigureAwait(false)).CustomerId == id, "another customer")),
            new("changes of qualifications", async () =>
            {
                await foreach (var change in client.AuditRecords.ListQualificationChangesAsync(DateTimeOffset.UtcNow.AddDays(-20)).ConfigureAwait(false))
                {
                    Require(change.ToString() is not null, "no text");
                }
            }),
            new("refusals", async () => await customer.Qualifications.GetAsync().ConfigureAwait(false))
            {
                Status = HttpStatusCode.Forbidden,
                Payloads = ["""{"code":"900308","description":"No privilege.","data":[],"source":"PartnerAPI"}"""u8.ToArray(),
                    "\"Customer tagging denied.\""u8.ToArray(), "<html><title>x</title></html>"u8.ToArray()],
            },
        ];
        foreach (var reader in readers.Where(reader => reader.Status == HttpStatusCode.OK))
        {
            handler.Seen.Clear();
            await reader.Use().ConfigureAwait(false);
            reader.Payloads = [.. reader.Payloads, .. handler.Seen];
        }

        Console.WriteLine($"seed {seed}");
        Console.WriteLine($"{"answers read as",-36} {"cases",9} {"objects",9} {"refused",9} {"failed",7} {"seconds",8}");
        var failures = new List<string>();
        for (var i = 0; i < readers.Length; i++)
        {
            var share = (cases / readers.Length) + (i < cases % readers.Length ? 1 : 0);
            await TryAsync(readers[i], handler, share, seed, failures).ConfigureAwait(false);
        }

        failures.Take(ShownFailures).ToList().ForEach(Console.WriteLine);
        return failures.Count == 0;
    }

    private static async Task TryAsync(Reader reader, FuzzHandler handler, int cases, int seed, List<string> failures)
    {
        var watch = Stopwatch.StartNew();
        int objects = 0, refused = 0, failed = 0;
        handler.Status = reader.Status;
        for (var i = 0; i < cases; i++)
        {
            var body = PayloadMutator.Mutate(reader.Payloads, unchecked((seed * 1_000_003) + i));
            handler.Body = body;
            try
            {
                await reader.Use().WaitAsync(Patience).ConfigureAwait(false);
                objects++;
            }
            catch (PartnerCenterException failure) when (
                reader.Status == HttpStatusCode.OK
                    ? failure is { Error: PartnerErrorCode.InvalidResponse, StatusCode: 200 or null }
                    : failure is { StatusCode: 403, Description: null or { Length: <= 501 } })
            {
                refused++;
            }
#pragma warning disable CA1031 // Whatever it is, it is what is looked for.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failed++;
                failures.Add(
                    $"{reader.Name}, case {i} of seed {seed}: {exception.GetType().Name}: {exception.Message}\n    {Encoding.Latin1.GetString(body.AsSpan(0, Math.Min(body.Length, 300)))}");
            }
        }

        if (cases > 100 && ((objects == 0 && reader.Status == HttpStatusCode.OK) || refused == 0))
        {
            failures.Add($"{reader.Name}: {objects} and {refused}: both must occur, or the bodies are not what they should be.");
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture, $"{reader.Name,-36} {cases,9:N0} {objects,9:N0} {refused,9:N0} {failed,7:N0} {watch.Elapsed.TotalSeconds,8:0.0}"));
    }

    private static void Check(Customer customer) => Require(customer.CustomerId is not null && customer.ToString() is not null, "no id");

    private static void Check(IEnumerable<CustomerQualification> all, string id)
    {
        foreach (var one in all)
        {
            Require(one.CustomerId == id, "another customer's");
            Require(Enum.IsDefined(one.Qualification) && Enum.IsDefined(one.VettingStatus), "an undefined value");
            Require(one.VettingCreatedDate is null || one.VettingCreatedDate.Value.Offset == TimeSpan.Zero, "a date that is not in UTC");
            Require(one.ToString() is not null, "no text");
        }
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidOperationException("There was " + otherwise + ".");
        }
    }

    private sealed record Reader(string Name, Func<Task> Use)
    {
        public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

        /// <summary>Good bodies to start from.</summary>
        public byte[][] Payloads { get; set; } = [];
    }
}
