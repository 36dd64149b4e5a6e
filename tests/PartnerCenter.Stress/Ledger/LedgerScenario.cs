using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Stress.Ledger;

/// <summary>
/// How a pipeline ends.
/// </summary>
public enum LedgerEnding
{
    /// <summary>After the last row.</summary>
    Normal = 0,

    /// <summary>With <c>Select-Object -First n</c>.</summary>
    SelectFirst,

    /// <summary>With an exception of the command behind it.</summary>
    DownstreamError,

    /// <summary>With the first error, by <c>-ErrorAction Stop</c>.</summary>
    ErrorActionStop,

    /// <summary>With a failure that concerns every customer.</summary>
    Terminating,

    /// <summary>With Ctrl+C.</summary>
    CtrlC,
}

/// <summary>
/// One pipeline that writes: its rows, how it is run, what goes wrong, and how it ends. Everything follows from the seed.
/// </summary>
public sealed record LedgerScenario
{
    /// <summary>The seeds from one to this are those of the tests.</summary>
    public const int TestSeeds = 200;

    private const int MaxCustomers = 2_000;
    private static readonly string[] Codes = [.. Enumerable.Range(0, 7).Select(index => $"0000000{index}-c0de-4000-8000-00000000000{index}")];

    private static readonly LedgerFault[] PassingFaults =
    [
        LedgerFault.Throttled, LedgerFault.ThrottledDate, LedgerFault.ThrottledBare, LedgerFault.Error500, LedgerFault.BadGateway, LedgerFault.RequestTimeout,
        LedgerFault.Unavailable, LedgerFault.UnavailableWait, LedgerFault.GatewayTimeout, LedgerFault.ResetBefore, LedgerFault.ResetMidBody,
        LedgerFault.Truncated,
            LedgerFault.LostAnswer, LedgerFault.PerformedError500, LedgerFault.PerformedGatewayTimeout,
        ];

    private static readonly LedgerFault[] ConnectionFaults = [LedgerFault.ResetBefore, LedgerFault.LostAnswer, LedgerFault.ResetMidBody, LedgerFault.Truncated];
    private static readonly LedgerFault[] ServerFaults = [LedgerFault.Unavailable, LedgerFault.PerformedError500, LedgerFault.PerformedGatewayTimeout];
    private static readonly LedgerFault[] OddAnswers = [LedgerFault.Accepted, LedgerFault.NoContent, LedgerFault.EmptyOk];

    public required int Seed { get; init; }

    /// <summary>Whether <c>Set-PcCustomerQualification</c> writes, through the older endpoint, instead of <c>New-</c>.</summary>
    public bool IsSet { get; init; }

    public required IReadOnlyList<LedgerRow> Rows { get; init; }

    /// <summary>The qualification on the command line, where the rows name none.</summary>
    public Qualification? OnCommandLine { get; init; }

    /// <summary>The parameter; null where it is left out.</summary>
    public int? ThrottleLimit { get; init; }

    public LedgerEnding Ending { get; init; }

    /// <summary>After how many objects, or how many writes that the server has received, the end comes.</summary>
    public int EndsAfter { get; init; }

    /// <summary>Whether errors go the way of the objects, so that the order of both can be seen.</summary>
    public bool MergesErrors { get; init; }

    public bool SkipsExisting { get; init; }

    /// <summary>Whether <c>-Force</c> stands in place of <c>-Confirm:$false</c>.</summary>
    public bool Forces { get; init; }

    /// <summary>Whether the same write with the same <c>MS-RequestId</c> is performed once.</summary>
    public bool Deduplicates { get; init; } = true;

    /// <summary>Whether a token can be renewed.</summary>
    public bool HasRefreshToken { get; init; }

    /// <summary>How long the service takes, at the least and at the most.</summary>
    public (int Least, int Most) DelayMilliseconds { get; init; }

    /// <summary>What goes wrong, by customer.</summary>
    public IReadOnlyDictionary<string, FaultScript> Faults { get; init; } = new Dictionary<string, FaultScript>();

    /// <summary>The most writes that may be ahead of what the user was told: one unless the parameter says otherwise.</summary>
    public int MaxAhead => ThrottleLimit ?? 1;

    /// <summary>The rows as a file.</summary>
    public string Csv
    {
        get
        {
            var text = new StringBuilder();
            var codeColumn = OnCommandLine is null && Seed % 2 == 0 ? "ValidationCode" : "ValidationId";
            text.AppendLine(OnCommandLine is not null ? $"CustomerId,{codeColumn}"
                : IsSet ? $"CustomerId,Qualification,{codeColumn}"
                : $"Name,CustomerId,Qualification,EducationSegment,Website,{codeColumn}");
            foreach (var (index, row) in Rows.Index())
            {
                var qualification = row.Kind == RowKind.Misspelt ? "Edukation" : row.Qualification.ToString();
                text.AppendLine(string.Join(',', OnCommandLine is not null ? [row.CustomerId, row.Code]
                    : IsSet ? [row.CustomerId, qualification, row.Code]
                    : new[] { $"\"Customer {index}, Inc.\"", row.CustomerId, qualification, row.Segment?.ToString(), row.Website, row.Code }));
            }

            return text.ToString();
        }
    }

