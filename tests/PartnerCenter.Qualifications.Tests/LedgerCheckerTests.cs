using System;
using System.Collections.Generic;
using System.Linq;
using PartnerCenter.Stress.Ledger;
using Xunit;

namespace PartnerCenter.Qualifications.Tests;

/// <summary>
/// The ledger's checker finds nothing in a good ledger, and in a bad one what is bad.
/// </summary>
public sealed class LedgerCheckerTests
{
    private const int Customers = 6;

    private static readonly Dictionary<string, (LedgerProperty Property, LedgerEnding Ending, Func<Ledger, Ledger> Spoil)> Bad = new(StringComparer.Ordinal)
    {
        ["another row's payload"] = (LedgerProperty.Payload, LedgerEnding.Normal, ledger =>
            ledger.Request(1, request => request with { Body = ledger.Requests[3].Body })),
        ["another segment"] = (LedgerProperty.Payload, LedgerEnding.Normal, ledger =>
            ledger.Request(0, request => request with { Body = request.Body.Replace("K12", "HigherEducation", StringComparison.Ordinal) })),
        ["no body"] = (LedgerProperty.Payload, LedgerEnding.Normal, ledger => ledger.Request(1, request => request with { Body = string.Empty })),
        ["another code in the query"] = (LedgerProperty.Payload, LedgerEnding.Normal, ledger =>
            ledger.Request(1, request => request with { Query = "?code=another" })),
        ["another property"] = (LedgerProperty.Payload, LedgerEnding.Normal, ledger =>
            ledger.Request(2, request => request with { Body = """{"qualification":"StateOwnedEntity","note":"x"}""" })),
        ["another endpoint"] = (LedgerProperty.Payload, LedgerEnding.Normal, ledger => ledger.Request(2, request => request with { Method = "PUT" })),
        ["a customer that nobody named"] = (LedgerProperty.Payload, LedgerEnding.Normal, ledger =>
            ledger.Request(2, request => request with { CustomerId = Guid.NewGuid().ToString() })),
        ["a row without sense is sent"] = (LedgerProperty.Payload, LedgerEnding.Normal, ledger => ledger.Row(2, row => row with { Kind = RowKind.Nonsense })),
        ["what exists is written"] = (LedgerProperty.Payload, LedgerEnding.Normal, ledger =>
            ledger.Row(2, row => row with { Kind = RowKind.Held }) with { SkipsExisting = true }),
        ["a retry with another request id"] = (LedgerProperty.RequestId, LedgerEnding.Normal, ledger =>
            ledger.Again(1, request => request with { RequestId = "another", IsPerformed = false })),
        ["two writes with one request id"] = (LedgerProperty.RequestId, LedgerEnding.Normal, ledger =>
            ledger.Request(1, request => request with { RequestId = ledger.Requests[0].RequestId })),
        ["performed twice"] = (LedgerProperty.Once, LedgerEnding.Normal, ledger => ledger.Again(1, request => request)),
        ["performed and not told"] = (LedgerProperty.Told, LedgerEnding.SelectFirst, ledger => ledger.Report(written: [], unknown: [])),
        ["an object for nothing"] = (LedgerProperty.True, LedgerEnding.Normal, ledger => ledger.Request(1, request => request with { IsPerformed = false })),
        ["an object with another qualification"] = (LedgerProperty.True, LedgerEnding.Normal, ledger =>
            ledger.Event(1, happened => happened with { Qualification = "Education" })),
        ["named as written and not performed"] = (LedgerProperty.True, LedgerEnding.SelectFirst, ledger =>
            ledger.Request(4, request => request with { IsPerformed = false })),
        ["performed and refused"] = (LedgerProperty.Honest, LedgerEnding.Normal, ledger =>
            ledger.Event(1, happened => happened with { ErrorId = "QualificationConflict", Qualification = null })),
        ["performed and the cause of the end"] = (LedgerProperty.Honest, LedgerEnding.ErrorActionStop, ledger =>
            ledger.Request(3, request => request with { IsPerformed = true })),
        ["objects in another order"] = (LedgerProperty.Order, LedgerEnding.Normal, ledger => ledger.Exchange(1, 2)),
        ["an error out of order"] = (LedgerProperty.Order, LedgerEnding.Normal, ledger => ledger.Denied(1).Exchange(1, 2)),
        ["an object twice"] = (LedgerProperty.Twice, LedgerEnding.Normal, ledger => ledger.EventAgain(1, happened => happened)),
        ["an object and an error"] = (LedgerProperty.Twice, LedgerEnding.Normal, ledger =>
            ledger.EventAgain(1, happened => happened with { ErrorId = "OutcomeUnknown", Qualification = null })),
        ["an error about nobody"] = (LedgerProperty.Twice, LedgerEnding.Normal, ledger =>
            ledger.EventAgain(5, happened => happened with { ErrorId = "Strange", Qualification = null, CustomerId = null })),
        ["emitted and named"] = (LedgerProperty.Twice, LedgerEnding.SelectFirst, ledger => ledger.Report(written: [0, 3, 4], unknown: [])),
        ["a row without anything"] = (LedgerProperty.Complete, LedgerEnding.Normal, ledger => ledger.NoEvent(5)),
        ["a gap before an early end"] = (LedgerProperty.Complete, LedgerEnding.CtrlC, ledger => ledger.NoEvent(1)),
        ["too many ahead"] = (LedgerProperty.Ahead, LedgerEnding.CtrlC, ledger => ledger.NoEvent(2)),
        ["more than one ahead by default"] = (LedgerProperty.Ahead, LedgerEnding.CtrlC, ledger => ledger with { ThrottleLimit = null }),
        ["an end that nobody asked for"] = (LedgerProperty.Ending, LedgerEnding.Normal, ledger =>
            ledger with { Thrown = new LedgerReport("Strange", null, string.Empty, [], []) }),
        ["an error that does not stop"] = (LedgerProperty.Ending, LedgerEnding.ErrorActionStop, ledger => ledger with { Thrown = null }),
        ["a failure for all that does not end it"] = (LedgerProperty.Ending, LedgerEnding.Terminating, ledger => ledger with { Thrown = null }),
        ["the wrong failure for all"] = (LedgerProperty.Ending, LedgerEnding.Terminating, ledger =>
            ledger with { Thrown = ledger.Thrown! with { ErrorId = "Strange" } }),
        ["an error behind it that gets lost"] = (LedgerProperty.Ending, LedgerEnding.DownstreamError, ledger =>
            ledger with { Thrown = ledger.Thrown! with { Message = "Something else." } }),
        ["no end at all"] = (LedgerProperty.Ending, LedgerEnding.Normal, ledger => ledger with { IsHanging = true }),
        ["an unknown outcome that the message leaves out"] = (
            LedgerProperty.Named, LedgerEnding.Terminating, ledger => ledger with { Thrown = ledger.Thrown! with { Message = "The sign-in has expired." } }),
        ["unknown without a fault"] = (LedgerProperty.Known, LedgerEnding.SelectFirst, ledger => ledger.Report(written: [3], unknown: [4])),
        ["finished but not emitted"] = (LedgerProperty.Emitted, LedgerEnding.ErrorActionStop, ledger => ledger.NoEvent(3).Report(written: [4], unknown: [])),
        ["a report beside the variables"] = (LedgerProperty.Report, LedgerEnding.SelectFirst, ledger => ledger with { IsInVariables = false }),
        ["two reports"] = (LedgerProperty.Report, LedgerEnding.SelectFirst, ledger =>
            ledger with { Unreported = [.. ledger.Unreported, .. ledger.Unreported] }),
    };

