using System;

namespace PartnerCenter.Qualifications;

/// <summary>
/// A validation code of the partner, which qualifies a number of customers for the Government Community Cloud.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/get-a-partner-s-validation-codes">Get a partner's validation codes</see>.
/// </remarks>
public sealed class ValidationCode
{
    /// <summary>Creates a code from its ID, as in a parameter.</summary>
    /// <param name="validationId">The code itself.</param>
    /// <exception cref="ArgumentNullException">The code is null.</exception>
    public ValidationCode(string validationId) => ValidationId = validationId ?? throw new ArgumentNullException(nameof(validationId));

    /// <summary>The code itself, as required in a request.</summary>
    public string ValidationId { get; }

    /// <summary>The ID of the partner that the code belongs to.</summary>
    public string? PartnerId { get; init; }

    /// <summary>The organization that the code was issued for.</summary>
    public string? OrganizationName { get; init; }

    /// <summary>The number of customers that the code can qualify, or null if the service didn't say.</summary>
    public int? MaxCreates { get; init; }

    /// <summary>The number of customers that the code can still qualify, or null if the service didn't say.</summary>
    public int? RemainingCreates { get; init; }

    /// <summary>The unreadable value of <see cref="MaxCreates"/>, or null if the number could be read or is absent.</summary>
    public string? RawMaxCreates { get; init; }

    /// <summary>The unreadable value of <see cref="RemainingCreates"/>, or null if the number could be read or is absent.</summary>
    public string? RawRemainingCreates { get; init; }

    /// <summary>The version of the code's record.</summary>
    public string? ETag { get; init; }

    /// <summary>Returns the code itself.</summary>
    /// <returns>The code.</returns>
    public override string ToString() => DisplayText.Clean(ValidationId);
}
