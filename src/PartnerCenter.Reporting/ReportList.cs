using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Reporting;

/// <summary>
/// Writes the first page of a list, which can be read without scripts. The script gets the other pages from the report's data.
/// </summary>
internal sealed class ReportList(HtmlWriter html, ReportFigures figures)
{
    /// <summary>Writes a list of qualifications.</summary>
    /// <param name="id">The identifier by which the page's script finds the list.</param>
    /// <param name="caption">The list's title.</param>
    /// <param name="pageSize">The number of rows in a page.</param>
    /// <param name="dates">The order of the rows by date, as a value of <c>aria-sort</c>, or null if they aren't sorted by date.</param>
    /// <param name="rows">All rows, in their order.</param>
    /// <param name="columns">The columns.</param>
    public void Write(string id, string caption, int pageSize, string? dates, IReadOnlyList<CustomerQualification> rows, params ReportColumn[] columns) =>
        Write(
            id, caption, pageSize, dates, rows.Take(pageSize).Select(row => new QualificationDifference { NewValue = row }), rows.Count,
            columns);

    /// <summary>Writes a list of differences.</summary>
    public void Write(string id, string caption, int pageSize, IReadOnlyList<QualificationDifference> rows, params ReportColumn[] columns) =>
        Write(id, caption, pageSize, null, rows.Take(pageSize), rows.Count, columns);

    private void Write(string id, string caption, int pageSize, string? dates, IEnumerable<QualificationDifference> rows, int count, ReportColumn[] columns)
    {
        html.Write($"<div class=\"card flush\">\n<div class=\"scroll\" role=\"region\" aria-labelledby=\"{id}-caption\" tabindex=\"0\">\n");
        html.Write($"<table class=\"list stack\" id=\"{id}\" data-size=\"{pageSize}\">\n<caption id=\"{id}-caption\">{caption}</caption>\n<thead>\n<tr>");
        foreach (var column in columns)
        {
            html.Write($"<th scope=\"col\" data-column=\"{Name(column)}\"");
            if (column == ReportColumn.Date && dates is not null)
            {
                html.Write($" aria-sort=\"{dates}\"");
            }

            html.Write($"><span>{Title(column)}</span></th>");
        }

        html.WriteLiteral("</tr>\n</thead>\n<tbody>\n");
        foreach (var row in rows)
        {
            html.WriteLiteral("<tr>");
            foreach (var column in columns)
            {
                WriteCell(column, row);
            }

            html.WriteLiteral("</tr>\n");
        }

        html.WriteLiteral("</tbody>\n</table>\n</div>\n");
        html.Write(
            $"<p class=\"cut\">{(count > pageSize ? string.Format(CultureInfo.InvariantCulture, ReportTexts.PrintCut, ReportWords.Count(pageSize), ReportWords.Count(count)) : string.Empty)}</p>\n");
        html.Write(
            $"<div class=\"pager\" id=\"{id}-pager\" role=\"group\" aria-label=\"{string.Format(CultureInfo.InvariantCulture, ReportTexts.Pages, caption)}\" hidden><p id=\"{id}-status\" role=\"status\"></p>");
        html.Write($"<button type=\"button\">{ReportTexts.Previous}</button><button type=\"button\">{ReportTexts.Next}</button></div>\n</div>\n");
    }

    private void WriteCell(ReportColumn column, QualificationDifference row)
    {
        var item = row.Latest!;
        if (column == ReportColumn.Customer)
        {
            html.Write($"<th class=\"customer\" scope=\"row\"><bdi class=\"name\">{ReportWords.Name(item)}</bdi>");
            if (!string.IsNullOrEmpty(item.Domain))
            {
                html.Write($"<span class=\"sub\">{item.Domain}</span>");
            }

            if (!string.IsNullOrEmpty(item.CustomerName))
            {
                html.Write($"<span class=\"sub id\">{item.CustomerId}</span>");
            }

            html.WriteLiteral("</th>");
            return;
        }

        html.Write($"<td class=\"{Name(column)}\" data-label=\"{Title(column)}\">");
        switch (column)
        {
            case ReportColumn.Qualification:
                html.WriteText(ReportWords.QualificationText(item));
                break;
            case ReportColumn.Status:
                WriteBadge(item);
                break;
            case ReportColumn.Date:
                html.WriteText(ReportWords.Date(item.VettingCreatedDate));
                break;
            case ReportColumn.Wait when figures.DaysOf(item) is { } days:
                html.WriteText(ReportWords.Days(days));
                ReportCharts.WriteBar(html, figures.Longest == 0 ? 0 : days * 100d / figures.Longest, "review");
                break;
            case ReportColumn.Wait:
                html.WriteText(ReportTexts.DateUnknown);
                break;
            case ReportColumn.Reason:
                html.Write($"<bdi>{item.VettingReason}</bdi>");
                break;
            case ReportColumn.Kind:
                html.WriteText(Text(row.Kind));
                break;
            case ReportColumn.Before:
                WriteBadge(row.OldValue);
                break;
            case ReportColumn.After:
                WriteBadge(row.NewValue);
                break;
        }

        html.WriteLiteral("</td>");
    }

    private void WriteBadge(CustomerQualification? item)
    {
        if (item is not null)
        {
            html.Write($"<span class=\"badge b-{ReportWords.Style(ReportWords.StatusOf(item))}\">{ReportWords.StatusText(item)}</span>");
        }
    }

    public static string Text(DifferenceKind kind) => kind switch
    {
        DifferenceKind.CustomerAdded => ReportTexts.CustomerAdded,
        DifferenceKind.QualificationAdded => ReportTexts.QualificationAdded,
        DifferenceKind.StatusChanged => ReportTexts.StatusChanged,
        DifferenceKind.QualificationRemoved => ReportTexts.QualificationRemoved,
        _ => ReportTexts.CustomerRemoved,
    };

#pragma warning disable CA1308 // Names of style classes are written in lower case.
    private static string Name(ReportColumn column) => column.ToString().ToLowerInvariant();
#pragma warning restore CA1308

    private static string Title(ReportColumn column) => column switch
    {
        ReportColumn.Customer => ReportTexts.Customer,
        ReportColumn.Qualification => ReportTexts.Qualification,
        ReportColumn.Status => ReportTexts.Status,
        ReportColumn.Date => ReportTexts.Requested,
        ReportColumn.Wait => ReportTexts.WaitingFor,
        ReportColumn.Reason => ReportTexts.Reason,
        ReportColumn.Kind => ReportTexts.Kind,
        ReportColumn.Before => ReportTexts.Before,
        _ => ReportTexts.After,
    };
}
