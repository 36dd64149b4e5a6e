using PartnerCenter.Qualifications;

namespace PartnerCenter.Emulator.Entra;

/// <summary>
/// What the API wants to know of a token, read and verified once per token.
/// </summary>
internal sealed class TokenFacts
{
    public TokenFacts(
        string audience, string tenantId, PartnerEnvironment environment, bool appOnly, bool hasMfa, string userPrincipalName, string applicationId,
        long expires, int generation)
    {
        Audience = audience;
        TenantId = tenantId;
        Environment = environment;
        AppOnly = appOnly;
        HasMfa = hasMfa;
        UserPrincipalName = userPrincipalName;
        ApplicationId = applicationId;
        Expires = expires;
        Generation = generation;
    }

    public string Audience { get; }

    public string TenantId { get; }

    public PartnerEnvironment Environment { get; }

    public bool AppOnly { get; }

    public bool HasMfa { get; }

    /// <summary>Empty for an application's own token.</summary>
    public string UserPrincipalName { get; }

    public string ApplicationId { get; }

    /// <summary>Seconds since 1970.</summary>
    public long Expires { get; }

    /// <summary>Tokens of an earlier generation than the current one have been revoked.</summary>
    public int Generation { get; }
}
