using System;
using System.Collections.Generic;
using System.Linq;

namespace PartnerCenter.Stress.Ledger;

/// <summary>
/// What always holds between what a user asked for, what the service did, and what the user was told.
/// </summary>
public enum LedgerProperty
{
    /// <summary>What arrives for a customer is what its row says.</summary>
    Payload = 0,

    /// <summary>All attempts of a write carry one request id, and no two writes carry the same.</summary>
    RequestId,

    /// <summary>A service that deduplicates request ids performs each write once.</summary>
    Once,

    /// <summary>What was performed is in the output, in an error, or named.</summary>
    Told,

    /// <summary>An object stands for what the service has.</summary>
    True,

    /// <summary>An error for a write that was performed says that the outcome is unknown.</summary>
    Honest,

    /// <summary>Objects and errors come in the order of the rows.</summary>
    Order,

    /// <summary>No customer is told of twice.</summary>
    Twice,

    /// <summary>Every row gives something, unless the pipeline ended early; then only the rows at the end give nothing.</summary>
    Complete,

    /// <summary>No more writes are ahead of what was emitted than the limit allows.</summary>
    Ahead,

    /// <summary>The pipeline ends as it should, and only then.</summary>
    Ending,

    /// <summary>An error that ends the pipeline names in its message whose outcome is unknown.</summary>
    Named,

    /// <summary>Without a fault nothing is unknown.</summary>
    Known,

    /// <summary>Finished writes are emitted before the pipeline ends, where something can still be emitted.</summary>
    Emitted,

    /// <summary>The report of what could not be emitted is found where PowerShell keeps errors, and there is one.</summary>
    Report,
}

/// <summary>A property that does not hold.</summary>
public sealed record LedgerViolation(LedgerProperty Property, string Text);

/// <summary>
/// Holds the three sides of a ledger against each other.
/// </summary>
public sealed class LedgerChecker
{
    private const string Unknown = "OutcomeUnknown";

    private readonly LedgerScenario _scenario;
    private readonly LedgerOutcome _outcome;
    private readonly Dictionary<string, List<LedgerRequest>> _writes;
    private readonly Dictionary<string, int> _positions = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _told = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _objects = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _written = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _unknown = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<LedgerViolation> _violations = [];

    private LedgerChecker(LedgerScenario scenario, IEnumerable<LedgerRequest> requests, LedgerOutcome outcome)
    {
        _scenario = scenario;
        _outcome = outcome;
        _writes = requests.Where(request => request.IsWrite).GroupBy(request => request.CustomerId, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.ToList(), StringComparer.OrdinalIgnoreCase);
        foreach (var (index, row) in scenario.Rows.Index())
        {
            _positions[row.CustomerId] = index;
        }

        foreach (var happened in outcome.Events.Where(happened => happened.CustomerId is not null))
        {
            _told.Add(happened.CustomerId!);
            if (happened.IsObject)
            {
                _objects.Add(happened.CustomerId!);
            }
        }

        foreach (var report in Reports)
        {
            _written.UnionWith(report.Written);
            _unknown.UnionWith(report.Unknown);
        }
    }

    private IEnumerable<LedgerReport> Reports => _outcome.Thrown is null ? _outcome.Unreported : _outcome.Unreported.Append(_outcome.Thrown);

    /// <summary>The object that the next command had just taken when it failed: emitted, and yet not in the output.</summary>
    private IEnumerable<string> Taken => _scenario.Ending == LedgerEnding.DownstreamError && _outcome.Thrown is not null
        ? _scenario.Rows.Select(row => row.CustomerId).Where(id => IsPerformed(id) && !_told.Contains(id)).Take(1)
        : [];

    /// <summary>Whether the pipeline ended before its last row.</summary>
    private bool EndedEarly =>
        _outcome.IsStopped || _outcome.Thrown is not null || (_scenario.Ending == LedgerEnding.SelectFirst && _objects.Count >= _scenario.EndsAfter);

