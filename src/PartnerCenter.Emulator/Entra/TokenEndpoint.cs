using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;
using PartnerCenter.Emulator.Transport;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Emulator.Entra;

/// <summary>
/// <c>POST /{tenant}/oauth2/v2.0/token</c>.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow">Client credentials</see>,
/// <see href="https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow">authorization code</see>,
/// <see href="https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code">device code</see>,
/// <see href="https://learn.microsoft.com/entra/identity-platform/refresh-tokens">refresh tokens</see>.
/// </remarks>
internal sealed class TokenEndpoint
{
    private readonly EmulatorOptions _options;
    private readonly AccessTokens _tokens;
    private readonly Grants _grants;
    private readonly ClientAuthentication _clients;

    public TokenEndpoint(EmulatorOptions options, AccessTokens tokens, Grants grants)
    {
        _options = options;
        _tokens = tokens;
        _grants = grants;
        _clients = new ClientAuthentication(options, tokens);
    }

    public (EmulatorResponse? Response, EntraError? Error) Answer(EmulatorRequest request, string tenant, Cloud? cloud)
    {
        var form = UrlValues.Parse(Encoding.UTF8.GetString(request.Body));
        if (!form.TryGetValue("grant_type", out var grant))
        {
            return (null, EntraError.ParameterMissing("grant_type"));
        }

        var provoked = Provoked(grant, tenant, form);
        if (provoked is not null)
        {
            return (null, provoked);
        }

        var (level, error) = _clients.Judge(form, tenant, request.Scheme + "://" + request.Authority + request.RawPath);
        if (error is null && level == 0 && (grant == "client_credentials" || !_options.AllowPublicClient))
        {
            error = EntraError.CredentialMissing();
        }

        if (error is not null)
        {
            return (null, error);
        }

        return grant switch
        {
            "client_credentials" => ClientCredentials(form, tenant, cloud, level),
            "authorization_code" => Code(form, tenant, cloud, level),
            "device_code" or "urn:ietf:params:oauth:grant-type:device_code" => Device(form, tenant, cloud, level),
            "refresh_token" => Refresh(form, tenant, cloud, level),
            _ => (null, EntraError.GrantNotSupported(grant)),
        };
    }

    private EntraError? Provoked(string grant, string tenant, Dictionary<string, string> form)
    {
        form.TryGetValue("client_id", out var client);
        var isRefresh = grant == "refresh_token";
        var isDevice = grant.EndsWith("device_code", StringComparison.Ordinal);
        return _options.TokenError switch
        {
            EmulatedTokenError.InvalidClientSecret => EntraError.InvalidSecret(client ?? _options.ApplicationId),
            EmulatedTokenError.ExpiredClientSecret => EntraError.ExpiredSecret(client ?? _options.ApplicationId),
            EmulatedTokenError.TenantNotFound => EntraError.TenantNotFound(tenant),
            EmulatedTokenError.ConsentRequired => EntraError.ConsentRequired(client ?? _options.ApplicationId),
            EmulatedTokenError.MfaRequired => EntraError.MfaRequired(),
            EmulatedTokenError.ConditionalAccess => EntraError.ConditionalAccess(),
            EmulatedTokenError.ApplicationNotFound => EntraError.ApplicationNotFound(client ?? _options.ApplicationId, tenant),
            EmulatedTokenError.TemporarilyUnavailable => EntraError.Transient(),
            EmulatedTokenError.DeviceCodeDeclined when isDevice => EntraError.AuthorizationDeclined(),
            EmulatedTokenError.DeviceCodeExpired when isDevice => EntraError.DeviceCodeExpired(),
            EmulatedTokenError.RefreshTokenExpired when isRefresh => EntraError.RefreshTokenExpired(_options.Clock.GetUtcNow().AddDays(-91)),
            EmulatedTokenError.RefreshTokenRevoked when isRefresh => EntraError.RefreshTokenRevoked(),
            _ => null,
        };
    }

    private (EmulatorResponse?, EntraError?) ClientCredentials(Dictionary<string, string> form, string tenant, Cloud? cloud, int level)
    {
        if (IsPlaceholder(tenant))
        {
            return (null, EntraError.TenantMissing());
        }

        form.TryGetValue("scope", out var parameter);
        var (scopes, error) = Scopes.Read(parameter, tenant, cloud);
        if (scopes is null)
        {
            return (null, error);
        }

        if (!scopes.IsDefault)
        {
            return (null, EntraError.ScopeNotDefault(parameter!));
        }

        var token = _tokens.Issue(new EmulatedToken
        {
            Audience = scopes.Audience,
            AppOnly = true,
            Environment = EnvironmentOf(scopes, cloud),
            ClientAuthentication = level,
        });
        return (Respond(token, null, null, null, null), null);
    }

    private (EmulatorResponse?, EntraError?) Code(Dictionary<string, string> form, string tenant, Cloud? cloud, int level)
    {
        if (!form.TryGetValue("code", out var value))
        {
            return (null, EntraError.ParameterMissing("code"));
        }

        var code = _grants.FindCode(value);
        if (code is null)
        {
            return (null, EntraError.CodeUnknown());
        }

        lock (_grants.Gate)
        {
            if (code.Redeemed)
            {
                return (null, EntraError.CodeRedeemed());
            }

            if (_options.Clock.GetUtcNow() >= code.Expires)
            {
                return (null, EntraError.CodeExpired());
            }

            form.TryGetValue("redirect_uri", out var redirect);
            if (redirect != code.RedirectUri)
            {
                return (null, EntraError.RedirectMismatch(redirect ?? string.Empty));
            }

            if (!VerifierFits(code, form.TryGetValue("code_verifier", out var verifier) ? verifier : null))
            {
                return (null, EntraError.VerifierMismatch());
            }

            code.Redeemed = true;
        }

        form.TryGetValue("scope", out var parameter);
        return RespondForUser(form, parameter, tenant, cloud, level, code.HasMfa, code.Nonce);
    }

