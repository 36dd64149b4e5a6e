using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// Who a client is signed in as. It holds no secret.
/// </summary>
public sealed class PartnerIdentity
{
    /// <summary>The id of the partner's tenant, or what the caller gave where the token does not tell.</summary>
    public string? TenantId { get; init; }

    /// <summary>The id of the application.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>The user's principal name; null for app only.</summary>
    public string? User { get; init; }

    /// <summary>On whose behalf the client calls.</summary>
    public AuthenticationKind Authentication { get; init; }

    /// <summary>The kind of credential.</summary>
    public CredentialKind CredentialKind { get; init; }

    /// <summary>Whether the token says that multi-factor authentication took place; null for app only, or where the token does not tell.</summary>
    public bool? HasMfa { get; init; }

    /// <summary>Whether the token is an emulator's, so that the customers behind the endpoint do not exist.</summary>
    public bool IsEmulator { get; init; }
}
