using System;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.Identity.Client;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// What the codes of Microsoft Entra mean, and what to do. A code that does not stand here gets no cause: Entra's own words say more than a guess.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/entra/identity-platform/reference-error-codes">Microsoft Entra error codes</see>.
/// </remarks>
internal static class EntraErrors
{
    /// <summary>The code of a certificate that is not, or not yet, known to the application.</summary>
    public const string CertificateNotKnown = "700027";

    private static readonly Regex Codes = new(@"AADSTS(\d+)", RegexOptions.None, TimeSpan.FromSeconds(1));

    /// <summary>Finds the code that decides. A text can hold several, a general one before the one that says what it was.</summary>
    /// <returns>The last code that is known here, or the last one; and where Entra's own words begin, 0 where there is no code.</returns>
    public static (string? Code, int Start) Find(string text)
    {
        var matches = Codes.Matches(text).Cast<Match>().ToArray();
        var found = matches.Select(match => match.Groups[1].Value).ToArray();
        return found.Length == 0 ? (null, 0) : (found.LastOrDefault(code => Known(code) is not null) ?? found[found.Length - 1], matches[0].Index);
    }

    /// <summary>What went wrong, and what to do.</summary>
    /// <param name="code">Entra's code; null where it sent none.</param>
    /// <param name="word">OAuth's or MSAL's word for the error.</param>
    public static (PartnerErrorCode Error, Advice Advice) Explain(string? code, string word)
    {
        if (code is not null && Known(code) is { } known)
        {
            return known;
        }

        return word switch
        {
            "code_expired" or "expired_token" => (PartnerErrorCode.SignInFailed, Advice.Of(nameof(Messages.SignInDeviceCodeExpiredAction))),
            "authorization_declined" => (PartnerErrorCode.SignInFailed, Advice.Of(nameof(Messages.SignInDeclinedAction))),
            "access_denied" when code is null => (PartnerErrorCode.SignInFailed, Advice.Of(nameof(Messages.SignInDeclinedAction))),
            MsalError.NoTokensFoundError => (PartnerErrorCode.SignInExpired, Advice.Of(nameof(Messages.SignInExpiredAction))),
            _ when code is not null => (PartnerErrorCode.SignInFailed, Advice.Of(nameof(Messages.SignInUnknownCodeAction), code)),
            MsalError.ManagedIdentityRequestFailed or MsalError.ManagedIdentityUnreachableNetwork or MsalError.UserAssignedManagedIdentityNotSupported =>
                (PartnerErrorCode.SignInFailed, Advice.Of(nameof(Messages.SignInManagedIdentityAction))),
            _ => (PartnerErrorCode.SignInFailed, Advice.Of(nameof(Messages.SignInFailedAction))),
        };
    }

    private static (PartnerErrorCode Error, Advice Advice)? Known(string code) => code switch
    {
        "50072" or "50074" or "50076" or "50078" or "50079" or "50158" => (PartnerErrorCode.MfaRequired, Advice.Of(nameof(Messages.SignInMfaAction))),
        "50126" => (PartnerErrorCode.SignInFailed, Advice.Of(nameof(Messages.SignInWrongPasswordAction))),
        "50020" => (PartnerErrorCode.SignInFailed, Advice.Of(nameof(Messages.SignInGuestAction))),
        "7000215" => (PartnerErrorCode.SignInFailed, Advice.Of(nameof(Messages.SignInWrongSecretAction))),
        "7000222" => (PartnerErrorCode.SignInFailed, Advice.Of(nameof(Messages.SignInExpiredSecretAction))),
        "7000218" => (PartnerErrorCode.SignInFailed, Advice.Of(nameof(Messages.SignInPublicClientAction))),
        "700007" => (PartnerErrorCode.SignInFailed, Advice.Of(nameof(Messages.SignInOtherApplicationAction))),
        CertificateNotKnown or "700024" => (PartnerErrorCode.SignInFailed, Advice.Of(nameof(Messages.SignInCertificateAction))),
        "50027" => (PartnerErrorCode.SignInFailed, Advice.Of(nameof(Messages.SignInFederatedTokenAction))),
        "50173" or "70008" or "700082" or "700084" => (PartnerErrorCode.SignInExpired, Advice.Of(nameof(Messages.SignInRefreshTokenAction))),
        "65001" or "500011" or "650052" or "650056" => (PartnerErrorCode.SignInFailed, Advice.Of(nameof(Messages.SignInConsentAction))),
        "65004" => (PartnerErrorCode.SignInFailed, Advice.Of(nameof(Messages.SignInDeclinedAction))),
        "700016" => (PartnerErrorCode.SignInFailed, Advice.Of(nameof(Messages.SignInWrongApplicationAction))),
        "90002" or "900023" => (PartnerErrorCode.SignInFailed, Advice.Of(nameof(Messages.SignInWrongTenantAction))),
        "53000" or "53003" or "530003" => (PartnerErrorCode.SignInFailed, Advice.Of(nameof(Messages.SignInConditionalAccessAction))),
        "70019" or "70020" => (PartnerErrorCode.SignInFailed, Advice.Of(nameof(Messages.SignInDeviceCodeExpiredAction))),
        _ => null,
    };
}
