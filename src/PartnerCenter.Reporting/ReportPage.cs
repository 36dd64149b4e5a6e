using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Reporting;

/// <summary>
/// Writes a report: one HTML page that needs nothing but itself.
/// </summary>
internal sealed class ReportPage
{
    private const int FirstRows = 50;
    private const int FewRows = 10;
    private const int MaxReasons = 8;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly Stream _target;
    private readonly HtmlWriter _html;
    private readonly QualificationSnapshot _snapshot;
    private readonly QualificationSnapshot? _earlier;
    private readonly List<QualificationDifference>? _differences;
    private readonly ReportFigures _figures;
    private readonly ReportList _list;
    private readonly string _style = Resource("report.css");
    private readonly string _script = Resource("report.js");

    private ReportPage(Stream target, TextWriter writer, QualificationSnapshot snapshot, QualificationSnapshot? earlier)
    {
        _target = target;
        _html = new HtmlWriter(writer);
        _snapshot = snapshot;
        _earlier = earlier;
        _differences = earlier is null ? null : QualificationComparison.Compare(earlier, snapshot);
        _figures = new ReportFigures(snapshot);
        _list = new ReportList(_html, _figures);
    }

    /// <summary>Writes the page; the same input gives the same bytes.</summary>
    public static void Write(Stream target, QualificationSnapshot snapshot, QualificationSnapshot? earlier)
    {
        using var writer = new StreamWriter(target, Utf8, 1 << 16, leaveOpen: true);
        new ReportPage(target, writer, snapshot, earlier).Write();
    }

    private void Write()
    {
        var template = Resource("report.html");
        var position = 0;
        while (template.IndexOf("{{", position, StringComparison.Ordinal) is >= 0 and var start)
        {
            var end = template.IndexOf("}}", start, StringComparison.Ordinal);
            _html.WriteLiteral(template.Substring(position, start - position));
            WritePart(template.Substring(start + 2, end - start - 2));
            position = end + 2;
        }

        _html.WriteLiteral(template.Substring(position));
    }

    private void WritePart(string name)
    {
        switch (name)
        {
            case "Title":
                _html.WriteText(_snapshot.Title);
                break;
            case "Generator":
                _html.WriteText("PartnerCenter.Qualifications " + typeof(ReportPage).Assembly.GetName().Version!.ToString(3));
                break;
            case "ContentSecurityPolicy":
                // Nothing from anywhere, and of scripts and styles only the very ones that stand below.
                _html.WriteLiteral(
                    $"default-src 'none'; style-src '{Hash(_style)}'; script-src '{Hash(_script)}'; img-src data:; base-uri 'none'; form-action 'none'");
                break;
            case "Style":
                _html.WriteLiteral(_style);
                break;
            case "Script":
                _html.WriteLiteral(_script);
                break;
            case "Made":
                var made = string.Format(CultureInfo.InvariantCulture, ReportTexts.Made, ReportWords.Moment(_snapshot.Generated!.Value));
                _html.Write($"{made}<span id=\"local-time\"></span>");
                break;
            case "Notices":
                WriteNotices();
                break;
            case "Tiles":
                WriteTiles();
                break;
            case "TilesNote":
                _html.WriteText(string.Format(CultureInfo.InvariantCulture, ReportTexts.TilesNote, ReportWords.Count(_figures.Items.Count)));
                break;
            case "StatusChart" when _figures.Items.Count > 0:
                ReportCharts.WriteStatusChart(_html, _figures);
                break;
            case "QualificationChart" when _figures.Items.Count > 0:
                ReportCharts.WriteQualificationChart(_html, _figures);
                break;
            case "StatusChart" or "QualificationChart":
                break;
            case "ChangesLink" when _differences is not null:
                _html.Write($"<li><a href=\"#changes\">{ReportTexts.Changes}</a></li>\n");
                break;
            case "Changes" when _differences is not null:
                WriteChanges(_differences);
                break;
            case "ChangesLink" or "Changes":
                break;
            case "Waiting":
                WriteWaiting();
                break;
            case "Denied":
                WriteDenied();
                break;
            case "NoScript":
                _html.WriteText(string.Format(CultureInfo.InvariantCulture, ReportTexts.NoScript, FirstRows));
                break;
            case "QualificationOptions":
                foreach (var qualification in ReportWords.Qualifications)
                {
                    _html.Write($"<option value=\"{qualification}\">{ReportWords.Text(qualification)}</option>");
                }

                break;
            case "StatusOptions":
                foreach (var status in ReportWords.Statuses)
                {
                    _html.Write($"<option value=\"{status}\" data-style=\"{ReportWords.Style(status)}\">{ReportWords.Text(status)}</option>");
                }

                break;
            case "All":
                WriteAll();
                break;
            case "Data":
                WriteData();
                break;
            default:
                const string Text = "text:";
                var text = name.StartsWith(Text, StringComparison.Ordinal)
                    ? ReportTexts.ResourceManager.GetString(name.Substring(Text.Length), ReportTexts.Culture)
                    : null;
                _html.WriteText(text ?? throw new InvalidOperationException($"The page asks for '{name}', which nobody knows."));
                break;
        }
    }

