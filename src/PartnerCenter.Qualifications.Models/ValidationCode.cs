using System;

namespace PartnerCenter.Qualifications;

/// <summary>
/// A validation code of the partner for the Government Community Cloud: it allows a number of customers to be qualified.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/get-a-partner-s-validation-codes">Get a partner's validation codes</see>.
/// </remarks>
public sealed class ValidationCode
{
    /// <summary>Names a code by its id, as a parameter does.</summary>
    /// <param name="validationId">The code itself.</param>
    /// <exception cref="ArgumentNullException">There is no code.</exception>
    public ValidationCode(string validationId) => ValidationId = validationId ?? throw new ArgumentNullException(nameof(validationId));

    /// <summary>The code itself, as a request needs it.</summary>
    public string ValidationId { get; }

    /// <summary>The id of the partner that the code belongs to.</summary>
    public string? PartnerId { get; init; }

    /// <summary>The organization that the code was issued for.</summary>
    public string? OrganizationName { get; init; }

    /// <summary>How many customers the code can qualify; null where the service did not say.</summary>
    public int? MaxCreates { get; init; }

    /// <summary>How many customers the code can still qualify; null where the service did not say.</summary>
    public int? RemainingCreates { get; init; }

    /// <summary>What the service sent in place of <see cref="MaxCreates"/>; null where the number could be read, or there is none.</summary>
    public string? RawMaxCreates { get; init; }

    /// <summary>What the service sent in place of <see cref="RemainingCreates"/>; null where the number could be read, or there is none.</summary>
    public string? RawRemainingCreates { get; init; }

    /// <summary>The version of the code's record.</summary>
    public string? ETag { get; init; }

    /// <summary>Returns the code itself.</summary>
    /// <returns>The code.</returns>
    public override string ToString() => DisplayText.Clean(ValidationId);
}
