namespace PartnerCenter.Emulator;

/// <summary>
/// How the synchronous endpoint spells a qualification.
/// </summary>
public enum EmulatedWordSpelling
{
    /// <summary><c>"governmentcommunitycloud"</c>, as the page's example has it.</summary>
    LowerCase = 0,

    /// <summary><c>"GovernmentCommunityCloud"</c>, as the SDK writes it.</summary>
    PascalCase = 1,

    /// <summary><c>"government_community_cloud"</c>, as the OpenAPI document has it.</summary>
    Underscores = 2,

    /// <summary><c>3</c>, the enumeration's number.</summary>
    Number = 3,
}