    /// <summary>The pipeline, as an administrator would write it. The file and the connection are variables.</summary>
    public string Command
    {
        get
        {
            var text = new StringBuilder(
                $"Import-Csv -LiteralPath $file | {(IsSet ? "Set" : "New")}-PcCustomerQualification -Context $context -ErrorVariable failed");
            text.Append(Forces ? " -Force" : " -Confirm:$false");
            text.Append(OnCommandLine is { } qualification ? $" -Qualification {qualification}" : null);
            text.Append(ThrottleLimit is { } limit ? $" -ThrottleLimit {limit}" : null);
            text.Append(SkipsExisting ? " -SkipExisting" : null);
            text.Append(Ending == LedgerEnding.ErrorActionStop ? " -ErrorAction Stop" : " -ErrorAction Continue");
            text.Append(MergesErrors ? " 2>&1" : null);
            text.Append(Ending switch
            {
                LedgerEnding.SelectFirst => $" | Select-Object -First {EndsAfter}",
                LedgerEnding.DownstreamError => $" | ForEach-Object {{ if ($seen++ -eq {EndsAfter}) {{ throw 'The disk is full.' }}; $_ }}",
                _ => null,
            });
            return text.ToString();
        }
    }

    /// <summary>How long the server takes for a request.</summary>
    public int DelayOf(LedgerRequest request)
    {
        var (least, most) = DelayMilliseconds;
        return most == 0 ? 0 : least + (int)((unchecked((uint)((Seed * 31) + request.Ordinal) * 2_654_435_761U) >> 8) % (uint)(most - least + 1));
    }

    public static LedgerScenario Create(int seed)
    {
        // Everything about it must follow from the seed, and every ending must come as often as any other.
        var random = new Random(seed);
        var ending = (LedgerEnding)((uint)seed % 6);
        var isSet = random.Next(4) == 0;
        var onCommandLine = random.Next(4) == 0 ? Qualification.GovernmentCommunityCloud : (Qualification?)null;
        int? limit = random.Next(5) switch
        {
            0 => null,
            1 => random.Next(1, 5),
            2 => 128,
            _ => (int)Math.Pow(128, random.NextDouble()),
        };

        // Few are as good as many to most properties; a limit is only reached by more customers than it.
        var count = (int)Math.Clamp(Math.Pow(MaxCustomers, Math.Pow(random.NextDouble(), 2)), 1, MaxCustomers);
        if (random.Next(3) == 0)
        {
            count = Math.Max(count, Math.Min(2 * (limit ?? 1), 200));
        }

        var oddities = ending is LedgerEnding.ErrorActionStop ? 0.05 : random.Next(2) * 0.05 * random.NextDouble();
        var rows = new List<LedgerRow>(count);
        for (var i = 0; i < count; i++)
        {
            rows.Add(CreateRow(random, isSet, onCommandLine, oddities, ending));
        }

        if (ending == LedgerEnding.ErrorActionStop && !rows.Exists(row => row.Kind is RowKind.Denied or RowKind.Missing))
        {
            var index = random.Next(count);
            rows[index] = CreateRow(random, isSet, onCommandLine, 0, ending) with { Kind = RowKind.Denied };
        }

        var ids = rows.Where(row => row.Kind == RowKind.Ordinary).Select(row => row.CustomerId).ToArray();
        var isFatal = ending == LedgerEnding.Terminating || (ending == LedgerEnding.SelectFirst && random.Next(5) == 0);
        var hasRefreshToken = !isFatal && random.Next(4) == 0;
        var isFaulty = random.Next(3) > 0;
        var faults = isFaulty ? CreateFaults(random, seed, ids, limit ?? 1, hasRefreshToken) : [];
        if (isFatal && ids.Length > 0)
        {
            faults[ids[random.Next(ids.Length)]] = new FaultScript(
                random.Next(2) == 0 ? LedgerFault.SignInExpired : LedgerFault.MfaRequired, int.MaxValue, false);
        }

        // No longer than some seconds in all.
        var most = (int)Math.Min(random.Next(4) switch { 0 => 0, 1 => 10, 2 => 60, _ => 400 }, 3_000.0 * (limit ?? 1) / count);
        return new LedgerScenario
        {
            Seed = seed,
            IsSet = isSet,
            Rows = rows,
            OnCommandLine = onCommandLine,
            ThrottleLimit = limit,
            Ending = ending,
            EndsAfter = ending == LedgerEnding.CtrlC ? random.Next(0, count + 1) : random.Next(1, count + 1),
            MergesErrors = ending is LedgerEnding.Normal or LedgerEnding.Terminating && random.Next(2) == 0,
            SkipsExisting = random.Next(3) == 0 && !isSet,
            Forces = random.Next(2) == 0,
            Deduplicates = random.Next(3) > 0,
            HasRefreshToken = hasRefreshToken,
            DelayMilliseconds = (random.Next(most + 1), most),
            Faults = faults,
        };
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Command}");
        text.Append(CultureInfo.InvariantCulture, $"{Rows.Count} rows, {Ending} after {EndsAfter}, {DelayMilliseconds.Least} to {DelayMilliseconds.Most} ms");
        text.Append(Deduplicates ? null : ", request ids are not deduplicated");
        text.Append(HasRefreshToken ? ", signed in with a refresh token" : null);
        foreach (var group in Faults.Values.GroupBy(fault => fault))
        {
            text.Append(
                CultureInfo.InvariantCulture, $", {group.Count()} × {group.Key.Kind} ({group.Key.Times}{(group.Key.ReadsToo ? ", reading too" : null)})");
        }

