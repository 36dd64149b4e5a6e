using System;
using System.Linq;
using PartnerCenter.Qualifications;
using PartnerCenter.Reporting;
using Xunit;

namespace PartnerCenter.Client.Tests;

public sealed class QualificationComparisonTests
{
    [Fact]
    public void Nothing_differs_from_itself()
    {
        CustomerQualification[] items =
        [
            Make("a", Qualification.Education, VettingStatus.Denied),
            Make("a", Qualification.Education, VettingStatus.InReview),
            Make("a", Qualification.StateOwnedEntity),
            Make("b", Qualification.None),
            Make("c", Qualification.Unknown, VettingStatus.Unknown, "Healthcare", "Escalated"),
        ];
        Assert.Empty(QualificationComparison.Compare(items, items));
    }

    [Fact]
    public void Customers_are_the_same_whatever_the_letter_case_of_their_ids()
    {
        Assert.Empty(QualificationComparison.Compare([Make("AB", Qualification.Education)], [Make("ab", Qualification.Education)]));
    }

    [Fact]
    public void Qualification_of_a_customer_in_another_letter_case_is_no_new_customer_and_no_lost_one()
    {
        var education = Make("ab", Qualification.Education);
        var owned = Make("AB", Qualification.StateOwnedEntity);
        var differences = QualificationComparison.Compare([education], [owned]);
        Assert.Equal([DifferenceKind.QualificationAdded, DifferenceKind.QualificationRemoved], differences.Select(difference => difference.Kind));
        Assert.Same(owned, differences[0].NewValue);
        Assert.Same(education, differences[1].OldValue);
    }

    [Fact]
    public void One_request_more_for_the_same_qualification_is_one_added()
    {
        var denied = Make("a", Qualification.Education, VettingStatus.Denied);
        var again = Make("a", Qualification.Education, VettingStatus.InReview);
        var difference = Assert.Single(QualificationComparison.Compare([denied], [denied, again]));
        Assert.Equal(DifferenceKind.QualificationAdded, difference.Kind);
        Assert.Same(again, difference.NewValue);
        Assert.Null(difference.OldValue);
    }

    [Fact]
    public void Words_that_nobody_knows_are_told_apart()
    {
        var differences = QualificationComparison.Compare(
            [Make("a", Qualification.Unknown, VettingStatus.Approved, "Healthcare"),
                Make("b", Qualification.Education, VettingStatus.Unknown, rawStatus: "Escalated")],
            [Make("a", Qualification.Unknown, VettingStatus.Approved, "Museum"),
                Make("b", Qualification.Education, VettingStatus.Unknown, rawStatus: "Paused")]);
        Assert.Equal(
            [DifferenceKind.QualificationAdded, DifferenceKind.StatusChanged, DifferenceKind.QualificationRemoved],
            differences.Select(difference => difference.Kind));
    }

    [Fact]
    public void Qualification_that_takes_the_place_of_none_is_one_added_and_the_other_way_round_one_removed()
    {
        var none = Make("a", Qualification.None);
        var education = Make("a", Qualification.Education);
        Assert.Equal(DifferenceKind.QualificationAdded, Assert.Single(QualificationComparison.Compare([none], [education])).Kind);
        Assert.Equal(DifferenceKind.QualificationRemoved, Assert.Single(QualificationComparison.Compare([education], [none])).Kind);
    }

    [Fact]
    public void Customer_without_qualification_comes_and_goes_too()
    {
        var none = Make("a", Qualification.None);
        Assert.Equal(DifferenceKind.CustomerAdded, Assert.Single(QualificationComparison.Compare([], [none])).Kind);
        Assert.Equal(DifferenceKind.CustomerRemoved, Assert.Single(QualificationComparison.Compare([none], [])).Kind);
    }

    [Fact]
    public void Nothing_of_a_customer_that_was_not_read_completely_is_removed_and_the_rest_is_compared()
    {
        var earlier = new QualificationSnapshot(
        [
            Make("a", Qualification.Education, VettingStatus.InReview),
            Make("a", Qualification.StateOwnedEntity),
            Make("b", Qualification.Education),
            Make("c", Qualification.Education),
        ]);
        var later = new QualificationSnapshot([Make("a", Qualification.Education, VettingStatus.Denied)])
        {
            PartlyRead = [new MissingCustomer("A", null)],
            Missing = [new MissingCustomer("b", null)],
        };
        Assert.Equal(
            [(DifferenceKind.StatusChanged, "a"), (DifferenceKind.CustomerRemoved, "c")],
            QualificationComparison.Compare(earlier, later).Select(difference => (difference.Kind, difference.CustomerId!)));
    }

