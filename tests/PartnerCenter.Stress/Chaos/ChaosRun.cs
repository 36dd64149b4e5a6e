using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Stress.Chaos;

/// <summary>
/// Reads or writes many customers' qualifications while things go wrong, and holds what came out against what must.
/// </summary>
/// <remarks>
/// The same seed brings the same faults to the same requests. All waits are those of the product, on a clock that runs faster.
/// </remarks>
internal sealed class ChaosRun(IChaosServer server, int customers, int seed)
{
    private const int ThrottleLimit = 32;
    private const int Capacity = ThrottleLimit * 32;
    private const double Hurry = 100;

    // Real time. An attempt is given up after it where answers are slow on purpose, else only where something hangs.
    private static readonly TimeSpan ShortAttempt = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongAttempt = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly PartnerClientOptions _defaults = new();
    private List<string>? _everyone;
    private Dictionary<string, string>? _truth;
    private int _written;

    public async Task<ChaosResult> TryAsync(ChaosKind kind, CancellationToken cancellationToken = default)
    {
        await server.SetFaultsAsync(null).ConfigureAwait(false);
        using var handler = server.CreateHandler(kind.Outages);
        using var counting = new CountingHandler(handler);
        using var client = await ConnectAsync(counting, kind.IsSlow ? ShortAttempt : LongAttempt, cancellationToken).ConfigureAwait(false);
        await LearnAsync(cancellationToken).ConfigureAwait(false);
        var inputs = kind.Writes ? Unwritten() : _everyone!.GetRange(0, customers);
        counting.Reset();
        await server.ResetAsync().ConfigureAwait(false);
        await server.SetFaultsAsync(Plan(kind)).ConfigureAwait(false);

        var watch = Stopwatch.StartNew();
        var outcome = await Task.Run(() => RunAsync(client, kind, inputs, cancellationToken), cancellationToken).ConfigureAwait(false);
        watch.Stop();
        var count = await server.CountAsync().ConfigureAwait(false);
        await server.SetFaultsAsync(null).ConfigureAwait(false);

        var complaints = new List<string>();
        CheckResults(kind, inputs, outcome, counting, complaints);
        CheckRequests(kind, outcome, counting, count, complaints);
        if (kind.Writes)
        {
            await CheckWritesAsync(outcome, count, complaints, cancellationToken).ConfigureAwait(false);
        }

        return new ChaosResult(
            kind.Name, inputs.Count, count.ApiRequests, kind.Outages ? counting.Attempts - counting.Calls : count.Faults, counting.Attempts - counting.Calls,
            outcome.Results.Count(result => result.Error is not null) + (outcome.ListingError is null ? 0 : 1), watch.Elapsed, complaints);
    }

    private static async Task<Outcome> RunAsync(PartnerClient client, ChaosKind kind, List<string> inputs, CancellationToken cancellationToken)
    {
        var results = new List<CallResult<string, IReadOnlyList<CustomerQualification>>>(inputs.Count);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var limited = client.With(new PartnerOperation { MaxConcurrentRequests = ThrottleLimit });
        var pump = new OrderedCalls<string, IReadOnlyList<CustomerQualification>>(Capacity, ReadAsync, stop.Token);
        var listed = new List<string>(inputs.Count);
        Exception? listingError = null;
        if (kind.Lists)
        {
            try
            {
                await foreach (var customer in client.Customers.ListAsync(new CustomerQuery { PageSize = 20 }, cancellationToken).ConfigureAwait(false))
                {
                    Add(customer.CustomerId);
                    if (listed.Count == inputs.Count)
                    {
                        break;
                    }
                }
            }
            catch (PartnerCenterException failure)
            {
                listingError = failure;
            }
        }
        else
        {
            inputs.ForEach(Add);
        }

        while (pump.Count > 0)
        {
            Take(Patience);
        }

        return new Outcome(listed, results, listingError);

        void Add(string id)
        {
            while (pump.IsFull)
            {
                Take(Patience);
            }

            listed.Add(id);
            pump.Add(id);
            while (pump.TryTake(TimeSpan.Zero, out var result))
            {
                results.Add(result);
            }
        }

        void Take(TimeSpan patience)
        {
            if (!pump.TryTake(patience, out var result))
            {
                throw new TimeoutException($"No result came within {patience}.");
            }

            results.Add(result);
        }

        async ValueTask<IReadOnlyList<CustomerQualification>> ReadAsync(string id, CancellationToken token) =>
            kind.Writes
                ? [await limited.Customers[id].Qualifications.CreateAsync(QualificationRequest.StateOwnedEntity(), token).ConfigureAwait(false)]
                : await limited.Customers[id].Qualifications.GetAsync(token).ConfigureAwait(false);
    }

