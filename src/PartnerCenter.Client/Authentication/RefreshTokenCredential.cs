using System;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Identity.Client;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// A user's refresh token of an earlier sign-in with multi-factor authentication (app + user, Secure Application Model).
/// </summary>
internal sealed class RefreshTokenCredential : PartnerCredential
{
    private readonly SecureString _refreshToken;
    private readonly SecureString? _secret;
    private readonly X509Certificate2? _certificate;
    private readonly bool _sendCertificateChain;

    /// <summary>A public client redeems it.</summary>
    public RefreshTokenCredential(SecureString refreshToken, string applicationId, string? tenantId)
        : base(CredentialKind.RefreshToken, applicationId, tenantId) => _refreshToken = refreshToken ?? throw new ArgumentNullException(nameof(refreshToken));

    /// <summary>A confidential client redeems it, with its secret.</summary>
    public RefreshTokenCredential(SecureString refreshToken, string applicationId, SecureString secret, string? tenantId)
        : this(refreshToken, applicationId, tenantId) => _secret = secret ?? throw new ArgumentNullException(nameof(secret));

    /// <summary>A confidential client redeems it, with its certificate.</summary>
    public RefreshTokenCredential(SecureString refreshToken, string applicationId, X509Certificate2 certificate, bool sendCertificateChain, string? tenantId)
        : this(refreshToken, applicationId, tenantId)
    {
        _certificate = certificate ?? throw new ArgumentNullException(nameof(certificate));
        _sendCertificateChain = sendCertificateChain;
    }

    internal override TokenProvider CreateProvider(SignInSetting setting)
    {
        var transport = MsalTransport.ToAuthority(setting);
        return new Provider(this, setting, CreateApplication(setting, transport), transport);
    }

    private IClientApplicationBase CreateApplication(SignInSetting setting, MsalTransport transport)
    {
        if (_secret is not null)
        {
            return MsalApplications.Confidential(this, setting, transport).WithClientSecret(Secret.Require(_secret)).Build();
        }

        return _certificate is not null
            ? MsalApplications.Confidential(this, setting, transport)
                .WithCertificate(PartnerCertificates.RequirePrivateKey(_certificate), _sendCertificateChain)
                .Build()
            : MsalApplications.Public(this, setting, transport).Build();
    }

    private sealed class Provider(RefreshTokenCredential credential, SignInSetting setting, IClientApplicationBase application, MsalTransport transport)
        : AppUserProvider(credential, setting, application, transport)
    {
        private readonly IByRefreshToken _application = (IByRefreshToken)application;

        protected override Task<AuthenticationResult> AuthenticateAsync(CancellationToken cancellationToken) =>
            _application.AcquireTokenByRefreshToken(Scopes, Secret.Require(credential._refreshToken)).ExecuteAsync(cancellationToken);
    }
}
