using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using PartnerCenter.Client;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Reporting;

/// <summary>
/// Writes a report's data as JSON that can be embedded in a page. Reads it from the page, from a JSON file, or from the ConvertTo-Json output of
/// qualifications.
/// </summary>
internal static class SnapshotJson
{
    /// <summary>The marker directly before the data in a page.</summary>
    public const string Opening = "<script type=\"application/json\" id=\"report-data\">";

    /// <summary>The end of the data in a page. It can't occur in the data, because angle brackets are escaped there.</summary>
    public const string Closing = "</script>";

    private const string FormatName = "PartnerCenter.Qualifications.Report";
    private const int FormatVersion = 1;

    // All writing systems are unescaped. Characters with a meaning in HTML and line terminators of JavaScript are escaped in any case.
    private static readonly SnapshotJsonContext Writing = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    });

    /// <summary>Writes the data in UTF-8.</summary>
    public static void Write(Stream target, QualificationSnapshot snapshot, DateTimeOffset? comparedWith, IReadOnlyList<QualificationDifference>? differences)
    {
        var payload = new SnapshotPayload
        {
            Format = FormatName,
            Version = FormatVersion,
            Title = snapshot.Title,
            Generated = snapshot.Generated,
            ComparedWith = comparedWith,
            Emulator = snapshot.IsEmulated ? true : null,
            MissingCustomers = snapshot.MissingCustomers > 0 ? snapshot.MissingCustomers : null,
            Missing = snapshot.Missing.Count > 0 ? [.. snapshot.Missing.Select(ToPayload)] : null,
            PartlyRead = snapshot.PartlyRead.Count > 0 ? [.. snapshot.PartlyRead.Select(ToPayload)] : null,
            MayBeIncomplete = snapshot.MayBeIncomplete ? true : null,
            Qualifications = new List<SnapshotItemPayload>(snapshot.Qualifications.Count),
        };
        foreach (var item in snapshot.Qualifications)
        {
            payload.Qualifications.Add(ToPayload(item)!);
        }

        if (differences is not null)
        {
            payload.Changes = new List<SnapshotChangePayload>(differences.Count);
            foreach (var difference in differences)
            {
                payload.Changes.Add(new SnapshotChangePayload
                {
                    Kind = difference.Kind.ToString(),
                    Before = ToPayload(difference.OldValue),
                    After = ToPayload(difference.NewValue),
                });
            }
        }

        JsonSerializer.Serialize(target, payload, Writing.SnapshotPayload);
    }

    /// <summary>Reads the data from a report or from JSON.</summary>
    /// <exception cref="FormatException">The text is neither a report nor JSON of qualifications.</exception>
    public static QualificationSnapshot Read(string text)
    {
        var json = text.AsSpan();
        if (Begins(json, '<'))
        {
            var start = text.IndexOf(Opening, StringComparison.Ordinal);
            var end = start < 0 ? -1 : text.IndexOf(Closing, start + Opening.Length, StringComparison.Ordinal);
            if (end < 0)
            {
                throw new FormatException(ReportTexts.NoData);
            }

            json = json.Slice(start + Opening.Length, end - start - Opening.Length);
        }

        try
        {
            if (Begins(json, '['))
            {
                return new QualificationSnapshot(
                    Convert(JsonSerializer.Deserialize(json, SnapshotJsonContext.Default.ListSnapshotItemPayload), isReport: false));
            }

            // ConvertTo-Json writes a single qualification without an array.
            return JsonSerializer.Deserialize(json, SnapshotJsonContext.Default.SnapshotPayload) is { Qualifications: not null } report
                ? Convert(report)
                : new QualificationSnapshot(
                    Convert([JsonSerializer.Deserialize(json, SnapshotJsonContext.Default.SnapshotItemPayload)!], isReport: false));
        }
        catch (JsonException notJson)
        {
            // The message of the exception names types of .NET.
            throw new FormatException(
                string.Format(
                    CultureInfo.InvariantCulture,
                    ReportTexts.InvalidJson,
                    notJson.LineNumber.GetValueOrDefault() + 1,
                    notJson.BytePositionInLine.GetValueOrDefault() + 1),
                notJson);
        }
    }

    private static bool Begins(ReadOnlySpan<char> text, char first)
    {
        var begin = text.TrimStart();
        return begin.Length > 0 && begin[0] == first;
    }

    private static QualificationSnapshot Convert(SnapshotPayload payload)
    {
        // In a newer version, the same names can have another meaning.
        return payload.Version > FormatVersion
            ? throw new FormatException(ReportTexts.NewerData)
            : new QualificationSnapshot(Convert(payload.Qualifications, isReport: true))
            {
                Title = payload.Title,
                Generated = payload.Generated?.ToUniversalTime(),
                IsEmulated = payload.Emulator == true,
                MissingCustomers = payload.MissingCustomers ?? 0,

                // What was missing of a customer then can count as new now, as with a customer that was missing.
                MayBeIncomplete = payload.MayBeIncomplete == true || payload.PartlyRead?.Count > 0,
            };
    }

    private static CustomerQualification[] Convert(List<SnapshotItemPayload>? items, bool isReport)
    {
        var result = new CustomerQualification[items?.Count ?? 0];
        for (var i = 0; i < result.Length; i++)
        {
            // Without these two properties, the JSON contains other data.
            if (items![i] is not { CustomerId: { Length: > 0 } id, Qualification: not null } item)
            {
                throw new FormatException(ReportTexts.NoData);
            }

            // A report leaves out what is empty. ConvertTo-Json doesn't, so that the status was left out with Select-Object, or its column has another name.
            if (!isReport && !item.HasVettingStatus
                && QualificationParser.Parse(item.Qualification) is not (Qualification.None or Qualification.StateOwnedEntity))
            {
                throw new FormatException(ReportTexts.NoStatusProperty);
            }

            result[i] = QualificationText.Create(
                id, item.Qualification, item.VettingStatus, item.RawQualification, item.RawVettingStatus, item.VettingReason, item.VettingCreatedDate);
            result[i].CustomerName = item.CustomerName;
            result[i].Domain = item.Domain;
        }

        return result;
    }

    private static SnapshotCustomerPayload ToPayload(MissingCustomer item) => new() { CustomerId = item.CustomerId, CustomerName = item.CustomerName };

    private static SnapshotItemPayload? ToPayload(CustomerQualification? item) => item is null ? null : new SnapshotItemPayload
    {
        CustomerId = item.CustomerId,
        CustomerName = item.CustomerName,
        Domain = item.Domain,
        Qualification = item.Qualification.ToString(),
        VettingStatus = item.VettingStatus == VettingStatus.None ? null : item.VettingStatus.ToString(),
        VettingReason = item.VettingReason,
        VettingCreatedDate = item.VettingCreatedDate,
        RawQualification = item.Qualification == Qualification.Unknown ? item.RawQualification : null,
        RawVettingStatus = item.VettingStatus == VettingStatus.Unknown ? item.RawVettingStatus : null,
    };
}