    private static string Describe(IEnumerable<CustomerQualification> all) =>
        string.Join(
            "; ",
            all.Select(
                one =>
                    FormattableString.Invariant(
                        $"{one.CustomerId} {one.RawQualification} {one.RawVettingStatus} {one.VettingReason} {one.VettingCreatedDate:O}")));

    private static void CheckRequests(ChaosKind kind, Outcome outcome, CountingHandler counting, ServerCount count, List<string> complaints)
    {
        var calls = counting.CallsTo(kind.Writes ? HttpMethod.Post : HttpMethod.Get, "/qualifications");
        if (calls != outcome.Listed.Count)
        {
            complaints.Add($"{calls} calls for {outcome.Listed.Count} customers.");
        }

        var most = new PartnerClientOptions().RetryAttempts + 1;
        if (counting.MaxLimitedAttempts > most)
        {
            complaints.Add($"A call was sent {counting.MaxLimitedAttempts} times, {most} are allowed.");
        }

        // Each fault costs one more request, and each expiry or revocation one for each request that was under way with the old token. A renewal that fails
        // costs the same again, because the calls that waited for it are retried with the token that they have.
        var tokens = kind.Expiries + kind.Revocations + counting.FailedSignIns;
        if (counting.Unauthorized > tokens * ThrottleLimit)
        {
            complaints.Add($"{counting.Unauthorized} requests were refused for {tokens} lost tokens and failed renewals.");
        }

        var allowed = kind.Outages ? counting.Attempts : counting.Calls + count.Faults - count.Repeats - count.TokenFaults + counting.Unauthorized;
        if (count.ApiRequests > allowed)
        {
            complaints.Add($"{count.ApiRequests} requests, {allowed} are allowed.");
        }

        if (kind.Outages ? counting.Attempts == counting.Calls : count.Faults == 0)
        {
            complaints.Add("Nothing went wrong.");
        }
    }

    private async Task<PartnerClient> ConnectAsync(CountingHandler handler, TimeSpan attempt, CancellationToken cancellationToken)
    {
        using var token = new System.Security.SecureString();
        foreach (var character in await server.IssueRefreshTokenAsync().ConfigureAwait(false))
        {
            token.AppendChar(character);
        }

        return await PartnerClient.ConnectAsync(
            PartnerCredentials.RefreshToken(token, EmulatorDefaults.ApplicationId),
            new PartnerClientOptions
            {
                Endpoint = server.Address,
                Authority = server.Address,
                HttpHandler = handler,
                TimeProvider = new AcceleratedTimeProvider(Hurry),
                AttemptTimeout = attempt * Hurry,
                CallTimeout = Patience * Hurry,
            },
            cancellationToken).ConfigureAwait(false);
    }

