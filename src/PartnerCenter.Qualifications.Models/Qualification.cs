namespace PartnerCenter.Qualifications;

/// <summary>
/// A customer's qualification. Prices and offers depend on it.
/// </summary>
/// <remarks>
/// The numbers are those of the service's OpenAPI document.
/// <see href="https://learn.microsoft.com/partner-center/developer/get-customer-qualification-asynchronous">Get a customer's qualifications</see>.
/// </remarks>
public enum Qualification
{
    /// <summary>A value that this version of the module doesn't know. The raw property contains the service's value.</summary>
    Unknown = -1,

    /// <summary>No qualification.</summary>
    None = 0,

    /// <summary>A school, college, university, or other eligible educational organization.</summary>
    Education = 1,

    /// <summary>A non-profit organization. The service shows it, but it can't be requested.</summary>
    Nonprofit = 2,

    /// <summary>Eligible for the United States' Government Community Cloud.</summary>
    GovernmentCommunityCloud = 3,

    /// <summary>An entity owned by a state (in China). It can be combined with another qualification and isn't vetted.</summary>
    StateOwnedEntity = 4,
}
