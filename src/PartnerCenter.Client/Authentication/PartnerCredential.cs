using PartnerCenter.Client.Authentication;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// What a client signs in with; <see cref="PartnerCredentials"/> makes them.
/// </summary>
/// <remarks>
/// It holds secrets only as long as a connection needs them, and shows none.
/// <see href="https://learn.microsoft.com/partner-center/developer/partner-center-authentication">Partner Center authentication</see>.
/// </remarks>
public abstract class PartnerCredential
{
    private protected PartnerCredential(CredentialKind kind, string? applicationId, string? tenantId)
    {
        Kind = kind;
        ApplicationId = applicationId;
        TenantId = TenantName.Require(tenantId);
    }

    /// <summary>The kind of credential.</summary>
    public CredentialKind Kind { get; }

    /// <summary>The id of the application; null where only the token knows it.</summary>
    public string? ApplicationId { get; }

    /// <summary>The partner's tenant, as id or domain; null where the sign-in decides.</summary>
    public string? TenantId { get; }

    internal abstract TokenProvider CreateProvider(SignInSetting setting);
}
