using System;
using System.Globalization;
using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using PartnerCenter.Client;
using PartnerCenter.Qualifications.Views;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Connect-PcAccount: signs in to Partner Center, or to the emulator.
/// </summary>
[Cmdlet(VerbsCommunications.Connect, "PcAccount", DefaultParameterSetName = BrowserSet)]
[OutputType(typeof(PcContext))]
public sealed class ConnectPcAccountCommand : PcSignInCmdlet
{
    // A set for each credential, so that the syntax shows what goes with what. A parameter names each of its sets: one that is declared for all sets
    // and for some of them again, PowerShell binds only in those.
    private const string BrowserSet = "Browser";
    private const string DeviceCodeSet = "DeviceCode";
    private const string SecretSet = "ClientSecret";
    private const string ThumbprintSet = "CertificateThumbprint";
    private const string PathSet = "CertificatePath";
    private const string CertificateSet = "Certificate";
    private const string RefreshPublicSet = "RefreshToken";
    private const string RefreshSecretSet = "RefreshTokenWithSecret";
    private const string RefreshThumbprintSet = "RefreshTokenWithCertificateThumbprint";
    private const string RefreshPathSet = "RefreshTokenWithCertificatePath";
    private const string RefreshCertificateSet = "RefreshTokenWithCertificate";
    private const string AccessTokenSet = "AccessToken";
    private const string IdentitySet = "ManagedIdentity";
    private const string FederatedSet = "FederatedToken";
    private const string FederatedFileSet = "FederatedTokenFile";
    private const string EmulatorSet = "Emulator";

    /// <summary>Signs in with a code on another device.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DeviceCodeSet)]
    [Alias("DeviceCode", "Device")]
    public SwitchParameter UseDeviceAuthentication { get; set; }

    /// <summary>Signs in as the application, with a secret or a certificate.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SecretSet)]
    [Parameter(Mandatory = true, ParameterSetName = ThumbprintSet)]
    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [Parameter(Mandatory = true, ParameterSetName = CertificateSet)]
    public SwitchParameter ServicePrincipal { get; set; }

    /// <summary>The application's ID.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BrowserSet, HelpMessageBaseName = Texts, HelpMessageResourceId = ApplicationIdHelp)]
    [Parameter(Mandatory = true, ParameterSetName = DeviceCodeSet, HelpMessageBaseName = Texts, HelpMessageResourceId = ApplicationIdHelp)]
    [Parameter(Mandatory = true, ParameterSetName = ThumbprintSet, HelpMessageBaseName = Texts, HelpMessageResourceId = ApplicationIdHelp)]
    [Parameter(Mandatory = true, ParameterSetName = PathSet, HelpMessageBaseName = Texts, HelpMessageResourceId = ApplicationIdHelp)]
    [Parameter(Mandatory = true, ParameterSetName = CertificateSet, HelpMessageBaseName = Texts, HelpMessageResourceId = ApplicationIdHelp)]
    [Parameter(Mandatory = true, ParameterSetName = RefreshPublicSet, HelpMessageBaseName = Texts, HelpMessageResourceId = ApplicationIdHelp)]
    [Parameter(Mandatory = true, ParameterSetName = RefreshThumbprintSet, HelpMessageBaseName = Texts, HelpMessageResourceId = ApplicationIdHelp)]
    [Parameter(Mandatory = true, ParameterSetName = RefreshPathSet, HelpMessageBaseName = Texts, HelpMessageResourceId = ApplicationIdHelp)]
    [Parameter(Mandatory = true, ParameterSetName = RefreshCertificateSet, HelpMessageBaseName = Texts, HelpMessageResourceId = ApplicationIdHelp)]
    [Parameter(Mandatory = true, ParameterSetName = IdentitySet, HelpMessageBaseName = Texts, HelpMessageResourceId = ApplicationIdHelp)]
    [Parameter(Mandatory = true, ParameterSetName = FederatedSet, HelpMessageBaseName = Texts, HelpMessageResourceId = ApplicationIdHelp)]
    [Parameter(Mandatory = true, ParameterSetName = FederatedFileSet, HelpMessageBaseName = Texts, HelpMessageResourceId = ApplicationIdHelp)]
    [DisplayText]
    [Alias("ClientId", "AppId")]
    public Guid ApplicationId { get; set; }

