using System;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Emulator;

/// <summary>
/// What an access token is to say that <see cref="PartnerCenterEmulator.IssueAccessToken"/> makes. As it is: a user's token with a second factor, good for the
/// API.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference">Access token claims reference</see>.
/// </remarks>
public sealed class EmulatedToken
{
    /// <summary>
    /// The cloud whose sign-in service issues it; <see langword="null"/>: the one in which the emulator's tenant lives, or the worldwide one.
    /// </summary>
    public PartnerEnvironment? Environment { get; set; }

    /// <summary>The <c>aud</c> claim; <see langword="null"/>: the API of that cloud.</summary>
    public string? Audience { get; set; }

    /// <summary>Whether it is an application's own token, without a user.</summary>
    public bool AppOnly { get; set; }

    /// <summary>Whether the user gave a second factor; means nothing for an application's token.</summary>
    public bool HasMfa { get; set; } = true;

    /// <summary>How long it lives; negative: it has expired. <see langword="null"/>: <see cref="EmulatorOptions.AccessTokenLifetime"/>.</summary>
    public TimeSpan? Lifetime { get; set; }

    /// <summary>The <c>tid</c> claim; <see langword="null"/>: the emulator's tenant.</summary>
    public string? TenantId { get; set; }

    /// <summary>The <c>appid</c> claim; <see langword="null"/>: the emulator's application.</summary>
    public string? ApplicationId { get; set; }

    /// <summary>The <c>upn</c> claim; <see langword="null"/>: the emulator's user.</summary>
    public string? UserPrincipalName { get; set; }

    /// <summary>How the application proved itself (<c>appidacr</c>): 0 not at all, 1 secret, 2 certificate or assertion.</summary>
    internal int ClientAuthentication { get; set; } = 1;
}
