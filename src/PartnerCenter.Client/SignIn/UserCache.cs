using System;
using System.Globalization;
using System.IO;
using System.Security;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Identity.Client;
using Microsoft.Identity.Client.Extensions.Msal;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.SignIn;

/// <summary>
/// Where MSAL keeps a user's tokens: in memory, or on disk where the user asked for it; and the refresh token in it.
/// </summary>
internal sealed class UserCache
{
    private const string FileName = "tokens.cache";
    private const string Service = "PartnerCenter.Qualifications";

    private readonly MsalCacheHelper? _helper;
    private byte[]? _last;

    private UserCache(IClientApplicationBase application, MsalCacheHelper? helper)
    {
        _helper = helper;
        var tokens = application.UserTokenCache;
        if (helper is not null)
        {
            helper.RegisterCache(tokens);
            return;
        }

        // MSAL hands a refresh token out only together with everything else that it remembers.
        tokens.SetAfterAccess(notification =>
        {
            if (notification.HasStateChanged)
            {
                _last = notification.TokenCache.SerializeMsalV3();
            }
        });
    }

    /// <summary>Whether there may be a sign-in of an earlier session.</summary>
    public bool IsPersistent => _helper is not null;

    /// <exception cref="PartnerCenterException">Nothing on this machine can encrypt the cache, and plain text is not allowed.</exception>
    public static async Task<UserCache> OpenAsync(IClientApplicationBase application, SignInSetting setting)
    {
        if (setting.Options.TokenCache == TokenCacheMode.Process)
        {
            return new UserCache(application, null);
        }

        var folder = setting.Options.TokenCacheFolder
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), Service);
        try
        {
            var helper = await MsalCacheHelper.CreateAsync(Properties(folder)
                .WithMacKeyChain(Service, Service)
                .WithLinuxKeyring(Service, MsalCacheHelper.LinuxKeyRingDefaultCollection, Service, new("Product", Service), new("Version", "1"))
                .Build()).ConfigureAwait(false);
            helper.VerifyPersistence();
            return new UserCache(application, helper);
        }
        catch (MsalCachePersistenceException exception)
        {
            if (!setting.Options.AllowUnencryptedTokenCache)
            {
                throw new PartnerCenterException(
                    PartnerCenterError.SignInFailed,
                    string.Format(CultureInfo.CurrentCulture, Messages.TokenCacheUnencrypted, exception.InnerException?.Message ?? exception.Message),
                    Messages.TokenCacheUnencryptedAction)
                { AffectsEveryCustomer = true };
            }
        }

        var plain = await MsalCacheHelper.CreateAsync(Properties(folder).WithUnprotectedFile().Build()).ConfigureAwait(false);
        return new UserCache(application, plain);
    }

    /// <summary>The current refresh token of the account; null where there is none.</summary>
    public SecureString? FindRefreshToken(IAccount? account, string applicationId)
    {
        var cache = _helper is null ? _last : _helper.LoadUnencryptedTokenCache();
        if (cache is not { Length: > 0 } || account is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(cache);
        if (!document.RootElement.TryGetProperty("RefreshToken", out var tokens))
        {
            return null;
        }

        foreach (var token in tokens.EnumerateObject())
        {
            if (Is(token.Value, "home_account_id", account.HomeAccountId.Identifier) && Is(token.Value, "client_id", applicationId)
                && token.Value.TryGetProperty("secret", out var secret) && secret.GetString() is { } text)
            {
                return Secret.Hide(text);
            }
        }

        return null;
    }

    private static bool Is(JsonElement token, string property, string value) =>
        token.TryGetProperty(property, out var found) && string.Equals(found.GetString(), value, StringComparison.OrdinalIgnoreCase);

    private static StorageCreationPropertiesBuilder Properties(string folder) => new(FileName, folder);
}