    private void WriteNotices()
    {
        if (_snapshot.IsEmulated)
        {
            _html.Write($"<p class=\"notice\"><strong>{ReportTexts.Emulator}</strong> {ReportTexts.EmulatorNote}</p>\n");
        }

        var incomplete = ReportWords.Incomplete(_snapshot);
        if (incomplete.Count > 0)
        {
            _html.Write($"<p class=\"notice\"><strong>{ReportTexts.IncompleteTitle}</strong> {string.Join(" ", incomplete)}</p>\n");
            WriteMissing();
        }
    }

    // All of them, so that a reader can ask for each. A long list scrolls.
    private void WriteMissing()
    {
        if (_snapshot.Missing.Count + _snapshot.PartlyRead.Count == 0)
        {
            return;
        }

        _html.Write($"<div class=\"notice missing\" tabindex=\"0\" role=\"region\" aria-label=\"{ReportTexts.MissingList}\">\n<ul>\n");
        foreach (var customer in _snapshot.Missing)
        {
            WriteMissing(customer);
            _html.WriteLiteral("</li>\n");
        }

        foreach (var customer in _snapshot.PartlyRead)
        {
            WriteMissing(customer);
            _html.Write($" {ReportTexts.PartlyReadMark}</li>\n");
        }

        var rows = _snapshot.MissingCustomers - _snapshot.Missing.Count;
        if (rows > 0)
        {
            var text = rows == 1
                ? ReportTexts.MissingRow
                : string.Format(CultureInfo.InvariantCulture, ReportTexts.MissingRows, ReportWords.Count(rows));
            _html.Write($"<li>{text}</li>\n");
        }

        _html.WriteLiteral("</ul>\n</div>\n");
    }

    private void WriteMissing(MissingCustomer customer) => _html.Write(string.IsNullOrEmpty(customer.CustomerName)
        ? (FormattableString)$"<li><bdi class=\"name\">{customer.CustomerId}</bdi>"
        : $"<li><bdi class=\"name\">{customer.CustomerName}</bdi> <span class=\"key\">{customer.CustomerId}</span>");

    private void WriteTiles()
    {
        WriteTile(_figures.Customers, ReportTexts.Customers, "#all", string.Empty, string.Empty);
        WriteTile(_figures[ReportStatus.Approved], ReportWords.Text(ReportStatus.Approved), "#all", "approved", nameof(ReportStatus.Approved));
        WriteTile(_figures[ReportStatus.InReview], ReportWords.Text(ReportStatus.InReview), "#waiting", "review", null);
        WriteTile(_figures[ReportStatus.Denied], ReportWords.Text(ReportStatus.Denied), "#denied", "denied", null);
        WriteTile(_figures[ReportStatus.NoStatus], ReportWords.Text(ReportStatus.NoStatus), "#all", "plain", nameof(ReportStatus.NoStatus));
        if (_figures[ReportStatus.Unknown] > 0)
        {
            WriteTile(_figures[ReportStatus.Unknown], ReportWords.Text(ReportStatus.Unknown), "#all", "unknown", nameof(ReportStatus.Unknown));
        }

        WriteTile(_figures[ReportStatus.None], ReportWords.Text(ReportStatus.None), "#all", "none", nameof(ReportStatus.None));
    }

    private void WriteTile(int count, string text, string link, string style, string? filter)
    {
        _html.Write($"<li><a href=\"{link}\" class=\"{style}\"");
        if (filter is not null)
        {
            _html.Write($" data-filter=\"{filter}\"");
        }

        _html.Write($"><strong>{count:N0}</strong> <span>{text}</span></a></li>\n");
    }

