using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using PartnerCenter.Qualifications;
using PartnerCenter.Reporting;
using Xunit;

namespace PartnerCenter.Client.Tests;

/// <summary>
/// What the page of a report shows without its script: every figure, chart, list, and notice, from numbers that differ.
/// </summary>
public sealed class ReportPageTests
{
    private static readonly DateTimeOffset AsOf = new(2026, 6, 30, 12, 0, 0, TimeSpan.Zero);

    private readonly List<CustomerQualification> _items = [];

    [Fact]
    public void Each_tile_has_its_number_and_leads_to_its_rows()
    {
        AddEverything();

        Assert.Equal(
            [
                "#all|||36|Customers", "#all|approved|Approved|10|Approved", "#waiting|review|-|5|In review", "#denied|denied|-|4|Denied",
                "#all|plain|NoStatus|7|No status", "#all|unknown|Unknown|2|Unknown", "#all|none|None|8|No qualification",
            ],
            Regex.Matches(Write(), "<li><a href=\"([^\"]*)\" class=\"([^\"]*)\"( data-filter=\"([^\"]*)\")?><strong>([^<]*)</strong> <span>([^<]*)</span>").Cast<Match>()
                .Select(tile => string.Join(
                    "|", tile.Groups[1].Value, tile.Groups[2].Value, tile.Groups[3].Success ? tile.Groups[4].Value : "-", tile.Groups[5].Value,
                    tile.Groups[6].Value)));
    }

    [Fact]
    public void The_ring_has_a_segment_for_each_status()
    {
        AddEverything();
        var ring = Part(Write(), "<svg class=\"donut\"", "</svg>");

        Assert.Contains(
            "<title id=\"donut-title\">By status. Approved: 10, In review: 5, Denied: 4, No status: 7, Unknown: 2, No qualification: 8</title>", ring,
            StringComparison.Ordinal);
        Assert.Equal(
            ["approved 27.08 72.92 0", "review 13.19 86.81 27.78", "denied 10.41 89.59 41.67", "plain 18.74 81.26 52.78", "unknown 4.86 95.14 72.22",
                "none 21.52 78.48 77.78"],
            Segments(ring));
        Assert.Contains("<text x=\"21\" y=\"22\">36</text><text class=\"small\" x=\"21\" y=\"25.6\">entries</text>", ring, StringComparison.Ordinal);
        Assert.Equal(
            ["approved|Approved|10|28 %", "review|In review|5|14 %", "denied|Denied|4|11 %", "plain|No status|7|19 %", "unknown|Unknown|2|6 %",
                "none|No qualification|8|22 %"],
            Regex.Matches(
                Write(), "<tr><th scope=\"row\"><svg class=\"dot\".*?class=\"f-([a-z]+)\".*?</svg>([^<]*)</th><td class=\"number\">([^<]*)</td><td class=\"number\">([^<]*)</td></tr>")
                .Cast<Match>()
                .Select(row => string.Join("|", row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value, WebUtility.HtmlDecode(row.Groups[4].Value))));
    }

    [Theory]
    [InlineData(1, 0, "approved 100 0 0")]
    [InlineData(999, 1, "approved 99.2 0.8 0,denied 0.3 99.7 99.9")]
    public void A_segment_of_the_ring_fills_it_alone_and_is_never_too_small_to_be_seen(int approved, int denied, string expected)
    {
        Add(approved, Qualification.Education, VettingStatus.Approved);
        Add(denied, Qualification.Education, VettingStatus.Denied);

        Assert.Equal(expected, string.Join(",", Segments(Part(Write(), "<svg class=\"donut\"", "</svg>"))));
    }

