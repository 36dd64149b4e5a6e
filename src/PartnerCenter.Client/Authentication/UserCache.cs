using System;
using System.Globalization;
using System.Security;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Identity.Client;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// Where MSAL keeps a user's tokens: in memory, or on disk where the user asked for it; and the refresh token in it.
/// </summary>
/// <remarks>
/// MSAL's own helper for a cache on disk is not used: it waits for its lock without end to speak of, deletes a cache that it cannot read, and keeps silent
/// where it could not write. Its storage and its lock are.
/// </remarks>
internal sealed class UserCache : IDisposable
{
    private readonly TokenCacheStore? _store;
    private readonly Func<IAccount, bool> _accepts;

    // In the flow of a call, because MSAL can also renew in the background, after it has returned a token that is still valid.
    private readonly AsyncLocal<Renewal?> _renewal = new();
    private readonly AsyncLocal<bool> _isSigningOut = new();
    private IDisposable? _lock;
    private byte[]? _last;
    private bool _isSuperseded;

    private UserCache(IClientApplicationBase application, TokenCacheStore? store, Func<IAccount, bool> accepts)
    {
        _store = store;
        _accepts = accepts;
        var tokens = application.UserTokenCache;
        if (store is not null)
        {
            tokens.SetBeforeAccessAsync(LoadAsync);
            tokens.SetAfterAccess(Save);
            return;
        }

        // MSAL hands a refresh token out only together with everything else that it remembers.
        tokens.SetAfterAccess(notification =>
        {
            if (notification.HasStateChanged)
            {
                Remember(notification.TokenCache.SerializeMsalV3());
            }
        });
    }

    /// <summary>Whether there may be a sign-in of an earlier session.</summary>
    public bool IsPersistent => _store is not null;

    /// <param name="application">Whose tokens are kept.</param>
    /// <param name="setting">Where they come from.</param>
    /// <param name="accepts">Whether an account is the expected one; what another one brings is not kept on disk.</param>
    /// <param name="cancellationToken">Ends the waiting for the cache.</param>
    /// <exception cref="PartnerCenterException">The cache on disk cannot be used, or only in plain text, which is not allowed.</exception>
    public static async Task<UserCache> OpenAsync(
        IClientApplicationBase application, SignInSetting setting, Func<IAccount, bool> accepts, CancellationToken cancellationToken) =>
        new(
            application,
            setting.Options.TokenCache == TokenCacheMode.Process
                ? null
                : await TokenCacheStore.OpenAsync(setting.Options, setting.Authority, cancellationToken).ConfigureAwait(false),
            accepts);

    /// <summary>The current refresh token of the account; null where there is none.</summary>
    /// <exception cref="PartnerCenterException">The cache on disk cannot be read.</exception>
    public async Task<SecureString?> FindRefreshTokenAsync(IAccount? account, string applicationId, CancellationToken cancellationToken)
    {
        if (account is null)
        {
            return null;
        }

        if (_store is null)
        {
            return _last is null ? null : Find(_last, account, applicationId);
        }

        using (await _store.LockAsync(cancellationToken).ConfigureAwait(false))
        {
            return Parse(() => Find(_store.Read(), account, applicationId));
        }
    }

    /// <summary>
    /// Runs a renewal without the user. If the user signs out or signs in again in another session in the meantime, the new tokens aren't written to the cache
    /// on disk.
    /// </summary>
    public async Task<AuthenticationResult> RenewAsync(Func<Task<AuthenticationResult>> renew)
    {
        _renewal.Value = new Renewal();
        return await renew().ConfigureAwait(false);
    }

    /// <summary>Runs the removal of an account.</summary>
    public async Task RemoveAsync(Func<Task> remove)
    {
        _isSigningOut.Value = true;
        await remove().ConfigureAwait(false);
    }

    /// <summary>Does nothing where the cache can be read and written; it need not be able to say so when it is asked to forget.</summary>
    /// <exception cref="PartnerCenterException">It cannot.</exception>
    /// <remarks>With the lock, because the check writes an entry that all sessions share.</remarks>
    public async Task RequireStorageAsync(CancellationToken cancellationToken)
    {
        if (_store is not null)
        {
            using (await _store.LockAsync(cancellationToken).ConfigureAwait(false))
            {
                _store.RequireStorage();
            }
        }
    }

    /// <summary>Does nothing where the cache on disk no longer holds a token of the account.</summary>
    /// <exception cref="PartnerCenterException">It does, or that cannot be told.</exception>
    public async Task RequireForgottenAsync(IAccount account, string applicationId, CancellationToken cancellationToken)
    {
        if (_store is null)
        {
            return;
        }

        using (await _store.LockAsync(cancellationToken).ConfigureAwait(false))
        {
            using var left = Parse(() => Find(_store.Read(), account, applicationId));
            if (left is not null)
            {
                throw TokenCacheStore.Failure(
                    string.Format(CultureInfo.CurrentCulture, Messages.TokenCacheNotEmptied, _store.Name), Advice.Of(nameof(Messages.TokenCacheDeleteAction)));
            }
        }
    }

    public void Dispose()
    {
        Remember(null);
        _lock?.Dispose();
        _lock = null;
    }

    private static SecureString? Find(byte[] cache, IAccount account, string applicationId)
    {
        if (cache.Length == 0)
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

    private async Task LoadAsync(TokenCacheNotificationArgs notification)
    {
        _lock = await _store!.LockAsync(notification.CancellationToken).ConfigureAwait(false);
        try
        {
            Parse(() =>
            {
                var cache = _store.Read();
                notification.TokenCache.DeserializeMsalV3(cache, shouldClearExistingCache: true);
                _isSuperseded = false;
                if (_renewal.Value is { } renewal)
                {
                    var token = notification.Account is { } account ? Find(cache, account, notification.ClientId) : null;
                    renewal.Token ??= token;
                    _isSuperseded = token is null || Secret.Reveal(token) != Secret.Reveal(renewal.Token!);
                }

                return true;
            });
        }
        catch
        {
            // MSAL reports the end of the access all the same, which would write what could not be read.
            _lock.Dispose();
            _lock = null;
            throw;
        }
    }

    private void Save(TokenCacheNotificationArgs notification)
    {
        var held = _lock;
        _lock = null;
        using (held)
        {
            // The next access reads what is on disk again, so that nothing is left of an account that is not kept. Only a first sign-in can bring an account
            // that isn't the expected one; a renewal can bring the account's new name.
            if (held is not null && notification.HasStateChanged && !_isSuperseded
                && (_renewal.Value is not null || _isSigningOut.Value || notification.Account is not { } account || _accepts(account)))
            {
                _store!.Write(notification.TokenCache.SerializeMsalV3());
            }
        }
    }

    // What stands in a file that somebody else may write can fail in any way.
    private T Parse<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is not (PartnerCenterException or OperationCanceledException))
        {
            throw _store!.Corrupt(exception);
        }
    }

    private void Remember(byte[]? cache)
    {
        if (_last is { } old)
        {
            Array.Clear(old, 0, old.Length);
        }

        _last = cache;
    }

    private sealed class Renewal
    {
        /// <summary>The refresh token that the renewal found first.</summary>
        public SecureString? Token { get; set; }
    }
}