    public static IReadOnlyList<LedgerViolation> Check(LedgerScenario scenario, IEnumerable<LedgerRequest> requests, LedgerOutcome outcome)
    {
        var checker = new LedgerChecker(scenario, requests, outcome);
        checker.CheckEnding();
        checker.CheckRequests();
        checker.CheckTold();
        checker.CheckOrder();
        checker.CheckComplete();
        checker.CheckEarlyEnd();
        return checker._violations;
    }

    private void Require(bool condition, LedgerProperty property, string otherwise)
    {
        // One of a kind is enough to look for the cause.
        if (!condition && !_violations.Exists(violation => violation.Property == property))
        {
            _violations.Add(new LedgerViolation(property, otherwise));
        }
    }

    private static bool IsFatal(FaultScript fault) => fault.Kind is LedgerFault.SignInExpired or LedgerFault.MfaRequired;

    private static bool IsFatal(LedgerReport error) => error.ErrorId is "NotConnected" or "SignInExpired" or "MfaRequired";

    private bool IsPerformed(string id) => _writes.TryGetValue(id, out var writes) && writes.Exists(write => write.IsPerformed);

    // What the customer had already is not performed again, and a success all the same where that is not refused.
    private bool IsThere(string id) =>
        IsPerformed(id)
        || (_positions.TryGetValue(id, out var position) && _scenario.Rows[position].Kind == RowKind.Held && (_scenario.SkipsExisting || _scenario.IsSet));

    private void CheckEnding()
    {
        Require(!_outcome.IsHanging, LedgerProperty.Ending, "The pipeline does not end.");
        var thrown = _outcome.Thrown;
        var fatal = _scenario.Faults.Where(fault => IsFatal(fault.Value)).Select(fault => fault.Key).SingleOrDefault();
        switch (_scenario.Ending)
        {
            case LedgerEnding.Terminating:
                Require(
                    (fatal is not null && _writes.ContainsKey(fatal)) == thrown is not null, LedgerProperty.Ending,
                    $"The failure for all came to {fatal}, and the pipeline threw {thrown}.");
                Require(thrown is null || IsFatal(thrown), LedgerProperty.Ending, $"It ended with {thrown?.ErrorId}.");
                break;
            case LedgerEnding.SelectFirst when fatal is not null:
                Require(thrown is null || IsFatal(thrown), LedgerProperty.Ending, $"It ended with {thrown?.ErrorId}.");
                Require(
                    thrown is not null || !_writes.ContainsKey(fatal) || _objects.Count >= _scenario.EndsAfter, LedgerProperty.Ending,
                    $"The failure for all came to {fatal}, and nothing ended.");
                break;
            case LedgerEnding.ErrorActionStop:
                Require(thrown is not null, LedgerProperty.Ending, "An error did not end the pipeline.");
                Require(
                    !_outcome.Events.Any(happened => !happened.IsObject), LedgerProperty.Ending, "There are errors beside the one that ended the pipeline.");
                break;
            case LedgerEnding.DownstreamError:
                Require(
                    thrown is null
                        ? _objects.Count <= _scenario.EndsAfter
                        : thrown.Message.Contains("The disk is full.", StringComparison.Ordinal) && _objects.Count == _scenario.EndsAfter,
                    LedgerProperty.Ending, $"{_objects.Count} objects and then {thrown}.");
                break;
            default:
                Require(thrown is null, LedgerProperty.Ending, $"The pipeline was ended by {thrown}.");
                break;
        }
    }

