using System;
using System.Globalization;

namespace PartnerCenter.Emulator;

/// <summary>
/// A code that the partner may grant the Government Community Cloud qualification with, so and so many times.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/get-a-partner-s-validation-codes">Get a partner's validation codes</see>.
/// </remarks>
public sealed class EmulatedValidationCode
{
    internal EmulatedValidationCode(string validationId, string organizationName, int maxCreates, int remainingCreates)
    {
        ValidationId = validationId;
        OrganizationName = organizationName;
        MaxCreates = maxCreates;
        RemainingCreates = remainingCreates;
    }

    /// <summary>The partner's id.</summary>
    public string PartnerId { get; } = EmulatorDefaults.PartnerId;

    /// <summary>The organization that was validated.</summary>
    public string OrganizationName { get; }

    /// <summary>The code itself.</summary>
    public string ValidationId { get; }

    /// <summary>How many times it could be used at first.</summary>
    public int MaxCreates { get; }

    /// <summary>How many times it can be used yet.</summary>
    public int RemainingCreates { get; set; }

    /// <summary>When the code was last used, or made.</summary>
    internal DateTimeOffset Changed { get; set; } = new(2026, 1, 15, 18, 49, 58, TimeSpan.Zero);

    internal string ETag =>
        "W/\"datetime'" + Uri.EscapeDataString(Changed.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture)) + "'\"";

    internal bool Is(string code) => ValidationId.Equals(code, StringComparison.OrdinalIgnoreCase);
}
