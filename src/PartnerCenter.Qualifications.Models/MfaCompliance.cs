using System.Collections.Generic;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Whether a connection meets the multi-factor authentication requirement of the service.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/security/partner-security-requirements-mandating-mfa">Mandating multi-factor authentication</see>.
/// </remarks>
public sealed class MfaCompliance
{
    /// <summary>
    /// Whether the connection's calls are accepted. App-only calls always are. A user's calls are accepted if the sign-in used multi-factor authentication.
    /// </summary>
    public bool IsCompliant { get; init; }

    /// <summary>On whose behalf the connection calls the service.</summary>
    public AuthenticationKind Authentication { get; init; }

    /// <summary>How the user signed in, from the token's <c>amr</c> claim. Empty for app only, or if the token doesn't say.</summary>
    public IReadOnlyList<string> AuthenticationMethods { get; init; } = [];

    /// <summary>Whether the token shows multi-factor authentication. Null for app only, or if the token doesn't say.</summary>
    public bool? TokenHasMfa { get; init; }

    /// <summary>The response of the service, or null if it didn't say.</summary>
    public bool? ServiceAnswer { get; init; }

    /// <summary>The recommended action.</summary>
    public required string Recommendation { get; init; }
}
