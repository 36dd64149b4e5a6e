using System;
using System.Collections.Generic;
using System.Globalization;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Reporting;

/// <summary>
/// The texts and colors of a report for the values of the objects.
/// </summary>
internal static class ReportWords
{
    public static readonly ReportStatus[] Statuses =
        [ReportStatus.Approved, ReportStatus.InReview, ReportStatus.Denied, ReportStatus.NoStatus, ReportStatus.Unknown, ReportStatus.None];

    public static readonly Qualification[] Qualifications =
    [
        Qualification.Education,
        Qualification.GovernmentCommunityCloud,
        Qualification.Nonprofit,
        Qualification.StateOwnedEntity,
        Qualification.Unknown,
        Qualification.None,
    ];

    public static ReportStatus StatusOf(CustomerQualification item) => item.Qualification == Qualification.None
        ? ReportStatus.None
        : item.VettingStatus switch
        {
            VettingStatus.Approved => ReportStatus.Approved,
            VettingStatus.InReview => ReportStatus.InReview,
            VettingStatus.Denied => ReportStatus.Denied,
            VettingStatus.None => ReportStatus.NoStatus,
            _ => ReportStatus.Unknown,
        };

    public static string Text(ReportStatus status) => status switch
    {
        ReportStatus.Approved => ReportTexts.Approved,
        ReportStatus.InReview => ReportTexts.InReview,
        ReportStatus.Denied => ReportTexts.DeniedStatus,
        ReportStatus.NoStatus => ReportTexts.NoStatus,
        ReportStatus.None => ReportTexts.NoQualification,
        _ => ReportTexts.Unknown,
    };

    public static string Text(Qualification qualification) => qualification switch
    {
        Qualification.Education => ReportTexts.Education,
        Qualification.GovernmentCommunityCloud => ReportTexts.Government,
        Qualification.Nonprofit => ReportTexts.Nonprofit,
        Qualification.StateOwnedEntity => ReportTexts.StateOwned,
        Qualification.None => ReportTexts.None,
        _ => ReportTexts.Unknown,
    };

    public static string StatusText(CustomerQualification item)
    {
        var status = StatusOf(item);
        return status == ReportStatus.Unknown && !string.IsNullOrEmpty(item.RawVettingStatus) ? item.RawVettingStatus! : Text(status);
    }

    public static string QualificationText(CustomerQualification item) =>
        item.Qualification == Qualification.Unknown && !string.IsNullOrEmpty(item.RawQualification) ? item.RawQualification! : Text(item.Qualification);

    /// <summary>The last part of the style classes for a status.</summary>
    public static string Style(ReportStatus status) => status switch
    {
        ReportStatus.Approved => "approved",
        ReportStatus.InReview => "review",
        ReportStatus.Denied => "denied",
        ReportStatus.NoStatus => "plain",
        ReportStatus.None => "none",
        _ => "unknown",
    };

    public static string Name(CustomerQualification item) => string.IsNullOrEmpty(item.CustomerName) ? item.CustomerId : item.CustomerName!;

    public static string Date(DateTimeOffset? date) =>
        date is { } known ? known.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : string.Empty;

    public static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";

    public static string Days(int days) => days switch
    {
        0 => ReportTexts.Today,
        1 => ReportTexts.Day,
        _ => string.Format(CultureInfo.InvariantCulture, ReportTexts.Days, days.ToString("N0", CultureInfo.InvariantCulture)),
    };

    /// <summary>The notice to the reader if customers, or some of their qualifications, are missing.</summary>
    /// <param name="snapshot">The qualifications.</param>
    /// <param name="partlyRead">A sentence that replaces the number of customers that couldn't be read completely.</param>
    public static List<string> Incomplete(QualificationSnapshot snapshot, string? partlyRead = null)
    {
        var sentences = new List<string>();
        if (snapshot.MissingCustomers > 0)
        {
            sentences.Add(snapshot.MissingCustomers == 1
                ? ReportTexts.MissingOne
                : string.Format(CultureInfo.InvariantCulture, ReportTexts.Missing, Count(snapshot.MissingCustomers)));
        }

        if (snapshot.PartlyRead.Count > 0)
        {
            sentences.Add(partlyRead ?? (snapshot.PartlyRead.Count == 1
                ? ReportTexts.PartlyReadOne
                : string.Format(CultureInfo.InvariantCulture, ReportTexts.PartlyRead, Count(snapshot.PartlyRead.Count))));
        }

        if (snapshot.MayBeIncomplete)
        {
            sentences.Add(ReportTexts.Incomplete);
        }

        return sentences;
    }

    public static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
