namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// What PowerShell shows if it prompts for a parameter of a sign-in and the user types <c>!?</c>.
/// </summary>
internal static class SignInHelp
{
    public const string ApplicationId =
        "The application (client) ID of your app registration, a GUID. To find it, open entra.microsoft.com, App registrations, and select the application. "
        + "To try the module without an application, run Connect-PcAccount -Emulator.";

    public const string Credential = "The application (client) ID as the user name, and the value of a client secret of that application as the password.";

    public const string TenantId = "The ID of the partner's Microsoft Entra tenant, or one of its domains, such as contoso.onmicrosoft.com.";

    public const string CertificateThumbprint = "The thumbprint of a certificate in the store My of the current user or the local machine, with its private key.";

    public const string CertificatePath = "The path of a certificate file with its private key: PFX or PEM.";

    public const string RefreshToken = "The refresh token of the Secure Application Model, as returned by New-PcRefreshToken.";
}
