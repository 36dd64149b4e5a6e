using System;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client.SignIn;

/// <summary>
/// The current access token of a connection, renewed in time, by one caller for all.
/// </summary>
internal sealed class TokenSource(TokenProvider provider, PartnerToken first, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan LongestMargin = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _renewing = new(1, 1);
    private volatile Current? _current = new(first, RenewAt(first, clock));
    private volatile bool _forgotten;

    public bool CanRenew => provider.CanRenew;

    public AuthenticationKind Authentication { get; } = first.Authentication;

    /// <summary>What the current token says of itself; null after the sign-in was forgotten.</summary>
    public TokenClaims? Claims => _current?.Token.Claims;

    public SecureString? RefreshToken => _forgotten ? null : provider.RefreshToken;

    public DateTimeOffset? ExpiresOn => _current?.Token.ExpiresOn;

    public ValueTask<PartnerToken> GetAsync(CancellationToken cancellationToken)
    {
        var current = _current;
        return current is not null && clock.GetUtcNow() < current.RenewAt
            ? new ValueTask<PartnerToken>(current.Token)
            : new ValueTask<PartnerToken>(RenewAsync(current?.Token, force: false, cancellationToken));
    }

    /// <summary>Replaces a token that the service refused.</summary>
    /// <param name="refused">The token; where another caller has replaced it already, there is nothing to do.</param>
    /// <param name="cancellationToken">Ends the renewal.</param>
    public Task<PartnerToken> RenewAsync(PartnerToken refused, CancellationToken cancellationToken) => RenewAsync(refused, force: true, cancellationToken);

    /// <summary>Forgets the token and what could renew it.</summary>
    public void Dispose()
    {
        _forgotten = true;
        _current = null;
        provider.Forget();

        // The semaphore is not disposed: whoever waits for it then would wait for ever. It holds nothing that must be released.
    }

    // Renewed a little before its end, so that no request carries a token that dies on the way; short-lived ones keep most of their life.
    private static DateTimeOffset RenewAt(PartnerToken token, TimeProvider clock)
    {
        if (token.ExpiresOn is not { } end)
        {
            return DateTimeOffset.MaxValue;
        }

        var tenth = TimeSpan.FromTicks((end - clock.GetUtcNow()).Ticks / 10);
        return end - (tenth < LongestMargin ? tenth : LongestMargin);
    }

    private async Task<PartnerToken> RenewAsync(PartnerToken? old, bool force, CancellationToken cancellationToken)
    {
        await _renewing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_forgotten)
            {
                throw new PartnerCenterException(PartnerCenterError.NotConnected, Messages.ContextClosed, Messages.NotConnectedAction) { AffectsEveryCustomer = true };
            }

            var current = _current;
            if (current is not null && !ReferenceEquals(current.Token, old))
            {
                return current.Token;
            }

            if (!provider.CanRenew)
            {
                // Only the service knows whether a token without a readable expiry still holds; an expired one is sent, too, for the clocks may differ.
                return old!;
            }

            var token = await provider.RenewAsync(force, cancellationToken).ConfigureAwait(false);
            _current = new Current(token, RenewAt(token, clock));
            return token;
        }
        finally
        {
            _renewing.Release();
        }
    }

    private sealed class Current(PartnerToken token, DateTimeOffset renewAt)
    {
        public PartnerToken Token { get; } = token;

        public DateTimeOffset RenewAt { get; } = renewAt;
    }
}