    public static TheoryData<string> BadLedgers { get; } = new(Bad.Keys);

    public static TheoryData<string> Endings { get; } = new(Enum.GetNames<LedgerEnding>());

    [Theory]
    [MemberData(nameof(Endings))]
    public void Good_ledger_has_no_violation(string ending) => Assert.Empty(Good(Enum.Parse<LedgerEnding>(ending)).Check());

    [Theory]
    [MemberData(nameof(BadLedgers))]
    public void Bad_ledger_violates_its_property(string name)
    {
        var (property, ending, spoil) = Bad[name];
        Assert.Contains(property, spoil(Good(ending)).Check().Select(violation => violation.Property));
    }

    [Fact]
    public void Every_property_has_a_bad_ledger() => Assert.Empty(Enum.GetValues<LedgerProperty>().Except(Bad.Values.Select(bad => bad.Property)));

    // Six rows, at most two ahead; in the early endings the fourth row is the one at which it ends.
    private static Ledger Good(LedgerEnding ending)
    {
        var rows = Enumerable.Range(0, Customers).Select(index =>
        {
            var id = $"{index}0000000-0000-4000-8000-000000000000";
            return (index % 3) switch
            {
                0 => new LedgerRow(id, Qualification.Education, EducationSegment.K12, $"https://www.school{index}.edu", null, RowKind.Ordinary),
                1 => new LedgerRow(id, Qualification.GovernmentCommunityCloud, null, null, $"code-{index}", RowKind.Ordinary),
                _ => new LedgerRow(id, Qualification.StateOwnedEntity, null, null, null, RowKind.Ordinary),
            };
        }).ToArray();
        var requests = rows.Select((row, index) => new LedgerRequest(
            index + 1,
            row.CustomerId,
            "POST",
            $"/v1/customers/{row.CustomerId}/qualifications",
            string.Empty,
            row.Qualification switch
            {
                Qualification.Education => $$"""{"qualification":"Education","educationSegment":"K12","website":"{{row.Website}}"}""",
                Qualification.GovernmentCommunityCloud => $$"""{"qualification":"GovernmentCommunityCloud","validationCode":"{{row.Code}}"}""",
                _ => """{"qualification":"StateOwnedEntity"}""",
            },
            $"request-{index}",
            LedgerFault.None)
        { IsPerformed = true, Status = 201 }).ToArray();
        var ledger = new Ledger(ending, rows, requests, [.. rows.Select(row => new LedgerEvent(row.CustomerId, row.Qualification.ToString(), null))]);
        var first = ledger with { Requests = requests[..5], Events = ledger.Events[..3] };
        return ending switch
        {
            LedgerEnding.SelectFirst => first.Report(written: [3, 4], unknown: []),
            LedgerEnding.DownstreamError =>
                (first with { Thrown = new LedgerReport("full", null, "The disk is full.", [], []) }).Report(written: [3, 4], unknown: []),
            LedgerEnding.CtrlC => first with { IsStopped = true },
            LedgerEnding.ErrorActionStop =>
                (first with
                {
                    Thrown = new LedgerReport("QualificationNotAllowed", rows[3].CustomerId, "No.", [], []),
                    Events = [.. first.Events, ledger.Events[4]]
                })
                .Row(3, row => row with { Kind = RowKind.Denied }).Request(3, request => request with { IsPerformed = false, Status = 403 }),
            LedgerEnding.Terminating => (first with
            {
                Thrown = new LedgerReport("SignInExpired", rows[3].CustomerId, $"Expired. Unknown: {rows[4].CustomerId}.", [], [rows[4].CustomerId]),
                Faults = new()
                {
                    [rows[3].CustomerId] = new FaultScript(LedgerFault.SignInExpired, int.MaxValue, false),
                    [rows[4].CustomerId] = new FaultScript(LedgerFault.LostAnswer, 1, false)
                },
            }).Request(3, request => request with { IsPerformed = false, Status = 401 }),
            _ => ledger,
        };
    }

