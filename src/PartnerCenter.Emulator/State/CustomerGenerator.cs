using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Emulator.State;

/// <summary>
/// Makes customer n of a seed, alone and at once. Nothing is kept: 100,000 customers cost no more memory than 25.
/// </summary>
internal sealed class CustomerGenerator
{
    private static readonly string[] Towns =
    [
        "Riverdale", "Maplewood", "Fairview", "Lakeside", "Cedar Grove", "Northfield", "Ashford", "Brookhaven", "Clifton", "Dunmore", "Eastbrook", "Foxborough",
        "Glenwood", "Harborview", "Ironwood", "Juniper Hills", "Kingsport", "Larkspur", "Millbrook", "Newhaven", "Oakmont", "Pinecrest", "Quincy", "Rosemont",
        "Silver Lake", "Thornbury", "Underhill", "Vernon", "Westbrook", "Yorkville", "Zumbrota", "Bellevue",
    ];

    private static readonly string[] Schools =
    [
        "{0} Elementary School", "{0} High School", "{0} Unified School District", "{0} Montessori School", "St. Mary's School of {0}",
        "{0} Preparatory Academy",
        ];

    private static readonly string[] Universities = ["University of {0}", "{0} State University", "{0} Community College", "{0} Institute of Technology"];
    private static readonly string[] Cities = ["City of {0}", "Town of {0}", "{0} County", "{0} Public Works Department", "Port Authority of {0}"];

    private static readonly string[] Businesses =
    [
        "{0} Bakery", "{0} Dental Group", "{0} Logistics Ltd.", "{0} Coffee Roasters", "{0} Law Partners", "{0} Machine Tools", "{0} Veterinary Clinic",
        "{0} Construction Co.",
            "{0} Insurance Brokers", "{0} Analytics", "{0} Furniture", "{0} Travel Agency",
        ];

    private static readonly string[] Charities = ["{0} Food Bank", "{0} Animal Shelter", "Friends of {0} Library", "{0} Relief Fund"];

    private static readonly string[] DenialReasons = VettingRules.Reasons;

    private static readonly int[] StepWidths = [7, 8, 9, 11, 12, 13, 14, 16, 17, 18];

    private readonly int _seed;
    private readonly DateTimeOffset _today;

    /// <summary>A generator whose dates lie before <paramref name="start"/>'s day.</summary>
    public CustomerGenerator(int seed, DateTimeOffset start)
    {
        _seed = seed;
        _today = new DateTimeOffset(start.UtcDateTime.Date, TimeSpan.Zero);
    }

    /// <summary>The beginning of the day on which the emulator was made; everything seeded lies before it.</summary>
    public DateTimeOffset Today => _today;

    /// <summary>
    /// When the customer's qualification was requested. Every second request is recent, so that the audit records of the last 90 days have some.
    /// </summary>
    public DateTimeOffset RequestedOn(int index)
    {
        var daysAgo = 1 + SeedHash.Pick(_seed, index, 20, SeedHash.Pick(_seed, index, 23, 2) == 0 ? 75 : 400);
        return _today.AddDays(-daysAgo).AddTicks((long)(SeedHash.Of(_seed, index, 21) % TimeSpan.TicksPerDay));
    }

    public Guid IdOf(int index) => SeedHash.IndexedGuid(_seed, index);

    /// <summary>The index of the customer with this id; −1 where the seed never makes one.</summary>
    public int IndexOf(Guid id)
    {
        var index = SeedHash.IndexOf(_seed, id);
        return index >= 0 && SeedHash.IndexedGuid(_seed, index) == id ? index : -1;
    }

    public CustomerProfile ProfileOf(int index)
    {
        // Steps of a width that has no factor in common with the number of profiles visit each once; wide ones, so that neighbours differ.
        var profiles = CustomerProfile.All;
        var block = index / profiles.Length;
        var width = StepWidths[SeedHash.Pick(_seed, block, 10, StepWidths.Length)];
        var first = SeedHash.Pick(_seed, block, 12, profiles.Length);
        return profiles[(int)((first + ((long)width * (index % profiles.Length))) % profiles.Length)];
    }