    [Fact]
    public void Each_qualification_has_a_bar_of_its_statuses_and_their_numbers()
    {
        AddEverything();
        var table = Part(Write(), "<table class=\"figures stack\"", "</table>");

        Assert.Equal(
            ["Qualification", "Approved", "In review", "Denied", "No status", "Unknown", "Total"],
            Regex.Matches(table, "<th scope=\"col\"[^>]*>([^<]*)</th>").Cast<Match>().Select(head => head.Groups[1].Value));
        Assert.Equal(
            [
                "Education|3|4|3|–|1|11|Education. Approved: 3, In review: 4, Denied: 3, Unknown: 1|approved 0+27.27 review 27.27+36.36 denied 63.64+27.27 unknown 90.91+9.09",
                "Government Community Cloud|6|1|–|–|–|7|Government Community Cloud. Approved: 6, In review: 1|approved 0+54.55 review 54.55+9.09",
                "Nonprofit|1|–|1|–|–|2|Nonprofit. Approved: 1, Denied: 1|approved 0+9.09 denied 9.09+9.09",
                "State Owned Entity|–|–|–|7|–|7|State Owned Entity. No status: 7|plain 0+63.64",
                "Hospital|–|–|–|–|1|1|Hospital. Unknown: 1|unknown 0+9.09",
                "None|No qualification|8|None. No qualification: 8|none 0+72.73",
            ],
            Rows(table).Select(row => string.Join(
                "|", Cells(row).Append(Regex.Match(row, "<title>([^<]*)</title>").Groups[1].Value).Append(string.Join(
                    " ", Regex.Matches(row, "<rect class=\"f-([a-z]+)\" x=\"([^\"]*)\" width=\"([^\"]*)\"").Cast<Match>()
                        .Select(bar => $"{bar.Groups[1].Value} {bar.Groups[2].Value}+{bar.Groups[3].Value}"))))));
        Assert.Contains("<td class=\"number words\" colspan=\"5\">", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_qualifications_come_in_the_order_of_their_words_and_there_is_no_column_for_what_nobody_has()
    {
        foreach (var word in (string[])["b", "B", "a", ""])
        {
            _items.Add(new CustomerQualification
            {
                CustomerId = "id" + _items.Count,
                Qualification = Qualification.Unknown,
                RawQualification = word,
                VettingStatus = VettingStatus.Approved,
            });
        }

        var table = Part(Write(), "<table class=\"figures stack\"", "</table>");
        Assert.Equal(["B", "Unknown", "a", "b"], Rows(table).Select(row => Cells(row)[0]));
        Assert.DoesNotContain(">Unknown</th><th", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Ages_and_reasons_have_bars_as_long_as_the_most_frequent_allows()
    {
        AddEverything();
        var page = Write();

        Assert.Equal(
            ["Up to 7 days 100 3", "8 to 30 days 0 0", "31 to 60 days 33.33 1", "61 to 90 days 0 0", "Over 90 days 0 0", "date unknown 33.33 1"],
            Bars(page, "Age of what is in review", "review"));
        Assert.Equal(["Not an Education Customer 100 2", "No reason was given 50 1", "A & B 50 1"], Bars(page, "Reasons", "denied"));
    }

    [Fact]
    public void Each_list_shows_what_its_columns_say()
    {
        AddEverything();
        var page = Write();

        Assert.Equal(
            ["Customer:customer", "Qualification:qualification", "Requested:date ascending", "In review for:wait"], Heads(page, "waiting-list"));
        Assert.Equal(
            [
                "Customer 6 c6.example id06|Education|2026-05-21|40 days 100", "Customer 5 c5.example id05|Education|2026-06-29|1 day 2.5",
                "Customer 4 c4.example id04|Education|2026-06-29|Less than 1 day 0", "Customer 8 c8.example id08|Government Community Cloud|2026-07-02|Less than 1 day 0",
                "id07|Education||date unknown",
            ],
            ListRows(page, "waiting-list"));
        Assert.Equal(["Customer:customer", "Qualification:qualification", "Requested:date descending", "Reason:reason"], Heads(page, "denied-list"));
        Assert.Equal(
            [
                "Customer 9 c9.example id09|Education|2026-06-25|Not an Education Customer", "Customer 10 c10.example id10|Education|2026-06-25|Not an Education Customer",
                "Customer 11 c11.example id11|Education|2026-06-22|", "id12|Nonprofit||A & B",
            ],
            ListRows(page, "denied-list"));
        Assert.Equal(["Customer:customer", "Qualification:qualification", "Status:status", "Requested:date", "Reason:reason"], Heads(page, "all-list"));
        var all = ListRows(page, "all-list");
        Assert.Equal(36, all.Length);
        Assert.Equal(
            [
                "Customer 1 c1.example id01|Education|approved Approved|2026-03-22|", "id07|Education|review In review||", "id12|Nonprofit|denied Denied||A & B",
                "Customer 20 c20.example id20|State Owned Entity|plain No status||", "Customer 27 c27.example id27|Hospital|unknown Maybe|2026-06-27|",
                "Customer 28 c28.example id28|Education|unknown Perhaps|2026-06-26|", "Customer 36 c36.example id36|None|none No qualification||",
            ],
            new[] { 1, 7, 12, 20, 27, 28, 36 }.Select(number => all[number - 1]));
        Assert.Equal(
            ["10 Qualifications in review, oldest request first", "10 Denied qualifications, latest request first", "50 All customers and their qualifications"],
            Regex.Matches(page, "data-size=\"(\\d+)\">\n<caption[^>]*>([^<]*)<").Cast<Match>().Select(list => list.Groups[1].Value + " " + list.Groups[2].Value));
        Assert.All(
            Regex.Matches(Part(page, "id=\"all-list\"", "</tbody>"), "<td class=\"([a-z]+)\" data-label=\"([^\"]*)\"").Cast<Match>(),
            cell => Assert.Contains(cell.Groups[2].Value + ":" + cell.Groups[1].Value, Heads(page, "all-list")));
    }

    [Theory]
    [InlineData(10, "")]
    [InlineData(11, "The first 10 of 11 rows.")]
    [InlineData(1234, "The first 10 of 1,234 rows.")]
    public void A_list_that_is_cut_says_so(int count, string words)
    {
        Add(count, Qualification.Education, VettingStatus.InReview, 3);

        Assert.Equal(Math.Min(10, count), ListRows(Write(), "waiting-list").Length);
        Assert.Equal(words, Regex.Match(Part(Write(), "id=\"waiting-list\"", "class=\"pager\""), "<p class=\"cut\">([^<]*)</p>").Groups[1].Value);
        Assert.Equal(Math.Min(50, count), ListRows(Write(), "all-list").Length);
    }

    [Fact]
    public void Changes_are_counted_by_kind_and_listed_with_before_and_now()
    {
        CustomerQualification[] before =
        [
            Make("id1", Qualification.Education, VettingStatus.InReview), Make("id1", Qualification.StateOwnedEntity), Make("id2", Qualification.None),
            Make("id3", Qualification.Education, VettingStatus.Denied), Make("id4", Qualification.Nonprofit, VettingStatus.Approved),
            Make("id8", Qualification.Unknown, VettingStatus.Unknown, "Hospital", "Maybe"), Make("id9", Qualification.Education, VettingStatus.Approved),
        ];
        _items.AddRange(
        [
            Make("id1", Qualification.Education, VettingStatus.Approved), Make("id2", Qualification.GovernmentCommunityCloud, VettingStatus.Approved),
            Make("id2", Qualification.StateOwnedEntity), Make("id5", Qualification.Education, VettingStatus.Denied), Make("id6", Qualification.None),
            Make("id7", Qualification.Nonprofit, VettingStatus.Approved), Make("id8", Qualification.Unknown, VettingStatus.Unknown, "Hospital", "Perhaps"),
            Make("id9", Qualification.Education, VettingStatus.Approved),
        ]);
        var page = Write(new QualificationSnapshot(before) { Generated = new DateTimeOffset(2026, 2, 1, 10, 30, 0, TimeSpan.FromHours(2)) });

        Assert.Equal(
            [
                "CustomerAdded|New customer|3|New customers", "QualificationAdded|Qualification added|2|Qualifications added",
                "StatusChanged|Status changed|2|Statuses changed", "QualificationRemoved|Qualification removed|1|Qualifications removed",
                "CustomerRemoved|Customer removed|2|Customers removed",
            ],
            Regex.Matches(page, "<li data-kind=\"([^\"]*)\" data-text=\"([^\"]*)\"><strong>([^<]*)</strong> <span>([^<]*)</span></li>").Cast<Match>()
                .Select(tile => string.Join("|", Enumerable.Range(1, 4).Select(group => tile.Groups[group].Value))));
        Assert.Contains("<p class=\"note\">Compared with the report of 2026-02-01 08:30 UTC.</p>", page, StringComparison.Ordinal);
        Assert.Contains("<li><a href=\"#changes\">What changed</a></li>", page, StringComparison.Ordinal);
        Assert.Equal(
            ["Customer:customer", "Qualification:qualification", "Change:kind", "Before:before", "Now:after"], Heads(page, "changes-list"));
        Assert.Equal(
            [
                "id1|Education|Status changed|review In review|approved Approved", "id2|Government Community Cloud|Qualification added||approved Approved",
                "id2|State Owned Entity|Qualification added||plain No status", "id5|Education|New customer||denied Denied",
                "id6|None|New customer||none No qualification", "id7|Nonprofit|New customer||approved Approved",
                "id8|Hospital|Status changed|unknown Maybe|unknown Perhaps", "id1|State Owned Entity|Qualification removed|plain No status|",
                "id3|Education|Customer removed|denied Denied|", "id4|Nonprofit|Customer removed|approved Approved|",
            ],
            ListRows(page, "changes-list"));
        Assert.Contains(
            "\"comparedWith\":\"2026-02-01T10:30:00+02:00\",\"qualifications\":[{\"customerId\":\"id1\",\"qualification\":\"Education\",\"vettingStatus\":\"Approved\"},", page,
            StringComparison.Ordinal);
        Assert.Contains(
            "\"changes\":[{\"kind\":\"StatusChanged\",\"before\":{\"customerId\":\"id1\",\"qualification\":\"Education\",\"vettingStatus\":\"InReview\"},\"after\":{\"customerId\":\"id1\",\"qualification\":\"Education\",\"vettingStatus\":\"Approved\"}},{\"kind\":\"QualificationAdded\",\"after\":",
            page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false, 0, "No changes. Compared with the specified earlier qualifications.", false)]
    [InlineData(true, false, 0, "No changes. Compared with the specified earlier qualifications.", true)]
    [InlineData(false, true, 0, "No changes. Compared with the specified earlier qualifications. Customers were missing from that report. They count as new in this report.", false)]
    [InlineData(false, false, 1, "No changes. Compared with the specified earlier qualifications. Customers were missing from that report. They count as new in this report.", false)]
    public void No_changes_and_what_a_comparison_does_not_tell(bool isEmulated, bool mayBeIncomplete, int missing, string expected, bool isWarned)
    {
        Add(1, Qualification.Education, VettingStatus.Approved);

        var page = Write(new QualificationSnapshot(_items.ToArray()) { IsEmulated = isEmulated, MayBeIncomplete = mayBeIncomplete, MissingCustomers = missing });

        Assert.Contains("<p class=\"empty\">" + expected + "</p>", page, StringComparison.Ordinal);
        Assert.Equal(isWarned, page.Contains("One of the two reports is of emulated customers"));
        Assert.DoesNotContain("id=\"changes-list\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void An_earlier_time_without_customers_is_of_no_other_kind()
    {
        Add(1, Qualification.Education, VettingStatus.Approved);

        var page = Write(
            new QualificationSnapshot([]), new QualificationSnapshot(_items) { Generated = AsOf, IsEmulated = true });

        Assert.DoesNotContain("One of the two reports", page, StringComparison.Ordinal);
        Assert.Equal(["Customer 1 c1.example id01|Education|New customer||approved Approved"], ListRows(page, "changes-list"));
    }

    [Fact]
    public void Days_have_separators_and_no_reason_comes_first_where_reasons_are_as_frequent()
    {
        Add(1, Qualification.Education, VettingStatus.InReview, 1234.5);
        foreach (var reason in (string?[])["b", "B", null, "a"])
        {
            Add(1, Qualification.Education, VettingStatus.Denied, 1, reason);
        }

        Assert.EndsWith("|1,234 days 100", Assert.Single(ListRows(Write(), "waiting-list")), StringComparison.Ordinal);
        Assert.Equal(["No reason was given 100 1", "B 100 1", "a 100 1", "b 100 1"], Bars(Write(), "Reasons", "denied"));
    }

    [Theory]
    [InlineData(false, 0, 0, false, null)]
    [InlineData(true, 0, 0, false, "Emulator. These customers are fictitious. They are not from Partner Center.")]
    [InlineData(false, 1, 0, false, "Incomplete. 1 customer could not be read and is missing.")]
    [InlineData(false, 1234, 0, false, "Incomplete. 1,234 customers could not be read and are missing.")]
    [InlineData(false, 0, 1, false, "Incomplete. 1 customer could not be read completely. Some of its qualifications might be missing.")]
    [InlineData(false, 0, 2, false, "Incomplete. 2 customers could not be read completely. Some of their qualifications might be missing.")]
    [InlineData(false, 0, 0, true, "Incomplete. A command in the pipeline ended with an error, so other customers might be missing.")]
    [InlineData(
        true, 2, 1, true,
        "Emulator. These customers are fictitious. They are not from Partner Center.|Incomplete. 2 customers could not be read and are missing. 1 customer could not be read completely. Some of its qualifications might be missing. A command in the pipeline ended with an error, so other customers might be missing.")]
    public void Notices_say_what_the_figures_do_not(bool isEmulated, int missing, int partly, bool mayBeIncomplete, string? expected)
    {
        Add(1, Qualification.Education, VettingStatus.Approved);
        var page = Write(snapshot: new QualificationSnapshot(_items)
        {
            Generated = AsOf,
            IsEmulated = isEmulated,
            MissingCustomers = missing,
            PartlyRead = Enumerable.Range(1, partly).Select(number => new MissingCustomer("p" + number, null)).ToArray(),
            MayBeIncomplete = mayBeIncomplete,
        });

        Assert.Equal(
            expected ?? string.Empty,
            string.Join("|", Regex.Matches(page, "<p class=\"notice\">(.*?)</p>").Cast<Match>().Select(notice => Text(notice.Groups[1].Value))));
    }

    [Theory]
    [InlineData(2, "Name A a|b|Name C c (not read completely)|d (not read completely)")]
    [InlineData(3, "Name A a|b|Name C c (not read completely)|d (not read completely)|1 row without a valid customer ID")]
    [InlineData(1236, "Name A a|b|Name C c (not read completely)|d (not read completely)|1,234 rows without a valid customer ID")]
    public void Each_missing_customer_is_named(int missing, string expected)
    {
        Add(1, Qualification.Education, VettingStatus.Approved);
        var page = Write(snapshot: new QualificationSnapshot(_items)
        {
            Generated = AsOf,
            MissingCustomers = missing,
            Missing = [new MissingCustomer("a", "Name A"), new MissingCustomer("b", string.Empty)],
            PartlyRead = [new MissingCustomer("c", "Name C"), new MissingCustomer("d", null)],
        });

        var list = Part(page, "<div class=\"notice missing\"", "</div>");
        Assert.Contains("aria-label=\"Customers that could not be read\"", list, StringComparison.Ordinal);
        Assert.Equal(expected, string.Join("|", Regex.Matches(list, "<li>(.*?)</li>").Cast<Match>().Select(item => Text(item.Groups[1].Value))));
        Assert.Contains(
            "\"missingCustomers\":" + missing + ",\"missing\":[{\"customerId\":\"a\",\"customerName\":\"Name A\"},{\"customerId\":\"b\",\"customerName\":\"\"}],"
                + "\"partlyRead\":[{\"customerId\":\"c\",\"customerName\":\"Name C\"},{\"customerId\":\"d\"}],\"qualifications\":[",
            page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_filters_offer_everything_in_one_order()
    {
        var page = Write();

        Assert.Equal(
            [
                "Education=Education", "GovernmentCommunityCloud=Government Community Cloud", "Nonprofit=Nonprofit", "StateOwnedEntity=State Owned Entity",
                "Unknown=Unknown", "None=None",
            ],
            Options(page, "by-qualification"));
        Assert.Equal(
            ["Approved=Approved", "InReview=In review", "Denied=Denied", "NoStatus=No status", "Unknown=Unknown", "None=No qualification"],
            Options(page, "by-status"));
        Assert.Equal(
            ["approved", "review", "denied", "plain", "unknown", "none"],
            Regex.Matches(page, "data-style=\"([a-z]+)\"").Cast<Match>().Select(style => style.Groups[1].Value));
        Assert.Contains("up to 50)", page, StringComparison.Ordinal);
        Assert.Contains("As of 2026-06-30 12:00 UTC<span", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_data_hold_all_of_each_qualification()
    {
        _items.Add(new CustomerQualification
        {
            CustomerId = "id1",
            CustomerName = "Name",
            Domain = "a.example",
            Qualification = Qualification.Unknown,
            RawQualification = "Hospital",
            VettingStatus = VettingStatus.Unknown,
            RawVettingStatus = "Maybe",
            VettingReason = "Reason",
            VettingCreatedDate = AsOf,
        });
        _items.Add(new CustomerQualification
        {
            CustomerId = "id2",
            Qualification = Qualification.Education,
            RawQualification = "education",
            VettingStatus = VettingStatus.Denied,
            RawVettingStatus = "denied",
        });

        Assert.Equal(
            """{"format":"PartnerCenter.Qualifications.Report","version":1,"title":"Title","generated":"2026-06-30T12:00:00+00:00","emulator":true,"mayBeIncomplete":true,"qualifications":[{"customerId":"id1","customerName":"Name","domain":"a.example","qualification":"Unknown","vettingStatus":"Unknown","vettingReason":"Reason","vettingCreatedDate":"2026-06-30T12:00:00+00:00","rawQualification":"Hospital","rawVettingStatus":"Maybe"},{"customerId":"id2","qualification":"Education","vettingStatus":"Denied"}]}""",
            Part(
                Write(snapshot: new QualificationSnapshot(_items) { Title = "Title", Generated = AsOf, IsEmulated = true, MayBeIncomplete = true }),
                SnapshotJson.Opening, SnapshotJson.Closing).Substring(SnapshotJson.Opening.Length));
    }

    [Fact]
    public void What_is_read_of_an_earlier_report()
    {
        var read = SnapshotJson.Read(
            """{"Format":"x","VERSION":"1","title":"Title","generated":"2026-06-30T14:00:00+02:00","emulator":true,"missingCustomers":"3","qualifications":[],}""");
        Assert.Equal(
            ("Title", AsOf, TimeSpan.Zero, true, 3, false),
            (read.Title, read.Generated, read.Generated!.Value.Offset, read.IsEmulated, read.MissingCustomers, read.MayBeIncomplete));
        Assert.True(read.HasUnknownMissing);
        read = SnapshotJson.Read("""{"mayBeIncomplete":true,"qualifications":[]}""");
        Assert.Equal((null, null, false, 0, true), (read.Title, read.Generated, read.IsEmulated, read.MissingCustomers, read.MayBeIncomplete));
        Assert.False(SnapshotJson.Read("""{"qualifications":[]}""").HasUnknownMissing);
        Assert.True(SnapshotJson.Read("""{"qualifications":[{"customerId":"11111111-2222-8e8e-8444-555555555555","qualification":"None"}]}""").IsEmulated);
    }

    private static CustomerQualification Make(
        string id, Qualification qualification, VettingStatus status = VettingStatus.None, string? raw = null, string? rawStatus = null) =>
        new() { CustomerId = id, Qualification = qualification, VettingStatus = status, RawQualification = raw, RawVettingStatus = rawStatus };

    private static string Part(string page, string start, string end)
    {
        var from = page.IndexOf(start, StringComparison.Ordinal);
        Assert.True(from >= 0, start);
        return page.Substring(from, page.IndexOf(end, from, StringComparison.Ordinal) - from);
    }

    private static string Text(string markup) => WebUtility.HtmlDecode(Regex.Replace(markup, "<[^>]+>", string.Empty));

    private static IEnumerable<string> Rows(string table) =>
        Regex.Matches(table.Substring(table.IndexOf("<tbody>", StringComparison.Ordinal)), "<tr>(.*?)</tr>", RegexOptions.Singleline).Cast<Match>()
            .Select(row => row.Groups[1].Value);

    // The texts of a row's cells, but for charts.
    private static string[] Cells(string row) => Regex.Matches(row, "<t[hd](?! class=\"graph\")[^>]*>(.*?)</t[hd]>").Cast<Match>()
        .Select(cell => Text(cell.Groups[1].Value)).ToArray();

    // "-0" is what .NET makes of nothing before the first segment, and "0" what .NET Framework does.
    private static string[] Segments(string ring) =>
        Regex.Matches(ring, "<circle class=\"f-([a-z]+)\"[^>]*stroke-dasharray=\"([^\"]*)\" stroke-dashoffset=\"-?([^\"]*)\"").Cast<Match>()
            .Select(segment => string.Join(" ", segment.Groups[1].Value, segment.Groups[2].Value, segment.Groups[3].Value)).ToArray();

    private static IEnumerable<string> Bars(string page, string caption, string style) =>
        Rows(Part(page, "<caption>" + caption, "</table>")).Select(row => string.Join(
            " ", Cells(row)[0], Regex.Match(row, "class=\"f-" + style + "\" width=\"([^\"]*)\"").Groups[1].Value, Cells(row)[1]));

    private static string[] Heads(string page, string list) =>
        Regex.Matches(Part(page, "id=\"" + list + "\"", "</thead>"), "data-column=\"([a-z]+)\"(?: aria-sort=\"([a-z]+)\")?><span>([^<]*)</span>").Cast<Match>()
            .Select(head => (head.Groups[3].Value + ":" + head.Groups[1].Value + " " + head.Groups[2].Value).TrimEnd()).ToArray();

    // Names, domains and IDs are apart in the page by their style, badges by their color, and bars by their length.
    private static string[] ListRows(string page, string list) => Rows(Part(page, "id=\"" + list + "\"", "</tbody>")).Select(row => string.Join(
        "|", Regex.Matches(row, "<t[hd][^>]*>(.*?)</t[hd]>").Cast<Match>().Select(cell => Text(
            Regex.Replace(
                Regex.Replace(cell.Groups[1].Value, "<svg.*?f-review\" width=\"([^\"]*)\".*?</svg>", " $1").Replace("<span class=\"sub", " <span class=\"sub"),
                "<span class=\"badge b-([a-z]+)\">", "$1 "))))).ToArray();

    private static IEnumerable<string> Options(string page, string id) =>
        Regex.Matches(Part(page, "<select id=\"" + id + "\"><option value=\"\">Any</option>", "</select>"), "<option value=\"([^\"]+)\"[^>]*>([^<]*)</option>").Cast<Match>()
            .Select(option => option.Groups[1].Value + "=" + option.Groups[2].Value);

    private void Add(
        int count, Qualification qualification, VettingStatus status, double? days = null, string? reason = null, string? raw = null, string? rawStatus = null,
        bool isBare = false)
    {
        for (; count > 0; count--)
        {
            var number = _items.Count + 1;
            _items.Add(new CustomerQualification
            {
                CustomerId = $"id{number:00}",
                CustomerName = isBare ? null : $"Customer {number}",
                Domain = isBare ? null : $"c{number}.example",
                Qualification = qualification,
                RawQualification = raw,
                VettingStatus = status,
                RawVettingStatus = rawStatus,
                VettingReason = reason,
                VettingCreatedDate = days is { } known ? AsOf.AddDays(-known) : null,
            });
        }
    }

    private void AddEverything()
    {
        Add(3, Qualification.Education, VettingStatus.Approved, 100);
        Add(1, Qualification.Education, VettingStatus.InReview, 0.9);
        Add(1, Qualification.Education, VettingStatus.InReview, 1);
        Add(1, Qualification.Education, VettingStatus.InReview, 40);
        Add(1, Qualification.Education, VettingStatus.InReview, isBare: true);
        Add(1, Qualification.GovernmentCommunityCloud, VettingStatus.InReview, -2);
        Add(2, Qualification.Education, VettingStatus.Denied, 5, "Not an Education Customer");
        Add(1, Qualification.Education, VettingStatus.Denied, 8);
        Add(1, Qualification.Nonprofit, VettingStatus.Denied, null, "A & B", isBare: true);
        Add(6, Qualification.GovernmentCommunityCloud, VettingStatus.Approved, 20);
        Add(1, Qualification.Nonprofit, VettingStatus.Approved, 30);
        Add(7, Qualification.StateOwnedEntity, VettingStatus.None);
        Add(1, Qualification.Unknown, VettingStatus.Unknown, 3, null, "Hospital", "Maybe");
        Add(1, Qualification.Education, VettingStatus.Unknown, 4, null, null, "Perhaps");
        Add(8, Qualification.None, VettingStatus.None);
    }

    private string Write(QualificationSnapshot? earlier = null, QualificationSnapshot? snapshot = null)
    {
        using var stream = new MemoryStream();
        ReportPage.Write(stream, snapshot ?? new QualificationSnapshot(_items.ToArray()) { Title = "Title", Generated = AsOf }, earlier);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