    // What comes when nothing goes wrong.
    private async Task LearnAsync(CancellationToken cancellationToken)
    {
        if (_truth is not null)
        {
            return;
        }

        using var handler = server.CreateHandler(outages: false);
        using var counting = new CountingHandler(handler);
        using var client = await ConnectAsync(counting, LongAttempt, cancellationToken).ConfigureAwait(false);
        _everyone = [];
        await foreach (var customer in client.Customers.ListAsync(new CustomerQuery { PageSize = 500 }, cancellationToken).ConfigureAwait(false))
        {
            _everyone.Add(customer.CustomerId);
        }

        var outcome = await Task.Run(() => RunAsync(client, new ChaosKind("none", "nothing", FaultKinds.None), _everyone, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        _truth = outcome.Results.ToDictionary(result => result.Input, result => Describe(result.Output!), StringComparer.Ordinal);
        _written = customers;
    }

    // Customers that have no such qualification yet.
    private List<string> Unwritten()
    {
        var some = _everyone!.Skip(_written)
            .Where(id => !_truth![id].Contains("StateOwnedEntity", StringComparison.OrdinalIgnoreCase))
            .Take(customers)
            .ToList();
        _written = _everyone!.IndexOf(some[^1]) + 1;
        return some.Count == customers ? some : throw new InvalidOperationException("There are too few customers to write to.");
    }

    private FaultPlan Plan(ChaosKind kind)
    {
        var plan = new FaultPlan
        {
            Seed = seed,
            Rate = kind.Outages && server.Address is not null ? 0 : kind.Rate,
            Kinds = kind.Kinds,
            MaxInARow = kind.MaxInARow,
            IncludeTokenRequests = kind.SignInFails,
            SlowAnswerDelay = TimeSpan.FromMinutes(10),
        };
        // So far apart that a call does not lose its token twice, not even one that gets no turn while others make hundreds of calls.
        var events = Math.Min(kind.Expiries + kind.Revocations, Math.Max(1, customers / 1000));
        for (var i = 0; i < events; i++)
        {
            (i % 2 < kind.Expiries && (kind.Revocations == 0 || i % 2 == 0) ? plan.ExpireTokensAt : plan.RevokeTokensAt).Add(
                (long)customers * (i + 1) / (events + 1));
        }

        return plan;
    }

    private void CheckResults(ChaosKind kind, List<string> inputs, Outcome outcome, CountingHandler counting, List<string> complaints)
    {
        if (!outcome.Listed.SequenceEqual(inputs.Take(outcome.Listed.Count)))
        {
            complaints.Add("The listing is out of order, or has customers twice or not at all.");
        }

        if (outcome.Listed.Count < inputs.Count && outcome.ListingError is null)
        {
            complaints.Add($"The listing ended after {outcome.Listed.Count} customers without an error.");
        }

        if (!outcome.Results.Select(result => result.Input).SequenceEqual(outcome.Listed))
        {
            complaints.Add($"{outcome.Listed.Count} customers went in, {outcome.Results.Count} came out, or in another order.");
        }

        foreach (var result in outcome.Results)
        {
            if (result.Error is null == result.Output is null)
            {
                complaints.Add($"Customer {result.Input} has neither a result nor an error, or both.");
            }
            else if (result.Error is not null)
            {
                CheckError(result.Error, counting, complaints);
            }
            else if (kind.Writes
                ? result.Output is not [{ Qualification: Qualification.StateOwnedEntity } one] || one.CustomerId != result.Input
                : Describe(result.Output!) != _truth![result.Input])
            {
                complaints.Add($"Customer {result.Input} got another answer: {Describe(result.Output!)}.");
            }
        }

        if (outcome.ListingError is not null)
        {
            CheckError(outcome.ListingError, counting, complaints);
        }

        if (complaints.Count > 5)
        {
            complaints.RemoveRange(5, complaints.Count - 5);
        }
    }

    // The only reason to give up is that every attempt failed.
    private void CheckError(Exception error, CountingHandler counting, List<string> complaints)
    {
        if (error is not PartnerCenterException { Error: PartnerErrorCode.ServiceUnavailable or PartnerErrorCode.RequestTimeout } failure
            || counting.LimitedAttemptsOf(failure.RequestId) != _defaults.RetryAttempts + 1)
        {
            complaints.Add(
                $"{(error as PartnerCenterException)?.Error.ToString() ?? error.GetType().Name} after {counting.LimitedAttemptsOf((error as PartnerCenterException)?.RequestId)} attempts: {error.Message}");
        }
    }

    private async Task CheckWritesAsync(Outcome outcome, ServerCount count, List<string> complaints, CancellationToken cancellationToken)
    {
        using var handler = server.CreateHandler(outages: false);
        using var counting = new CountingHandler(handler);
        using var client = await ConnectAsync(counting, LongAttempt, cancellationToken).ConfigureAwait(false);
        var after = await Task.Run(
            () => RunAsync(client, new ChaosKind("none", "nothing", FaultKinds.None), outcome.Listed, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        var holders = 0;
        foreach (var (before, now) in outcome.Results.Zip(after.Results))
        {
            var held = now.Output!.Count(one => one.Qualification == Qualification.StateOwnedEntity);
            holders += held;
            if (held > 1 || (held == 0 && before.Error is null))
            {
                complaints.Add($"Customer {now.Input} holds it {held} times.");
            }
        }

        if (count.Writes != holders)
        {
            complaints.Add($"{count.Writes} writes for {holders} customers.");
        }
    }

    private sealed record Outcome(List<string> Listed, List<CallResult<string, IReadOnlyList<CustomerQualification>>> Results, Exception? ListingError);
}