    /// <summary>A ledger, and ways to change it.</summary>
    private sealed record Ledger(LedgerEnding Ending, LedgerRow[] Rows, LedgerRequest[] Requests, LedgerEvent[] Events)
    {
        public LedgerReport? Thrown { get; init; }

        public LedgerReport[] Unreported { get; init; } = [];

        public bool IsInVariables { get; init; } = true;

        public bool IsStopped { get; init; }

        public bool IsHanging { get; init; }

        public bool SkipsExisting { get; init; }

        public int? ThrottleLimit { get; init; } = 2;

        public Dictionary<string, FaultScript> Faults { get; init; } = [];

        public IReadOnlyList<LedgerViolation> Check() => LedgerChecker.Check(
            new LedgerScenario
            {
                Seed = 1,
                Rows = Rows,
                Ending = Ending,
                EndsAfter = 3,
                ThrottleLimit = ThrottleLimit,
                MergesErrors = true,
                SkipsExisting = SkipsExisting,
                Faults = Faults,
            },
            Requests,
            new LedgerOutcome
            {
                Events = Events,
                Thrown = Thrown,
                Unreported = Unreported,
                UnreportedIsInVariables = IsInVariables,
                IsStopped = IsStopped,
                IsHanging = IsHanging
            });

        public Ledger Row(int index, Func<LedgerRow, LedgerRow> change) => this with { Rows = Changed(Rows, index, change) };

        public Ledger Request(int index, Func<LedgerRequest, LedgerRequest> change) => this with { Requests = Changed(Requests, index, change) };

        public Ledger Again(int index, Func<LedgerRequest, LedgerRequest> change) => this with { Requests = [.. Requests, change(Requests[index])] };

        public Ledger Event(int index, Func<LedgerEvent, LedgerEvent> change) => this with { Events = Changed(Events, index, change) };

        public Ledger EventAgain(int index, Func<LedgerEvent, LedgerEvent> change) =>
            this with { Events = [.. Events[..(index + 1)], change(Events[index]), .. Events[(index + 1)..]] };

        public Ledger NoEvent(int index) => this with { Events = [.. Events[..index], .. Events[(index + 1)..]] };

        public Ledger Exchange(int one, int other) => Event(one, _ => Events[other]).Event(other, _ => Events[one]);

        public Ledger Denied(int index) => Row(index, row => row with { Kind = RowKind.Denied })
            .Request(index, request => request with { IsPerformed = false })
            .Event(index, happened => happened with { ErrorId = "QualificationNotAllowed", Qualification = null });

        public Ledger Report(int[] written, int[] unknown)
        {
            string[] names = [.. written.Select(index => Rows[index].CustomerId)], doubts = [.. unknown.Select(index => Rows[index].CustomerId)];
            return this with { Unreported = [new LedgerReport("UnreportedWrites", null, string.Join(' ', names.Concat(doubts)), names, doubts)] };
        }

        private static T[] Changed<T>(T[] items, int index, Func<T, T> change) => [.. items[..index], change(items[index]), .. items[(index + 1)..]];
    }
}
