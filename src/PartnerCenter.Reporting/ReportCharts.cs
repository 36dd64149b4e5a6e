using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace PartnerCenter.Reporting;

/// <summary>
/// The charts, each next to a table with the same numbers, so that no information depends on colors.
/// </summary>
internal static class ReportCharts
{
    // The upper limit of each age group in days. The last group has none.
    private static readonly int[] Ages = [7, 30, 60, 90];

    public static void WriteStatusChart(HtmlWriter html, ReportFigures figures)
    {
        var shown = ReportWords.Statuses.Where(status => figures[status] > 0).ToArray();
        html.Write($"<div class=\"card\">\n<h3 id=\"by-status-title\">{ReportTexts.ByStatus}</h3>\n<div class=\"split\">\n");
        var words = string.Join(", ", shown.Select(status => $"{ReportWords.Text(status)}: {ReportWords.Count(figures[status])}"));
        html.Write(
            $"<svg class=\"donut\" viewBox=\"0 0 42 42\" role=\"img\" aria-labelledby=\"donut-title\"><title id=\"donut-title\">{ReportTexts.ByStatus}. {words}</title>");
        html.WriteLiteral("<g transform=\"rotate(-90 21 21)\"><circle class=\"f-track\" cx=\"21\" cy=\"21\" r=\"17\"/>");
        double done = 0;
        foreach (var status in shown)
        {
            // A thin gap separates neighboring segments, unless there's only one.
            var share = figures[status] * 100d / figures.Items.Count;
            var drawn = shown.Length == 1 ? 100 : Math.Max(share - 0.7, 0.3);
            html.Write(
                $"<circle class=\"f-{ReportWords.Style(status)}\" cx=\"21\" cy=\"21\" r=\"17\" pathLength=\"100\" stroke-dasharray=\"{drawn} {100 - drawn}\" stroke-dashoffset=\"{-done}\"/>");
            done += share;
        }

        html.Write(
            $"</g><text x=\"21\" y=\"22\">{ReportWords.Count(figures.Items.Count)}</text><text class=\"small\" x=\"21\" y=\"25.6\">{ReportTexts.Entries}</text></svg>\n");
        html.Write($"<table class=\"figures\" aria-labelledby=\"by-status-title\">\n<tbody>\n");
        foreach (var status in shown)
        {
            html.Write($"<tr><th scope=\"row\">");
            WriteDot(html, status);
            html.Write(
                $"{ReportWords.Text(status)}</th><td class=\"number\">{figures[status]:N0}</td><td class=\"number\">{Percent(figures[status], figures.Items.Count)}</td></tr>\n");
        }

        html.WriteLiteral("</tbody>\n</table>\n</div>\n</div>\n");
    }

    public static void WriteQualificationChart(HtmlWriter html, ReportFigures figures)
    {
        // No column for qualifications that no customer has. Customers without a qualification have a separate row.
        var columns = ReportWords.Statuses.Where(status => status != ReportStatus.None && (status != ReportStatus.Unknown || figures[status] > 0)).ToArray();
        html.Write(
            $"<div class=\"card\">\n<h3 id=\"by-qualification-title\">{ReportTexts.ByQualification}</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"by-qualification-title\">\n");
        html.Write(
            $"<table class=\"figures stack\" aria-labelledby=\"by-qualification-title\">\n<thead>\n<tr><th scope=\"col\">{ReportTexts.Qualification}</th><td class=\"graph\"></td>");
        foreach (var status in columns)
        {
            html.Write($"<th scope=\"col\" class=\"number\">{ReportWords.Text(status)}</th>");
        }

        html.Write($"<th scope=\"col\" class=\"number\">{ReportTexts.Total}</th></tr>\n</thead>\n<tbody>\n");
        var most = figures.ByQualification.Select(row => row.Counts.Values.Sum()).DefaultIfEmpty(1).Max();
        foreach (var (text, counts) in figures.ByQualification)
        {
            html.Write($"<tr><th scope=\"row\">{text}</th><td class=\"graph\">");
            WriteStack(html, text, counts, most);
            html.WriteLiteral("</td>");
            if (counts.ContainsKey(ReportStatus.None))
            {
                // Without a qualification, there is nothing to vet. A dash for each status would look like zero customers.
                html.Write($"<td class=\"number words\" colspan=\"{columns.Length}\">{ReportWords.Text(ReportStatus.None)}</td>");
            }
            else
            {
                foreach (var status in columns)
                {
                    html.Write(counts.TryGetValue(status, out var known)
                        ? (FormattableString)$"<td class=\"number\" data-label=\"{ReportWords.Text(status)}\">{known:N0}</td>"
                        : $"<td class=\"number absent\">–</td>");
                }
            }

            html.Write($"<td class=\"number total\">{counts.Values.Sum():N0}</td></tr>\n");
        }

        html.WriteLiteral("</tbody>\n</table>\n</div>\n</div>\n");
    }

