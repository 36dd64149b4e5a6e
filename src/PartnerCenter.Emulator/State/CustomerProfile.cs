namespace PartnerCenter.Emulator.State;

/// <summary>What a customer holds from the start.</summary>
internal enum SeededQualification
{
    Nothing,
    EducationApproved,
    EducationInReview,
    EducationDenied,
    EducationWithStateOwned,
    Government,
    GovernmentWithStateOwned,
    StateOwned,
    Nonprofit,
}

/// <summary>What a customer is.</summary>
internal enum SeededSector
{
    School,
    University,
    City,
    Business,
    Charity,
}

/// <summary>
/// One of the 25 kinds of customers. Every block of 25 has each of them once, in an order that the seed decides.
/// </summary>
internal readonly struct CustomerProfile
{
    private CustomerProfile(SeededSector sector, SeededQualification qualification, string? pattern = null)
    {
        Sector = sector;
        Qualification = qualification;
        Pattern = pattern;
    }

    public SeededSector Sector { get; }

    public SeededQualification Qualification { get; }

    /// <summary>The name where it is to be an unusual one, with <c>{0}</c> for a town; otherwise <see langword="null"/>.</summary>
    public string? Pattern { get; }

    // Names that break careless programs are among the first 25, so that whoever tries the product meets them: markup, quotes, commas, a formula, other
    // scripts.
    public static CustomerProfile[] All { get; } =
    [
        new(SeededSector.School, SeededQualification.EducationApproved),
        new(SeededSector.School, SeededQualification.EducationApproved),
        new(SeededSector.School, SeededQualification.EducationApproved, "{0} \"Little Stars\" Elementary School"),
        new(SeededSector.School, SeededQualification.EducationInReview),
        new(SeededSector.School, SeededQualification.EducationInReview, "École Élémentaire de {0}"),
        new(SeededSector.University, SeededQualification.EducationApproved),
        new(SeededSector.University, SeededQualification.EducationApproved, "Universität {0}, Fakultät für Maschinenbau"),
        new(SeededSector.University, SeededQualification.EducationWithStateOwned),
        new(SeededSector.University, SeededQualification.Nothing),
        new(SeededSector.Business, SeededQualification.EducationDenied),
        new(SeededSector.Business, SeededQualification.EducationDenied, "{0} Tutoring & Test Prep, LLC"),
        new(SeededSector.City, SeededQualification.Government),
        new(SeededSector.City, SeededQualification.Government),
        new(SeededSector.City, SeededQualification.GovernmentWithStateOwned),
        new(SeededSector.City, SeededQualification.Nothing),
        new(SeededSector.Business, SeededQualification.Nothing),
        new(SeededSector.Business, SeededQualification.Nothing),
        new(SeededSector.Business, SeededQualification.Nothing, "<script>alert('{0}')</script> Web Design"),
        new(SeededSector.Business, SeededQualification.Nothing, "O'Brien, Nakamura & Sons of {0}"),
        new(SeededSector.Business, SeededQualification.Nothing, "=1+1 Accounting {0}"),
        new(SeededSector.Business, SeededQualification.Nothing, "東方貿易有限公司 ({0})"),
        new(SeededSector.Business, SeededQualification.StateOwned, "国家电网 {0}"),
        new(SeededSector.Business, SeededQualification.StateOwned),
        new(SeededSector.Charity, SeededQualification.Nonprofit),
        new(SeededSector.Charity, SeededQualification.Nothing),
    ];
}
