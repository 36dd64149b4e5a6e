using System;
using System.Collections.Generic;
using System.Linq;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Reporting;

/// <summary>
/// The counts and sorted lists of a report, calculated only from the qualifications.
/// </summary>
internal sealed class ReportFigures
{
    private readonly DateTimeOffset _asOf;

    public ReportFigures(QualificationSnapshot snapshot)
    {
        _asOf = snapshot.Generated!.Value;
        Items = snapshot.Qualifications;
        Customers = Items.Select(item => item.CustomerId).Distinct(StringComparer.OrdinalIgnoreCase).Count();
        foreach (var item in Items)
        {
            var status = ReportWords.StatusOf(item);
            ByStatus[status] = ByStatus.TryGetValue(status, out var count) ? count + 1 : 1;
        }

        ByQualification = Items
            .GroupBy(item => (item.Qualification, Word: item.Qualification == Qualification.Unknown ? ReportWords.QualificationText(item) : null))
            .OrderBy(group => Array.IndexOf(ReportWords.Qualifications, group.Key.Qualification)).ThenBy(group => group.Key.Word, StringComparer.Ordinal)
            .Select(group => (ReportWords.QualificationText(group.First()), Count(group)))
            .ToArray();
        Waiting = Items.Where(item => ReportWords.StatusOf(item) == ReportStatus.InReview).OrderBy(item => item.VettingCreatedDate ?? DateTimeOffset.MaxValue)
            .ToArray();
        Denied = Items.Where(item => ReportWords.StatusOf(item) == ReportStatus.Denied)
            .OrderByDescending(item => item.VettingCreatedDate ?? DateTimeOffset.MinValue).ToArray();
        Longest = Waiting.Count > 0 ? DaysOf(Waiting[0]) ?? 0 : 0;
    }

    public IReadOnlyList<CustomerQualification> Items { get; }

    public int Customers { get; }

    public Dictionary<ReportStatus, int> ByStatus { get; } = [];

    public IReadOnlyList<(string Text, Dictionary<ReportStatus, int> Counts)> ByQualification { get; }

    /// <summary>The qualifications in review, oldest first. Those without a date come last.</summary>
    public IReadOnlyList<CustomerQualification> Waiting { get; }

    /// <summary>The denied qualifications, newest request first.</summary>
    public IReadOnlyList<CustomerQualification> Denied { get; }

    /// <summary>The maximum number of days that a qualification has been in review.</summary>
    public int Longest { get; }

    public int this[ReportStatus status] => ByStatus.TryGetValue(status, out var count) ? count : 0;

    /// <summary>The whole days since the request, or null if its date is unknown.</summary>
    public int? DaysOf(CustomerQualification item) => item.VettingCreatedDate is { } since ? (int)Math.Max(0, Math.Floor((_asOf - since).TotalDays)) : null;

    /// <summary>The reasons of denied qualifications, most frequent first.</summary>
    public IEnumerable<(string? Reason, int Count)> Reasons() => Denied
        .GroupBy(item => item.VettingReason)
        .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => (group.Key, group.Count()));

    private static Dictionary<ReportStatus, int> Count(IEnumerable<CustomerQualification> items) =>
        items.GroupBy(ReportWords.StatusOf).ToDictionary(group => group.Key, group => group.Count());
}