    public string NameOf(int index)
    {
        var profile = ProfileOf(index);
        var town = Towns[SeedHash.Pick(_seed, index, 13, Towns.Length)];
        return string.Format(CultureInfo.InvariantCulture, profile.Pattern ?? Pattern(profile.Sector, index), town);
    }

    public EmulatedCustomer Make(int index)
    {
        var name = NameOf(index);
        var qualifications = QualificationsOf(index);
        return new EmulatedCustomer(index, IdOf(index), name, DomainOf(name, index), SeedHash.Guid(_seed, index, 3), qualifications)
        {
            AssociatedPartnerId = ResellerOf(index),
            EducationVerifications = qualifications.Exists(qualification => qualification.Is(Qualification.Education)) ? 1 : 0,
        };
    }

    /// <summary>Every eighth customer came by an indirect reseller.</summary>
    public string? ResellerOf(int index) => SeedHash.Pick(_seed, index, 24, 8) == 0 ? EmulatorDefaults.IndirectResellerId : null;

    /// <summary>Two customers may have one name, as in life; a domain is one customer's alone, by its number.</summary>
    public static string DomainOf(string name, int index)
    {
        var domain = new StringBuilder(48);
        foreach (var c in name)
        {
            if (c is >= 'a' and <= 'z' or >= '0' and <= '9')
            {
                domain.Append(c);
            }
            else if (c is >= 'A' and <= 'Z')
            {
                domain.Append((char)(c + ('a' - 'A')));
            }

            if (domain.Length == 20)
            {
                break;
            }
        }

        return domain.Append((index + 1).ToString("0000", CultureInfo.InvariantCulture)).Append(".onmicrosoft.com").ToString();
    }

    public List<EmulatedQualification> QualificationsOf(int index)
    {
        var kind = ProfileOf(index).Qualification;
        var list = new List<EmulatedQualification>(kind == SeededQualification.Nothing ? 0 : 2);
        var created = RequestedOn(index);
        switch (kind)
        {
            case SeededQualification.EducationApproved:
            case SeededQualification.EducationWithStateOwned:
                list.Add(new EmulatedQualification(Qualification.Education, VettingStatus.Approved, null, created));
                break;
            case SeededQualification.EducationInReview:
                list.Add(new EmulatedQualification(Qualification.Education, VettingStatus.InReview, null, created));
                break;
            case SeededQualification.EducationDenied:
                var reason = DenialReasons[SeedHash.Pick(_seed, index, 22, DenialReasons.Length)];
                list.Add(new EmulatedQualification(Qualification.Education, VettingStatus.Denied, reason, created));
                break;
            case SeededQualification.Government:
            case SeededQualification.GovernmentWithStateOwned:
                list.Add(new EmulatedQualification(Qualification.GovernmentCommunityCloud, VettingStatus.Approved, null, created));
                break;
            case SeededQualification.Nonprofit:
                list.Add(new EmulatedQualification(Qualification.Nonprofit, VettingStatus.Approved, null, created));
                break;
        }

        if (kind is SeededQualification.StateOwned or SeededQualification.EducationWithStateOwned or SeededQualification.GovernmentWithStateOwned)
        {
            list.Add(new EmulatedQualification(Qualification.StateOwnedEntity));
        }

        return list;
    }

    private string Pattern(SeededSector sector, int index)
    {
        var patterns = sector switch
        {
            SeededSector.School => Schools,
            SeededSector.University => Universities,
            SeededSector.City => Cities,
            SeededSector.Charity => Charities,
            _ => Businesses,
        };
        return patterns[SeedHash.Pick(_seed, index, 14, patterns.Length)];
    }
}