    private void WriteChanges(List<QualificationDifference> differences)
    {
        _html.Write($"<section id=\"changes\" aria-labelledby=\"changes-title\">\n<h2 id=\"changes-title\">{ReportTexts.Changes}</h2>\n");
        var since = _earlier!.Generated is { } time
            ? string.Format(CultureInfo.InvariantCulture, ReportTexts.ComparedWith, ReportWords.Moment(time))
            : ReportTexts.Compared;
        if (_earlier.Qualifications.Count > 0 && _earlier.IsEmulated != _snapshot.IsEmulated)
        {
            _html.Write($"<p class=\"notice\"><strong>{ReportTexts.Emulator}</strong> {ReportTexts.ComparedEmulator}</p>\n");
        }

        if (_earlier.MissingCustomers > 0 || _earlier.MayBeIncomplete)
        {
            since += " " + ReportTexts.ComparedIncomplete;
        }

        if (differences.Count == 0)
        {
            _html.Write($"<div class=\"card flush\"><p class=\"empty\">{ReportTexts.NoChanges} {since}</p></div>\n</section>\n");
            return;
        }

        _html.Write($"<p class=\"note\">{since}</p>\n<ul class=\"tiles kinds\" id=\"kinds\">\n");
        foreach (DifferenceKind kind in Enum.GetValues(typeof(DifferenceKind)))
        {
            var count = differences.Count(difference => difference.Kind == kind);
            _html.Write($"<li data-kind=\"{kind}\" data-text=\"{ReportList.Text(kind)}\"><strong>{count:N0}</strong> <span>{Plural(kind)}</span></li>\n");
        }

        _html.WriteLiteral("</ul>\n");
        _list.Write(
            "changes-list",
            ReportTexts.ChangesList,
            FewRows,
            differences,
            ReportColumn.Customer,
            ReportColumn.Qualification,
            ReportColumn.Kind,
            ReportColumn.Before,
            ReportColumn.After);
        _html.WriteLiteral("</section>\n");
    }

    private void WriteWaiting()
    {
        if (_figures.Waiting.Count == 0)
        {
            _html.Write($"<div class=\"card flush\"><p class=\"empty\">{ReportTexts.NothingWaits}</p></div>\n");
            return;
        }

        _html.WriteLiteral("<div class=\"cards aside\">\n");
        ReportCharts.WriteAges(_html, _figures);
        _list.Write(
            "waiting-list",
            ReportTexts.WaitingList,
            FewRows,
            "ascending",
            _figures.Waiting,
            ReportColumn.Customer,
            ReportColumn.Qualification,
            ReportColumn.Date,
            ReportColumn.Wait);
        _html.WriteLiteral("</div>\n");
    }

    private void WriteDenied()
    {
        if (_figures.Denied.Count == 0)
        {
            _html.Write($"<div class=\"card flush\"><p class=\"empty\">{ReportTexts.NothingDenied}</p></div>\n");
            return;
        }

        var reasons = _figures.Reasons().Select(reason => (Text: reason.Reason ?? ReportTexts.NoReason, reason.Count)).ToList();
        if (reasons.Count > MaxReasons)
        {
            var others = reasons.Skip(MaxReasons).Sum(reason => reason.Count);
            reasons.RemoveRange(MaxReasons, reasons.Count - MaxReasons);
            reasons.Add((ReportTexts.OtherReasons, others));
        }

        _html.WriteLiteral("<div class=\"cards aside\">\n");
        ReportCharts.WriteBars(_html, ReportTexts.Reasons, reasons, "denied");
        _list.Write(
            "denied-list",
            ReportTexts.DeniedList,
            FewRows,
            "descending",
            _figures.Denied,
            ReportColumn.Customer,
            ReportColumn.Qualification,
            ReportColumn.Date,
            ReportColumn.Reason);
        _html.WriteLiteral("</div>\n");
    }

    private void WriteAll()
    {
        if (_figures.Items.Count == 0)
        {
            _html.Write($"<div class=\"card flush\"><p class=\"empty\">{ReportTexts.Nobody}</p></div>\n");
            return;
        }

        _list.Write(
            "all-list",
            ReportTexts.AllList,
            FirstRows,
            null,
            _figures.Items,
            ReportColumn.Customer,
            ReportColumn.Qualification,
            ReportColumn.Status,
            ReportColumn.Date,
            ReportColumn.Reason);
    }

    private void WriteData()
    {
        _html.WriteLiteral(SnapshotJson.Opening);
        _html.Flush();
        SnapshotJson.Write(_target, _snapshot, _earlier?.Generated, _differences);
        _html.WriteLiteral(SnapshotJson.Closing + "\n");
    }

    private static string Plural(DifferenceKind kind) => kind switch
    {
        DifferenceKind.CustomerAdded => ReportTexts.CustomersAdded,
        DifferenceKind.QualificationAdded => ReportTexts.QualificationsAdded,
        DifferenceKind.StatusChanged => ReportTexts.StatusesChanged,
        DifferenceKind.QualificationRemoved => ReportTexts.QualificationsRemoved,
        _ => ReportTexts.CustomersRemoved,
    };

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Utf8.GetBytes(text)));

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(ReportPage).Assembly.GetManifestResourceStream("PartnerCenter.Reporting." + name)!, Utf8);

        // Browsers take line ends as one character before they hash.
        return reader.ReadToEnd().Replace("\r\n", "\n");
    }
}
