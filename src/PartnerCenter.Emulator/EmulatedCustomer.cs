using System;
using System.Collections.Generic;

namespace PartnerCenter.Emulator;

/// <summary>
/// A customer of the emulated partner. What is set here is what the next request sees.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/customer-resources">Customer resources</see>.
/// </remarks>
public sealed class EmulatedCustomer
{
    internal EmulatedCustomer(int index, Guid id, string companyName, string domain, Guid commerceId, List<EmulatedQualification> qualifications)
    {
        Index = index;
        Id = id;
        CustomerId = id.ToString("D");
        CompanyName = companyName;
        Domain = domain;
        CommerceId = commerceId.ToString("D");
        Qualifications = qualifications;
    }

    /// <summary>The customer's tenant id: a GUID, lower case, with hyphens.</summary>
    public string CustomerId { get; }

    /// <summary>The company's name, as the customer spells it.</summary>
    public string CompanyName { get; }

    /// <summary>The customer's initial domain.</summary>
    public string Domain { get; }

    /// <summary>The customer's id in the commerce system (a GUID).</summary>
    public string CommerceId { get; }

    /// <summary>The kind of relationship, in the service's words; <c>reseller</c> unless set otherwise.</summary>
    public string RelationshipToPartner { get; set; } = "reseller";

    /// <summary>Whether the partner may act on the customer's behalf; shown by id only.</summary>
    public bool AllowDelegatedAccess { get; set; } = true;

    /// <summary>The customer's own domains; shown by id only.</summary>
    public IList<string> CustomDomains { get; } = new List<string>();

    /// <summary>The indirect reseller that the customer was made by; <see langword="null"/>: none. Shown by id only, and found by the search.</summary>
    public string? AssociatedPartnerId { get; set; }

    /// <summary>How many times the customer was vetted for Education, beside those that the emulator has seen.</summary>
    internal int EducationVerifications { get; set; }

    /// <summary>What the customer qualifies as; none: an empty list. Change it while no request is under way, or use
    /// <see cref="PartnerCenterEmulator.SetQualifications"/>.</summary>
    public IList<EmulatedQualification> Qualifications { get; }

    /// <summary>Whether every request to set a qualification is answered <c>403</c> with the bare string <c>"Customer tagging denied."</c>.</summary>
    public bool TaggingDenied { get; set; }

    /// <summary>
    /// Whether the partner has lost its relationship with the customer: everything about the customer is answered <c>403</c> with code <c>20002</c>.
    /// </summary>
    public bool NoRelationship { get; set; }

    /// <summary>What <c>Retry-After</c> says while the service throttles this one customer: every request about it is answered <c>429</c>, and all others are
    /// served. <see langword="null"/>: it is not throttled.</summary>
    public TimeSpan? ThrottledRetryAfter { get; set; }

    /// <summary>
    /// The validation of the customer's account, in the service's words: <c>Allowed</c>, <c>UnderReview</c>, <c>NotAllowed</c>, <c>Unknown</c>.
    /// </summary>
    public string ValidationStatus { get; set; } = "Allowed";

    /// <summary>When <see cref="ValidationStatus"/> was last updated.</summary>
    public DateTimeOffset ValidationStatusUpdated { get; set; } = new(2025, 7, 14, 18, 2, 0, TimeSpan.Zero);

    internal int Index { get; }

    internal Guid Id { get; }
}