    [Fact]
    public void Qualification_that_was_read_twice_counts_once_as_it_was_read_last()
    {
        var snapshot = new QualificationSnapshot(
        [
            Make("a", Qualification.Education, VettingStatus.InReview),
            Make("b", Qualification.Education),
            Make("A", Qualification.Education, VettingStatus.Approved),
            Make("a", Qualification.StateOwnedEntity),
            Make("a", Qualification.Unknown, VettingStatus.Approved, "Museum"),
            Make("a", Qualification.Unknown, VettingStatus.Approved, "museum"),
            Make("a", Qualification.Unknown, VettingStatus.Approved, "Library"),
        ]);
        Assert.Equal(
            ["Education (Approved)", "Education", "StateOwnedEntity", "museum (Approved)", "Library (Approved)"],
            snapshot.Qualifications.Select(item => item.ToString()));
    }

    [Fact]
    public void Requests_for_the_same_qualification_belong_together_by_their_start()
    {
        var denied = Make("a", Qualification.Education, VettingStatus.Denied, created: 1);
        var approved = Make("a", Qualification.Education, VettingStatus.Approved, created: 2);
        Assert.Empty(QualificationComparison.Compare([denied, approved], [approved, denied]));

        var added = Assert.Single(QualificationComparison.Compare([denied], [approved, denied]));
        Assert.Equal(DifferenceKind.QualificationAdded, added.Kind);
        Assert.Same(approved, added.NewValue);

        var removed = Assert.Single(QualificationComparison.Compare([denied, approved], [Make("a", Qualification.Education, VettingStatus.Approved, created: 2)]));
        Assert.Equal(DifferenceKind.QualificationRemoved, removed.Kind);
        Assert.Same(denied, removed.OldValue);
    }

    [Fact]
    public void Name_of_the_earlier_reading_is_kept_where_the_later_one_has_none()
    {
        var named = Make("a", Qualification.Education, VettingStatus.InReview);
        (named.CustomerName, named.Domain) = ("Fabrikam", "fabrikam.edu");
        var item = Assert.Single(new QualificationSnapshot([named, Make("a", Qualification.Education, VettingStatus.Approved)]).Qualifications);
        Assert.Equal((VettingStatus.Approved, "Fabrikam", "fabrikam.edu"), (item.VettingStatus, item.CustomerName, item.Domain));
    }

    [Fact]
    public void Customer_with_a_qualification_does_not_also_have_none()
    {
        var snapshot = new QualificationSnapshot([Make("a", Qualification.None), Make("A", Qualification.Education), Make("b", Qualification.None)]);
        Assert.Equal([Qualification.Education, Qualification.None], snapshot.Qualifications.Select(item => item.Qualification));
    }

    [Fact]
    public void No_customer_is_removed_where_unknown_ones_could_not_be_read()
    {
        var earlier = new QualificationSnapshot([Make("a", Qualification.Education), Make("a", Qualification.StateOwnedEntity), Make("b", Qualification.Education)]);
        foreach (var later in new[]
        {
            new QualificationSnapshot([Make("a", Qualification.Education)]) { MissingCustomers = 1 },
            new QualificationSnapshot([Make("a", Qualification.Education)]) { MayBeIncomplete = true },
        })
        {
            Assert.Equal(DifferenceKind.QualificationRemoved, Assert.Single(QualificationComparison.Compare(earlier, later)).Kind);
        }
    }

    private static CustomerQualification Make(
        string id, Qualification qualification, VettingStatus status = VettingStatus.None, string? raw = null, string? rawStatus = null, int created = 0) =>
        new() { VettingCreatedDate = created == 0 ? null : new DateTimeOffset(2026, created, 1, 0, 0, 0, TimeSpan.Zero), CustomerId = id, Qualification = qualification, VettingStatus = status, RawQualification = raw, RawVettingStatus = rawStatus };
}