        foreach (var group in Rows.Where(row => row.Kind != RowKind.Ordinary).GroupBy(row => row.Kind))
        {
            text.Append(CultureInfo.InvariantCulture, $", {group.Count()} × {group.Key}");
        }

        return text.ToString();
    }

    private static LedgerRow CreateRow(Random random, bool isSet, Qualification? onCommandLine, double oddities, LedgerEnding ending)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        var id = new Guid(bytes).ToString("D");
        var kind = random.NextDouble() < oddities
            ? (RowKind)random.Next(1, ending == LedgerEnding.Normal ? 6 : 5)
            : RowKind.Ordinary;
        if (onCommandLine is not null && kind == RowKind.Misspelt)
        {
            kind = RowKind.Missing;
        }

        var qualification = onCommandLine ?? (random.Next(isSet ? 2 : 3) switch
        {
            0 => Qualification.Education,
            1 => Qualification.GovernmentCommunityCloud,
            _ => Qualification.StateOwnedEntity,
        });
        if (kind == RowKind.Nonsense)
        {
            // Education without its segment or with a code, Government Community Cloud without its code.
            return qualification == Qualification.Education && !isSet
                ? new LedgerRow(id, Qualification.Education, null, "https://www.nowhere.edu", null, kind)
                : new LedgerRow(id, Qualification.GovernmentCommunityCloud, null, null, null, kind);
        }

        return qualification switch
        {
            Qualification.Education when isSet => new LedgerRow(id, qualification, null, null, null, kind),
            Qualification.Education => new LedgerRow(
                id, qualification, random.Next(2) == 0 ? EducationSegment.K12 : EducationSegment.HigherEducation,
                random.Next(4) == 0 ? null : $"https://www.school-{id[..8]}.edu/a?b=c d", null, kind),
            Qualification.GovernmentCommunityCloud => new LedgerRow(id, qualification, null, null, Codes[random.Next(Codes.Length)], kind),
            _ => new LedgerRow(id, qualification, null, null, null, kind),
        };
    }

    // Every wait takes real time: not more of them than a pipeline gets through within some seconds.
    private static Dictionary<string, FaultScript> CreateFaults(Random random, int seed, string[] ids, int limit, bool hasRefreshToken)
    {
        var faults = new Dictionary<string, FaultScript>(StringComparer.Ordinal);
        if (ids.Length == 0)
        {
            return faults;
        }

        var kinds = Enumerable.Range(0, random.Next(1, 4)).Select(_ => PassingFaults[random.Next(PassingFaults.Length)]).ToArray();
        var passing = Math.Min(ids.Length, 1 + random.Next(3 * Math.Min(limit, 16)));
        var throttles = 2;
        for (var i = 0; i < passing; i++)
        {
            var kind = kinds[random.Next(kinds.Length)];
            if (kind is LedgerFault.Throttled or LedgerFault.ThrottledDate or LedgerFault.ThrottledBare or LedgerFault.UnavailableWait && throttles-- <= 0)
            {
                continue;
            }

            faults[ids[random.Next(ids.Length)]] = new FaultScript(kind, random.Next(6) == 0 ? 2 : 1, random.Next(8) == 0);
        }

        for (var i = random.Next(1 + Math.Min(ids.Length, 20)); i > 0; i--)
        {
            faults[ids[random.Next(ids.Length)]] = new FaultScript(OddAnswers[random.Next(OddAnswers.Length)], int.MaxValue, false);
        }

        if (hasRefreshToken)
        {
            faults[ids[random.Next(ids.Length)]] = new FaultScript(
                random.Next(2) == 0 ? LedgerFault.TokenRevoked : LedgerFault.TokenRevokedSignInFails, 1, false);
        }

        // What never passes takes a quarter of a minute; where no connection lasts, it can take a minute and more, for which the tests have no time.
        if (random.Next(8) == 0)
        {
            var lasting = seed <= TestSeeds || random.Next(2) == 0 ? ServerFaults : ConnectionFaults;
            faults[ids[random.Next(ids.Length)]] = new FaultScript(lasting[random.Next(lasting.Length)], int.MaxValue, random.Next(2) == 0);
        }

        return faults;
    }
}