    private void CheckRequests()
    {
        var ids = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (customer, writes) in _writes)
        {
            if (!_positions.TryGetValue(customer, out var position))
            {
                Require(false, LedgerProperty.Payload, $"Customer {customer} is in no row.");
                continue;
            }

            var row = _scenario.Rows[position];
            var path = $"/v1/customers/{row.CustomerId}/{(_scenario.IsSet ? "qualification" : "qualifications")}";
            var method = _scenario.IsSet ? "PUT" : "POST";
            foreach (var write in writes)
            {
                Require(
                    row.IsSent && write.Method == method && string.Equals(write.Path, path, StringComparison.OrdinalIgnoreCase) && write.Payload == row.Payload,
                    LedgerProperty.Payload, $"Row {position} says {row.Payload}; {write.Method} {write.Path} brought {write.Payload}.");
            }

            foreach (var attempts in writes.GroupBy(write => write.Query + write.Body))
            {
                var requestId = attempts.First().RequestId;
                Require(
                    attempts.All(attempt => attempt.RequestId == requestId), LedgerProperty.RequestId,
                    $"The attempts for {customer} carry several request ids.");
                Require(
                    ids.TryAdd(requestId, customer), LedgerProperty.RequestId, $"The writes for {customer} and {ids[requestId]} carry the same request id.");
            }

            Require(
                !_scenario.Deduplicates || writes.Count(write => write.IsPerformed) <= 1,
                LedgerProperty.Once, $"The write for {customer} was performed {writes.Count(write => write.IsPerformed)} times.");
            Require(
                !(_scenario.SkipsExisting && row.Kind == RowKind.Held), LedgerProperty.Payload,
                $"Customer {customer} had it already, and it was written all the same.");
        }
    }

    private void CheckTold()
    {
        // After Ctrl+C nothing can be said; the limit on what is ahead holds there.
        if (!_outcome.IsStopped)
        {
            foreach (var customer in _writes.Keys.Where(IsPerformed).Except(Taken))
            {
                Require(
                    _told.Contains(customer) || _written.Contains(customer) || _unknown.Contains(customer) || _outcome.Thrown?.CustomerId == customer,
                    LedgerProperty.Told, $"The write for {customer} was performed, and nobody was told.");
            }
        }

        foreach (var happened in _outcome.Events.Where(happened => happened.CustomerId is not null && _positions.ContainsKey(happened.CustomerId)))
        {
            var row = _scenario.Rows[_positions[happened.CustomerId!]];
            if (happened.IsObject)
            {
                Require(
                    IsThere(row.CustomerId) && happened.Qualification == row.Qualification.ToString(),
                    LedgerProperty.True,
                    $"There is an object with {happened.Qualification} for {row.CustomerId}, whose row says {row.Qualification}; performed: {IsPerformed(row.CustomerId)}.");
            }
            else
            {
                Require(
                    !IsPerformed(row.CustomerId) || happened.ErrorId == Unknown, LedgerProperty.Honest,
                    $"The write for {row.CustomerId} was performed; the error is {happened.ErrorId}.");
            }
        }

        Require(
            _outcome.Thrown is not { CustomerId: { } target }
                || !_positions.ContainsKey(target)
                || !IsPerformed(target)
                || _outcome.Thrown.ErrorId == Unknown
                || _unknown.Contains(target),
            LedgerProperty.Honest, $"The write for {_outcome.Thrown?.CustomerId} was performed; the error is {_outcome.Thrown?.ErrorId}.");
        Require(_written.All(IsThere), LedgerProperty.True, $"Not performed, but named as written: {string.Join(", ", _written.Where(id => !IsThere(id)))}.");
    }

    private void CheckOrder()
    {
        CheckAscending(_outcome.Events.Where(happened => happened.IsObject));
        CheckAscending(_outcome.Events.Where(happened => !happened.IsObject && !IsMisspelt(happened)));
        if (_scenario.MergesErrors)
        {
            CheckAscending(_outcome.Events.Where(happened => !IsMisspelt(happened)));
        }

        foreach (var group in _outcome.Events.GroupBy(happened => happened.CustomerId, StringComparer.OrdinalIgnoreCase))
        {
            Require(
                group.Key is not null && _positions.ContainsKey(group.Key), LedgerProperty.Twice,
                $"An object or error is about '{group.Key}', which is in no row: {group.First()}.");
            Require(group.Count() == 1, LedgerProperty.Twice, $"Customer {group.Key} is told of {group.Count()} times: {string.Join(", ", group)}.");
        }

        Require(
            !_written.Overlaps(_told) && !_unknown.Overlaps(_told) && !_written.Overlaps(_unknown), LedgerProperty.Twice,
            "A customer is named that was told of already, or named twice.");
    }

    // PowerShell itself refuses what it cannot convert, as soon as it reads the row.
    private bool IsMisspelt(LedgerEvent happened) =>
        happened.CustomerId is { } id && _positions.TryGetValue(id, out var position) && _scenario.Rows[position].Kind == RowKind.Misspelt;

    private void CheckAscending(IEnumerable<LedgerEvent> events)
    {
        var last = -1;
        foreach (var happened in events.Where(happened => happened.CustomerId is not null && _positions.ContainsKey(happened.CustomerId)))
        {
            var position = _positions[happened.CustomerId!];
            Require(position >= last, LedgerProperty.Order, $"Row {position} comes after row {last}.");
            last = position;
        }
    }

    private void CheckComplete()
    {
        var silent = _scenario.Rows.Where(row => !_told.Contains(row.CustomerId) && _outcome.Thrown?.CustomerId != row.CustomerId).ToList();
        if (!EndedEarly)
        {
            Require(
                silent.Count
                    == 0, LedgerProperty.Complete, $"{silent.Count} rows give neither an object nor an error, the first is {silent.FirstOrDefault()}.");
            return;
        }

        // Objects come for the first rows; errors may be told of what was ahead of them.
        var lastTold = _objects.Where(_positions.ContainsKey).Select(id => _positions[id]).DefaultIfEmpty(-1).Max();
        foreach (var row in silent.Where(row => _positions[row.CustomerId] < lastTold))
        {
            // What is emitted at last, when an error ends the pipeline, skips the rows that failed.
            Require(
                _scenario.Ending == LedgerEnding.ErrorActionStop || _outcome.Thrown is not null || _scenario.Faults.Values.Any(IsFatal),
                LedgerProperty.Complete, $"Row {_positions[row.CustomerId]} gives nothing, though row {lastTold} gives something.");
        }
    }

    private void CheckEarlyEnd()
    {
        var ahead = _writes.Keys.Where(id => !_told.Contains(id) && _outcome.Thrown?.CustomerId != id).Except(Taken).ToList();
        Require(
            ahead.Count <= _scenario.MaxAhead, LedgerProperty.Ahead,
            $"{ahead.Count} writes were sent and not emitted, {_scenario.MaxAhead} are allowed; {ahead.Count(IsPerformed)} of them were performed.");
        foreach (var report in Reports)
        {
            var nameless = report.Unknown.Concat(report.Written).FirstOrDefault(id => !report.Message.Contains(id, StringComparison.OrdinalIgnoreCase));
            Require(nameless is null, LedgerProperty.Named, $"Customer {nameless} is in the data of the error, but not in its message.");
        }

        Require(
            _outcome.Unreported.Count <= 1 && _outcome.UnreportedIsInVariables, LedgerProperty.Report,
            $"{_outcome.Unreported.Count} reports of unreported writes; in $Error and in the error variable: {_outcome.UnreportedIsInVariables}.");
        if (_scenario.Faults.Values.All(IsFatal))
        {
            Require(_unknown.Count == 0, LedgerProperty.Known, $"Nothing went wrong, and yet the outcomes of {string.Join(", ", _unknown)} are unknown.");
        }

        if (_scenario.Ending is LedgerEnding.Terminating or LedgerEnding.ErrorActionStop)
        {
            Require(_written.Count == 0, LedgerProperty.Emitted, $"Written, but named instead of emitted: {string.Join(", ", _written)}.");
        }
    }
}