    /// <summary>The application's ID as the user name and the value of its secret as the password.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SecretSet, HelpMessageBaseName = Texts, HelpMessageResourceId = CredentialHelp)]
    [Parameter(Mandatory = true, ParameterSetName = RefreshSecretSet, HelpMessageBaseName = Texts, HelpMessageResourceId = CredentialHelp)]
    [DisplayText]
    [ValidateNotNull]
    public PSCredential? Credential { get; set; }

    /// <summary>The partner's tenant: its ID or one of its domains.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SecretSet, HelpMessageBaseName = Texts, HelpMessageResourceId = TenantIdHelp)]
    [Parameter(Mandatory = true, ParameterSetName = ThumbprintSet, HelpMessageBaseName = Texts, HelpMessageResourceId = TenantIdHelp)]
    [Parameter(Mandatory = true, ParameterSetName = PathSet, HelpMessageBaseName = Texts, HelpMessageResourceId = TenantIdHelp)]
    [Parameter(Mandatory = true, ParameterSetName = CertificateSet, HelpMessageBaseName = Texts, HelpMessageResourceId = TenantIdHelp)]
    [Parameter(Mandatory = true, ParameterSetName = IdentitySet, HelpMessageBaseName = Texts, HelpMessageResourceId = TenantIdHelp)]
    [Parameter(Mandatory = true, ParameterSetName = FederatedSet, HelpMessageBaseName = Texts, HelpMessageResourceId = TenantIdHelp)]
    [Parameter(Mandatory = true, ParameterSetName = FederatedFileSet, HelpMessageBaseName = Texts, HelpMessageResourceId = TenantIdHelp)]
    [Parameter(ParameterSetName = BrowserSet)]
    [Parameter(ParameterSetName = DeviceCodeSet)]
    [Parameter(ParameterSetName = RefreshPublicSet)]
    [Parameter(ParameterSetName = RefreshSecretSet)]
    [Parameter(ParameterSetName = RefreshThumbprintSet)]
    [Parameter(ParameterSetName = RefreshPathSet)]
    [Parameter(ParameterSetName = RefreshCertificateSet)]
    [Parameter(ParameterSetName = AccessTokenSet)]
    [Alias("Tenant", "Domain")]
    [ArgumentCompleter(typeof(TenantIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string? TenantId { get; set; }

    /// <summary>The user principal name, which the browser prefills.</summary>
    [Parameter(ParameterSetName = BrowserSet)]
    [ValidateNotNullOrEmpty]
    public string? LoginHint { get; set; }

    /// <summary>The thumbprint of a certificate in the store My of the current user or the local machine.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ThumbprintSet, HelpMessageBaseName = Texts, HelpMessageResourceId = CertificateThumbprintHelp)]
    [Parameter(Mandatory = true, ParameterSetName = RefreshThumbprintSet, HelpMessageBaseName = Texts, HelpMessageResourceId = CertificateThumbprintHelp)]
    [ValidateNotNullOrEmpty]
    public string? CertificateThumbprint { get; set; }

    /// <summary>The path of a certificate file with its private key: PFX or PEM.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet, HelpMessageBaseName = Texts, HelpMessageResourceId = CertificatePathHelp)]
    [Parameter(Mandatory = true, ParameterSetName = RefreshPathSet, HelpMessageBaseName = Texts, HelpMessageResourceId = CertificatePathHelp)]
    [ValidateNotNullOrEmpty]
    public string? CertificatePath { get; set; }

    /// <summary>The password of the certificate file.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = RefreshPathSet)]
    [DisplayText]
    [ValidateNotNull]
    public SecureString? CertificatePassword { get; set; }

    /// <summary>The certificate with its private key.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CertificateSet)]
    [Parameter(Mandatory = true, ParameterSetName = RefreshCertificateSet)]
    [DisplayText]
    [ValidateNotNull]
    public X509Certificate2? Certificate { get; set; }

    /// <summary>Sends the whole certificate chain, so that a renewed certificate of the same subject is accepted.</summary>
    [Parameter(ParameterSetName = ThumbprintSet)]
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = CertificateSet)]
    [Parameter(ParameterSetName = RefreshThumbprintSet)]
    [Parameter(ParameterSetName = RefreshPathSet)]
    [Parameter(ParameterSetName = RefreshCertificateSet)]
    public SwitchParameter SendCertificateChain { get; set; }

    /// <summary>The refresh token of the Secure Application Model.</summary>
    [Parameter(Mandatory = true, ParameterSetName = RefreshPublicSet, HelpMessageBaseName = Texts, HelpMessageResourceId = RefreshTokenHelp)]
    [Parameter(Mandatory = true, ParameterSetName = RefreshSecretSet, HelpMessageBaseName = Texts, HelpMessageResourceId = RefreshTokenHelp)]
    [Parameter(Mandatory = true, ParameterSetName = RefreshThumbprintSet, HelpMessageBaseName = Texts, HelpMessageResourceId = RefreshTokenHelp)]
    [Parameter(Mandatory = true, ParameterSetName = RefreshPathSet, HelpMessageBaseName = Texts, HelpMessageResourceId = RefreshTokenHelp)]
    [Parameter(Mandatory = true, ParameterSetName = RefreshCertificateSet, HelpMessageBaseName = Texts, HelpMessageResourceId = RefreshTokenHelp)]
    [DisplayText]
    [ValidateNotNull]
    public SecureString? RefreshToken { get; set; }

    /// <summary>An access token that was obtained elsewhere. It isn't renewed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AccessTokenSet)]
    [DisplayText]
    [ValidateNotNull]
    public SecureString? AccessToken { get; set; }

    /// <summary>Signs in as the application. This machine's managed identity is its federated credential, as in Azure Automation and Functions.</summary>
    [Parameter(Mandatory = true, ParameterSetName = IdentitySet)]
    public SwitchParameter Identity { get; set; }

    /// <summary>The client ID of a user-assigned managed identity. The default is the system-assigned identity.</summary>
    [Parameter(ParameterSetName = IdentitySet)]
    [DisplayText]
    public Guid IdentityClientId { get; set; }

    /// <summary>A token of another identity provider that the application trusts, such as GitHub.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FederatedSet)]
    [DisplayText]
    [ValidateNotNull]
    public SecureString? FederatedToken { get; set; }

    /// <summary>The path of a file with a token of another identity provider. Another process renews the file, as in Kubernetes.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FederatedFileSet)]
    [ValidateNotNullOrEmpty]
    public string? FederatedTokenFile { get; set; }

    /// <summary>How long the user's sign-in is kept: in this process, or encrypted on disk for the current user.</summary>
    [Parameter(ParameterSetName = BrowserSet)]
    [Parameter(ParameterSetName = DeviceCodeSet)]
    [DisplayText]
    public TokenCacheMode TokenCache { get; set; }

    /// <summary>Allows a plain-text token cache if nothing on this machine can encrypt it.</summary>
    [Parameter(ParameterSetName = BrowserSet)]
    [Parameter(ParameterSetName = DeviceCodeSet)]
    public SwitchParameter AllowUnencryptedTokenCache { get; set; }

    /// <summary>Connects to the in-memory emulator that is included in the module. It needs no account.</summary>
    [Parameter(Mandatory = true, ParameterSetName = EmulatorSet)]
    public SwitchParameter Emulator { get; set; }

    /// <summary>The number of customers of the emulator.</summary>
    [Parameter(ParameterSetName = EmulatorSet)]
    [DisplayText]
    [ValidateRange(0, 1_000_000)]
    public int EmulatorCustomerCount { get; set; } = 25;

    /// <summary>Selects the customers of the emulator. The same number creates the same customers.</summary>
    [Parameter(ParameterSetName = EmulatorSet)]
    [DisplayText]
    public int EmulatorSeed { get; set; } = 1;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            Connect();
        }
        catch (PartnerCenterException failure)
        {
            // Without a message, the next command of a script would silently use the wrong tenant.
            if (RunspaceContexts.Default is { } earlier)
            {
                failure = failure.With(message: string.Format(CultureInfo.CurrentCulture, CommandMessages.EarlierContextStays, failure.Message, earlier));
            }

            ThrowTerminatingError(ErrorRecords.Create(failure, ParameterSetName));
        }
    }

    private void Connect()
    {
        if (Emulator && FindAddressParameter() is { } parameter)
        {
            // It would be shown as if the results came from there.
            throw new PartnerCenterException(
                PartnerErrorCode.InvalidRequest,
                string.Format(CultureInfo.CurrentCulture, CommandMessages.EmulatorWithAddress, parameter),
                CommandMessages.EmulatorWithAddressAction);
        }

        var emulator = Emulator ? new EmulatorConnection(EmulatorCustomerCount, EmulatorSeed) : null;
        var options = new PartnerClientOptions
        {
            Environment = Environment,
            Endpoint = Endpoint,
            Authority = Authority,
            ApplicationName = "PartnerCenter.Qualifications",
            HttpHandler = emulator?.Handler,
            TokenCache = TokenCache,
            AllowUnencryptedTokenCache = AllowUnencryptedTokenCache,
        };

        // Before any other thread takes part: paths are resolved, and preferences read, on the pipeline's own.
        var credential = emulator?.Credential ?? CreateCredential();
        var operation = Operation;
        var client = Await(stopping => PartnerClient.ConnectAsync(credential, options, operation, stopping));
        var identity = client.Identity;
        var context = new PcContext(client, () => client.TokenExpiresOn)
        {
            TenantId = identity.TenantId,
            ApplicationId = identity.ApplicationId,
            User = identity.User,
            Environment = Environment,
            Endpoint = emulator?.Endpoint ?? client.Endpoint,
            Authentication = identity.Authentication,
            CredentialKind = Emulator ? CredentialKind.Emulator : identity.CredentialKind,
            HasMfa = identity.HasMfa,
            IsEmulator = identity.IsEmulator,
        };
        PSObject.AsPSObject(context).Members.Add(new IsConnectedMember(context));
        RunspaceContexts.Select(context);
        if (!Emulator && (TenantId ?? context.TenantId) is { } tenant)
        {
            RecentTenants.Add(tenant, context.ToString());
        }

        if (context.HasMfa == false)
        {
            Warn(CommandMessages.NoMfaWarning);
        }

        if (context.IsEmulator)
        {
            WriteDetail(CommandMessages.EmulatorConnected);
            if (InteractiveSession.IsFirstWarning(this))
            {
                Warn(CommandMessages.EmulatorWarning);
            }
        }

        ResultTypes.Register();
        WriteObject(context);
    }

    private string? FindAddressParameter() =>
        Array.Find([nameof(Environment), nameof(Endpoint), nameof(Authority)], MyInvocation.BoundParameters.ContainsKey);

    private PartnerCredential CreateCredential()
    {
        var application = ApplicationId.ToString("D");
        switch (ParameterSetName)
        {
            case DeviceCodeSet:
                return PartnerCredentials.DeviceCode(application, Prompt, TenantId);
            case SecretSet:
                return PartnerCredentials.ClientSecret(TenantId!, ApplicationOf(Credential!), Credential!.Password);
            case ThumbprintSet or PathSet or CertificateSet:
                return PartnerCredentials.ClientCertificate(TenantId!, application, FindCertificate(), SendCertificateChain);
            case RefreshPublicSet:
                return PartnerCredentials.RefreshToken(RefreshToken!, application, TenantId);
            case RefreshSecretSet:
                return PartnerCredentials.RefreshToken(RefreshToken!, ApplicationOf(Credential!), Credential!.Password, TenantId);
            case RefreshThumbprintSet or RefreshPathSet or RefreshCertificateSet:
                return PartnerCredentials.RefreshToken(RefreshToken!, application, FindCertificate(), SendCertificateChain, TenantId);
            case IdentitySet:
                return PartnerCredentials.ManagedIdentity(TenantId!, application, IdentityClientId == Guid.Empty ? null : IdentityClientId.ToString("D"));
            case FederatedSet:
                return PartnerCredentials.FederatedToken(TenantId!, application, FederatedToken!);
            case FederatedFileSet:
                return PartnerCredentials.FederatedTokenFile(TenantId!, application, ResolveFile(FederatedTokenFile!));
            case AccessTokenSet:
                return PartnerCredentials.AccessToken(AccessToken!, TenantId);
            default:
                return PartnerCredentials.InteractiveBrowser(application, TenantId, LoginHint);
        }
    }

    // The path of another provider, such as Env: or Cert:, would be read as a file of the process directory.
    private string ResolveFile(string path)
    {
        var file = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        return provider.Name == "FileSystem"
            ? file
            : throw InvalidInput.Create(CommandMessages.PathNotFileSystemAction, CommandMessages.PathNotFileSystem, path);
    }

    private X509Certificate2 FindCertificate() =>
        Certificate is not null ? PartnerCertificates.RequirePrivateKey(Certificate)
        : CertificateThumbprint is not null ? PartnerCertificates.FromStore(CertificateThumbprint)
        : PartnerCertificates.FromFile(ResolveFile(CertificatePath!), CertificatePassword);
}
