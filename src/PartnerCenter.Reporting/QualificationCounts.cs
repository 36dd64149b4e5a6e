using System;
using System.Collections.Generic;
using System.Linq;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Reporting;

/// <summary>
/// Counts customers by qualification and vetting status.
/// </summary>
internal static class QualificationCounts
{
    private static readonly VettingStatus[] Statuses =
        [VettingStatus.Approved, VettingStatus.InReview, VettingStatus.Denied, VettingStatus.None, VettingStatus.Unknown];

    /// <summary>
    /// Returns one summary for each qualification and status that occur, in the order of the report. Unknown values are told apart by their text.
    /// </summary>
    public static IEnumerable<QualificationSummary> Summarize(IEnumerable<CustomerQualification> qualifications, DateTimeOffset asOf) => qualifications
        .GroupBy(item => (item.Qualification, Word: Fold(RawQualification(item)), item.VettingStatus, StatusWord: Fold(RawStatus(item))))
        .OrderBy(group => Array.IndexOf(ReportWords.Qualifications, group.Key.Qualification))
        .ThenBy(group => group.Key.Word, StringComparer.Ordinal)
        .ThenBy(group => Array.IndexOf(Statuses, group.Key.VettingStatus))
        .ThenBy(group => group.Key.StatusWord, StringComparer.Ordinal)
        .Select(group => new QualificationSummary
        {
            Qualification = group.Key.Qualification,
            VettingStatus = group.Key.VettingStatus,
            Count = group.Select(item => item.CustomerId).Distinct(StringComparer.OrdinalIgnoreCase).Count(),
            LongestInReview = group.Key.VettingStatus == VettingStatus.InReview ? Longest(group, asOf) : null,
            RawQualification = RawQualification(group.First()),
            RawVettingStatus = RawStatus(group.First()),
        });

    private static string? RawQualification(CustomerQualification item) => item.Qualification == Qualification.Unknown ? item.RawQualification : null;

    private static string? RawStatus(CustomerQualification item) => item.VettingStatus == VettingStatus.Unknown ? item.RawVettingStatus : null;

    // The letter case of an unknown value doesn't matter, as in a comparison.
    private static string? Fold(string? text) => text?.ToUpperInvariant();

    // A start in the future, because of a clock that is behind the service's, is no negative time.
    private static TimeSpan? Longest(IEnumerable<CustomerQualification> waiting, DateTimeOffset asOf) =>
        waiting.Min(item => item.VettingCreatedDate) is not { } oldest ? null : asOf > oldest ? asOf - oldest : TimeSpan.Zero;
}
