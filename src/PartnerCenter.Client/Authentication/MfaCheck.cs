using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// Asks with <c>ValidateMfa: true</c> whether the service accepts the token.
/// </summary>
internal static class MfaCheck
{
    public static async Task<MfaCompliance> CheckAsync(PartnerConnection connection, PartnerOperation operation, CancellationToken cancellationToken)
    {
        // The cheapest call that every partner can make.
        var call = new PartnerRequest<bool?>(HttpMethod.Get, "v1/customers?size=1", static (response, _, _) => new ValueTask<bool?>(Answer(response)))
        {
            Headers = [("ValidateMfa", "true")],
        };
        bool? answer;
        try
        {
            answer = await connection.Caller.SendAsync(call, operation, cancellationToken).ConfigureAwait(false);
        }
        catch (PartnerCenterException failure) when (failure.Error == PartnerErrorCode.MfaRequired)
        {
            answer = false;
        }

        var claims = connection.Tokens.Claims;
        var appOnly = connection.Tokens.Authentication == AuthenticationKind.AppOnly;
        var tokenHasMfa = appOnly ? null : claims?.HasMfa;

        // Where neither says anything, the call itself was accepted.
        var compliant = appOnly || (answer ?? tokenHasMfa ?? true);
        return new MfaCompliance
        {
            IsCompliant = compliant,
            Authentication = connection.Tokens.Authentication,
            AuthenticationMethods = claims?.AuthenticationMethods ?? [],
            TokenHasMfa = tokenHasMfa,
            ServiceAnswer = answer,
            Recommendation = appOnly ? Messages.MfaAppOnly
                : !compliant ? Messages.MfaMissing
                : answer is null && tokenHasMfa is null ? Messages.MfaUnknown
                : Messages.MfaCompliant,
        };
    }

    private static bool? Answer(HttpResponseMessage response) =>
        response.Headers.TryGetValues("isMfaCompliant", out var values) && bool.TryParse(values.FirstOrDefault(), out var compliant) ? compliant : null;
}