    private (EmulatorResponse?, EntraError?) Device(Dictionary<string, string> form, string tenant, Cloud? cloud, int level)
    {
        if (!form.TryGetValue("device_code", out var value) && !form.TryGetValue("code", out value))
        {
            return (null, EntraError.ParameterMissing("device_code"));
        }

        var code = _grants.FindDeviceCode(value);
        if (code is null)
        {
            return (null, EntraError.DeviceCodeUnknown());
        }

        lock (_grants.Gate)
        {
            if (code.Redeemed)
            {
                return (null, EntraError.DeviceCodeUnknown());
            }

            if (_options.Clock.GetUtcNow() >= code.Expires)
            {
                return (null, EntraError.DeviceCodeExpired());
            }

            if (code.Polls++ < _options.DeviceCodePollsBeforeApproval)
            {
                return (null, EntraError.AuthorizationPending());
            }

            code.Redeemed = true;
        }

        return RespondForUser(form, code.Scope, tenant, cloud, level, _options.UserHasMfa, null);
    }

    private (EmulatorResponse?, EntraError?) Refresh(Dictionary<string, string> form, string tenant, Cloud? cloud, int level)
    {
        if (!form.TryGetValue("refresh_token", out var value))
        {
            return (null, EntraError.ParameterMissing("refresh_token"));
        }

        var token = _grants.FindRefreshToken(value);
        if (token is null)
        {
            return (null, EntraError.RefreshTokenUnknown());
        }

        var now = _options.Clock.GetUtcNow();
        lock (_grants.Gate)
        {
            if (token.Revoked)
            {
                return (null, EntraError.RefreshTokenRevoked());
            }

            if (token.Used && _options.StrictRefreshTokenRotation)
            {
                return (null, EntraError.RefreshTokenUnknown());
            }

            if (now - token.LastUsed >= _options.RefreshTokenIdleLifetime)
            {
                return (null, EntraError.RefreshTokenExpired(token.Issued));
            }

            token.Used = true;
            token.LastUsed = now;
        }

        form.TryGetValue("scope", out var parameter);
        return RespondForUser(form, parameter ?? token.Scope, tenant, cloud, level, token.HasMfa, null);
    }

    private (EmulatorResponse?, EntraError?) RespondForUser(
        Dictionary<string, string> form, string? scope, string tenant, Cloud? cloud, int level, bool mfa, string? nonce)
    {
        var (scopes, error) = Scopes.Read(scope, tenant, cloud);
        if (scopes is null)
        {
            return (null, error);
        }

        var token = _tokens.Issue(new EmulatedToken
        {
            Audience = scopes.Audience,
            HasMfa = mfa,
            Environment = EnvironmentOf(scopes, cloud),
            ClientAuthentication = level,
        });
        var refresh = scopes.Offline ? IssueRefreshToken(scopes.Audience + "/user_impersonation offline_access openid profile", mfa) : null;
        var id = scopes.OpenId ? _tokens.IssueIdToken(nonce) : null;
        form.TryGetValue("client_info", out var clientInfo);
        return (Respond(token, scopes.Granted, refresh, id, clientInfo), null);
    }

    public string IssueRefreshToken(string scope, bool mfa)
    {
        var now = _options.Clock.GetUtcNow();
        return _grants.Add(new RefreshToken { Scope = scope, HasMfa = mfa, Issued = now, LastUsed = now });
    }

    private EmulatorResponse Respond(string accessToken, string? scope, string? refreshToken, string? idToken, string? clientInfo)
    {
        var lifetime = (long)_options.AccessTokenLifetime.TotalSeconds;
        return EmulatorResponse.Json(200, JsonBuffer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("token_type", "Bearer");
            if (scope is not null)
            {
                json.WriteString("scope", scope);
            }

            json.WriteNumber("expires_in", lifetime);
            json.WriteNumber("ext_expires_in", lifetime);
            json.WriteString("access_token", accessToken);
            if (refreshToken is not null)
            {
                json.WriteString("refresh_token", refreshToken);
            }

            if (idToken is not null)
            {
                json.WriteString("id_token", idToken);
            }

            if (clientInfo == "1")
            {
                json.WriteString("client_info", Base64Url.Encode("{\"uid\":\"" + EmulatorDefaults.UserObjectId + "\",\"utid\":\"" + _options.TenantId + "\"}"));
            }

            json.WriteEndObject();
        }));
    }

    private PartnerEnvironment EnvironmentOf(Scopes scopes, Cloud? cloud)
    {
        if (cloud is not null)
        {
            return cloud.Environment;
        }

        if (_options.Environment is { } environment)
        {
            return environment;
        }

        return scopes.Audience == Cloud.China.Audience ? PartnerEnvironment.China : PartnerEnvironment.Global;
    }

    private static bool IsPlaceholder(string tenant) =>
        tenant.Equals("common", StringComparison.OrdinalIgnoreCase) || tenant.Equals("organizations", StringComparison.OrdinalIgnoreCase);

    private static bool VerifierFits(AuthorizationCode code, string? verifier)
    {
        if (code.Challenge is null)
        {
            return true;
        }

        if (verifier is null)
        {
            return false;
        }

        return code.ChallengeMethod == "S256"
            ? Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) == code.Challenge
            : verifier == code.Challenge;
    }
}
