using System.Collections.Generic;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Whether the service accepts how a connection's user signed in.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/security/partner-security-requirements-mandating-mfa">Mandating multi-factor authentication</see>.
/// </remarks>
public sealed class MfaCompliance
{
    /// <summary>Whether the connection's calls are accepted. App-only calls are; a user's are where the sign-in had multi-factor authentication.</summary>
    public bool IsCompliant { get; init; }

    /// <summary>On whose behalf the connection calls the service.</summary>
    public AuthenticationKind Authentication { get; init; }

    /// <summary>How the user signed in, in the words of the token's <c>amr</c> claim; empty for app only, or where the token does not tell.</summary>
    public IReadOnlyList<string> AuthenticationMethods { get; init; } = [];

    /// <summary>Whether the token says that multi-factor authentication took place; null for app only, or where the token does not tell.</summary>
    public bool? TokenHasMfa { get; init; }

    /// <summary>What the service answered; null where it did not say.</summary>
    public bool? ServiceAnswer { get; init; }

    /// <summary>What to do, as a sentence.</summary>
    public required string Recommendation { get; init; }
}