    /// <summary>Writes the ages of the qualifications in review.</summary>
    public static void WriteAges(HtmlWriter html, ReportFigures figures)
    {
        var counts = new int[Ages.Length + 2];
        foreach (var item in figures.Waiting)
        {
            var age = figures.DaysOf(item);
            var index = age is null ? Ages.Length + 1 : Array.FindIndex(Ages, end => age <= end);
            counts[index < 0 ? Ages.Length : index]++;
        }

        var rows = new List<(string Text, int Count)> { (Format(ReportTexts.UpToDays, Ages[0]), counts[0]) };
        for (var i = 1; i < Ages.Length; i++)
        {
            rows.Add((Format(ReportTexts.DaysBetween, Ages[i - 1] + 1, Ages[i]), counts[i]));
        }

        rows.Add((Format(ReportTexts.OverDays, Ages[Ages.Length - 1]), counts[Ages.Length]));
        if (counts[Ages.Length + 1] > 0)
        {
            rows.Add((ReportTexts.DateUnknown, counts[Ages.Length + 1]));
        }

        WriteBars(html, ReportTexts.Ages, rows, "review");
    }

    /// <summary>Writes a table with a bar for each number.</summary>
    public static void WriteBars(HtmlWriter html, string caption, IReadOnlyList<(string Text, int Count)> rows, string style)
    {
        var most = Math.Max(1, rows.Max(row => row.Count));
        html.Write($"<div class=\"card\">\n<table class=\"figures\">\n<caption>{caption}</caption>\n<tbody>\n");
        foreach (var (text, count) in rows)
        {
            html.Write($"<tr><th scope=\"row\" class=\"reason\"><bdi>{text}</bdi></th><td class=\"graph\">");
            WriteBar(html, count * 100d / most, style);
            html.Write($"</td><td class=\"number\">{count:N0}</td></tr>\n");
        }

        html.WriteLiteral("</tbody>\n</table>\n</div>\n");
    }

    /// <summary>Writes a bar. Its number is written next to it.</summary>
    public static void WriteBar(HtmlWriter html, double share, string style) => html.Write(
        $"<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"f-track\" width=\"100\" height=\"10\"/><rect class=\"f-{style}\" width=\"{share}\" height=\"10\"/></svg>");

    private static void WriteStack(HtmlWriter html, string text, Dictionary<ReportStatus, int> counts, int most)
    {
        var shown = ReportWords.Statuses.Where(counts.ContainsKey).ToArray();
        var words = string.Join(", ", shown.Select(status => $"{ReportWords.Text(status)}: {ReportWords.Count(counts[status])}"));
        html.Write(
            $"<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" role=\"img\"><title>{text}. {words}</title><rect class=\"f-track\" width=\"100\" height=\"10\"/>");
        double done = 0;
        foreach (var status in shown)
        {
            var width = counts[status] * 100d / most;
            html.Write($"<rect class=\"f-{ReportWords.Style(status)}\" x=\"{done}\" width=\"{width}\" height=\"10\"/>");
            done += width;
        }

        html.WriteLiteral("</svg>");
    }

    private static void WriteDot(HtmlWriter html, ReportStatus status) =>
        html.Write(
            $"<svg class=\"dot\" viewBox=\"0 0 10 10\" aria-hidden=\"true\"><circle class=\"f-{ReportWords.Style(status)}\" cx=\"5\" cy=\"5\" r=\"5\"/></svg>");

    private static string Percent(int part, int all)
    {
        var percent = part * 100d / all;
        return percent < 1 ? "< 1 %" : Math.Round(percent, MidpointRounding.AwayFromZero).ToString("0", CultureInfo.InvariantCulture) + " %";
    }

    private static string Format(string text, params object[] values) => string.Format(CultureInfo.InvariantCulture, text, values);
}
