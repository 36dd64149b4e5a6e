using System;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// The current access token of a connection, renewed in time, by one caller for all.
/// </summary>
internal sealed class TokenSource : IDisposable
{
    private static readonly TimeSpan MaxRenewalMargin = TimeSpan.FromMinutes(5);

    // How long a new token that the service refuses, too, is taken as its last word. Without it, each call would ask for another token in vain.
    private static readonly TimeSpan RefusalLifetime = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _renewing = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private readonly object _gate = new();
    private readonly TimeProvider _clock;
    private volatile TokenProvider? _provider;
    private volatile Current? _current;
    private volatile PartnerCenterException? _failure;

    public TokenSource(TokenProvider provider, PartnerToken first, TimeProvider clock)
    {
        _clock = clock;
        _provider = provider;
        _current = new Current(first, RenewAt(first, clock), forcedAt: null);
        Authentication = first.Authentication;
    }

    public bool CanRenew => _provider is { CanRenew: true };

    public AuthenticationKind Authentication { get; }

    /// <summary>What the current token says of itself; null after the sign-in was forgotten.</summary>
    public TokenClaims? Claims => _current?.Token.Claims;

    public async Task<SecureString?> FindRefreshTokenAsync(CancellationToken cancellationToken) =>
        _provider is { } provider ? await provider.FindRefreshTokenAsync(cancellationToken).ConfigureAwait(false) : null;

    public DateTimeOffset? ExpiresOn => _current?.Token.ExpiresOn;

    public ValueTask<PartnerToken> GetAsync(CancellationToken cancellationToken)
    {
        var current = _current;
        return current is not null && _clock.GetUtcNow() < current.RenewAt
            ? new ValueTask<PartnerToken>(current.Token)
            : new ValueTask<PartnerToken>(RenewAsync(current?.Token, force: false, cancellationToken));
    }

    /// <summary>Replaces a token that the service refused.</summary>
    /// <param name="refused">The token; where another caller has replaced it already, there is nothing to do.</param>
    /// <param name="cancellationToken">Ends the renewal.</param>
    /// <returns>
    /// The new token; or the refused one itself where it is new, too, and the service has not accepted it once: another one would not be accepted either,
    /// and sending the request again makes no sense.
    /// </returns>
    public Task<PartnerToken> RenewAsync(PartnerToken refused, CancellationToken cancellationToken) => RenewAsync(refused, force: true, cancellationToken);

    /// <summary>Removes the sign-in from a cache on disk as well, then forgets it.</summary>
    /// <exception cref="PartnerCenterException">The cache could not be emptied. Nothing has changed, so that the sign-out can be repeated.</exception>
    public async Task SignOutAsync(CancellationToken cancellationToken)
    {
        // A renewal that is under way would write to the cache afterwards.
        await _renewing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_provider is { } provider)
            {
                await provider.SignOutAsync(cancellationToken).ConfigureAwait(false);
                Dispose();
            }
        }
        finally
        {
            _renewing.Release();
        }
    }

    /// <summary>Forgets the token and what could renew it.</summary>
    public void Dispose()
    {
        TokenProvider? provider;
        lock (_gate)
        {
            provider = _provider;
            _provider = null;
            _current = null;
        }

        // Neither this source of cancellation nor the semaphore is disposed: somebody may still be about to look at them, and they hold nothing.
        _closing.Cancel();
        provider?.Dispose();
    }

    // Renewed a little before its end, so that no request carries a token that dies on the way; short-lived ones keep most of their life.
    private static DateTimeOffset RenewAt(PartnerToken token, TimeProvider clock)
    {
        if (token.ExpiresOn is not { } end)
        {
            return DateTimeOffset.MaxValue;
        }

        var tenth = TimeSpan.FromTicks((end - clock.GetUtcNow()).Ticks / 10);
        return end - (tenth < MaxRenewalMargin ? tenth : MaxRenewalMargin);
    }

    private static PartnerCenterException Closed() =>
        new(PartnerErrorCode.NotConnected, Messages.ContextClosed, Advice.Of(nameof(Messages.NotConnectedAction)));

    private async Task<PartnerToken> RenewAsync(PartnerToken? old, bool force, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        var earlierFailure = _failure;
        try
        {
            await _renewing.WaitAsync(stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Closed();
        }

        try
        {
            if (_current is not { } current || _provider is not { } provider)
            {
                throw Closed();
            }

            // Where it cannot be renewed, only the service knows whether a token still holds: an expired one is sent, too, for the clocks may differ.
            if (!ReferenceEquals(current.Token, old) || !provider.CanRenew || (force && current.IsRefusedForGood(_clock)))
            {
                return current.Token;
            }

            // A renewal that failed while this caller waited for it has failed for all who waited: none of them takes the time once more.
            if (_failure is { } failure && !ReferenceEquals(failure, earlierFailure))
            {
                throw failure.With();
            }

            var token = await RenewAsync(provider, force, stopping.Token).ConfigureAwait(false);
            lock (_gate)
            {
                if (_provider is null)
                {
                    throw Closed();
                }

                _current = new Current(token, RenewAt(token, _clock), force ? _clock.GetTimestamp() : null);
            }

            return token;
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Closed();
        }
        finally
        {
            _renewing.Release();
        }
    }

    private async Task<PartnerToken> RenewAsync(TokenProvider provider, bool force, CancellationToken cancellationToken)
    {
        try
        {
            return await provider.RenewAsync(force, cancellationToken).ConfigureAwait(false);
        }
        catch (PartnerCenterException failure)
        {
            _failure = failure;
            throw;
        }
    }

    private sealed class Current(PartnerToken token, DateTimeOffset renewAt, long? forcedAt)
    {
        public PartnerToken Token { get; } = token;

        public DateTimeOffset RenewAt { get; } = renewAt;

        /// <summary>Whether the token came in place of a refused one a moment ago, and the service has not accepted it either.</summary>
        public bool IsRefusedForGood(TimeProvider clock) => forcedAt is { } start && !Token.WasAccepted && clock.GetElapsedTime(start) < RefusalLifetime;
    }
}
