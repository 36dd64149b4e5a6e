namespace PartnerCenter.Qualifications;

/// <summary>
/// The type of credential that a connection uses.
/// </summary>
public enum CredentialKind
{
    /// <summary>A sign-in in the system's browser.</summary>
    InteractiveBrowser = 0,

    /// <summary>A sign-in with a code on another device.</summary>
    DeviceCode = 1,

    /// <summary>An application's secret.</summary>
    ClientSecret = 2,

    /// <summary>An application's certificate.</summary>
    ClientCertificate = 3,

    /// <summary>A refresh token of the Secure Application Model.</summary>
    RefreshToken = 4,

    /// <summary>An access token that was obtained elsewhere.</summary>
    AccessToken = 5,

    /// <summary>A managed identity as a federated credential of the application.</summary>
    ManagedIdentity = 6,

    /// <summary>A token of another identity provider as a federated credential of the application.</summary>
    FederatedToken = 7,

    /// <summary>The emulator that is included in the module.</summary>
    Emulator = 8,
}
