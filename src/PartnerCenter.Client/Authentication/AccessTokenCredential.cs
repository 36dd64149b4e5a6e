using System;
using System.Globalization;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// A token that was obtained elsewhere. What it says of itself is checked before it is sent anywhere.
/// </summary>
internal sealed class AccessTokenCredential(SecureString token, string? tenantId) : PartnerCredential(CredentialKind.AccessToken, null, tenantId)
{
    internal override TokenProvider CreateProvider(SignInSetting setting) => new Provider(token, setting);

    private sealed class Provider(SecureString token, SignInSetting setting) : TokenProvider
    {
        public override bool CanRenew => false;

        public override Task<PartnerToken> SignInAsync(CancellationToken cancellationToken)
        {
            var text = Secret.Reveal(token).Trim();
            if (text.StartsWith("Bearer", StringComparison.OrdinalIgnoreCase) && (text.Length == "Bearer".Length || char.IsWhiteSpace(text["Bearer".Length])))
            {
                text = text.Substring("Bearer".Length).Trim();
            }

            if (text.Length == 0 || !IsHeaderText(text))
            {
                throw new PartnerCenterException(
                    PartnerErrorCode.SignInFailed, Messages.AccessTokenMalformed, Advice.Of(nameof(Messages.AccessTokenMalformedAction)));
            }

            var result = PartnerToken.Create(text, null);
            var cloud = setting.Cloud;
            if (result.Claims is { IsReadable: true, Audiences.Count: > 0 } && !cloud.Accepts(result.Claims.Audiences))
            {
                throw new PartnerCenterException(
                    PartnerErrorCode.InvalidAudience,
                    string.Format(CultureInfo.CurrentCulture, Messages.InvalidAudience, string.Join(", ", result.Claims.Audiences), cloud.Audience),
                    Advice.Of(nameof(Messages.InvalidAudienceAction), cloud.Audience));
            }

            if (result.ExpiresOn is { } end && end <= setting.Clock.GetUtcNow())
            {
                throw new PartnerCenterException(
                    PartnerErrorCode.SignInExpired,
                    string.Format(
                        CultureInfo.CurrentCulture, Messages.SignInExpired, string.Format(CultureInfo.CurrentCulture, Messages.AccessTokenExpired, end)),
                    Advice.Of(nameof(Messages.SignInExpiredAction)));
            }

            return Task.FromResult(result);
        }

        public override Task<PartnerToken> RenewAsync(bool force, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override void Dispose()
        {
            // The token is in no cache.
        }

        private static bool IsHeaderText(string text)
        {
            foreach (var character in text)
            {
                if (character is <= ' ' or >= (char)127)
                {
                    return false;
                }
            }

            return true;
        }
    }
}
