using System;
using System.Globalization;
using System.IO;
using System.Security;
using System.Threading.Tasks;
using Microsoft.Identity.Client;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// The application itself, for which a token of another identity provider vouches (app only).
/// </summary>
internal sealed class FederatedTokenCredential : PartnerCredential
{
    private readonly SecureString? _token;
    private readonly string? _file;

    /// <summary>The token is given.</summary>
    public FederatedTokenCredential(string tenantId, string applicationId, SecureString token)
        : base(CredentialKind.FederatedToken, applicationId, tenantId) => _token = token;

    /// <summary>The token is read from a file whenever one is needed, for it changes there.</summary>
    public FederatedTokenCredential(string tenantId, string applicationId, string file)
        : base(CredentialKind.FederatedToken, applicationId, tenantId) => _file = file;

    internal override TokenProvider CreateProvider(SignInSetting setting)
    {
        var transport = MsalTransport.ToAuthority(setting);
        var application = MsalApplications.Confidential(this, setting, transport)
            .WithClientAssertion((AssertionRequestOptions _) => Task.FromResult(ReadToken()))
            .Build();
        return new AppOnlyProvider(setting, application, transport);
    }

    private string ReadToken() => (_file is null ? Secret.Require(_token!) : ReadFile(_file)).Trim();

    private static string ReadFile(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PartnerCenterException(
                PartnerErrorCode.SignInFailed,
                string.Format(CultureInfo.CurrentCulture, Messages.FederatedTokenUnreadable, file, exception.Message),
                Advice.Of(nameof(Messages.FederatedTokenUnreadableAction)));
        }
    }
}
