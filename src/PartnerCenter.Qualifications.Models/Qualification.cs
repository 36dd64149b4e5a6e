namespace PartnerCenter.Qualifications;

/// <summary>
/// What a customer qualifies as; prices and offers depend on it.
/// </summary>
/// <remarks>
/// The numbers are the service's own, as its OpenAPI document has them.
/// <see href="https://learn.microsoft.com/partner-center/developer/get-customer-qualification-asynchronous">Get a customer's qualifications</see>.
/// </remarks>
public enum Qualification
{
    /// <summary>A value that this version of the module does not know; the service's own word is kept beside it.</summary>
    Unknown = -1,

    /// <summary>No qualification.</summary>
    None = 0,

    /// <summary>A school, college, university or another eligible educational organization.</summary>
    Education = 1,

    /// <summary>A non-profit organization. Shown by the service, but cannot be requested through it.</summary>
    Nonprofit = 2,

    /// <summary>Eligible for the United States' Government Community Cloud.</summary>
    GovernmentCommunityCloud = 3,

    /// <summary>An entity owned by a state (in China); can stand beside another qualification and is not vetted.</summary>
    StateOwnedEntity = 4,
}
