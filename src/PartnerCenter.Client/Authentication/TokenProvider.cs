using System;
using System.Security;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Client.Authentication;

/// <summary>
/// Obtains the tokens of one connection.
/// </summary>
internal abstract class TokenProvider : IDisposable
{
    /// <summary>Whether a token that expired or was refused can be replaced without the user.</summary>
    public abstract bool CanRenew { get; }

    /// <summary>The current refresh token; null where the credential has none.</summary>
    public virtual Task<SecureString?> FindRefreshTokenAsync(CancellationToken cancellationToken) => Task.FromResult<SecureString?>(null);

    /// <summary>Signs in, with the user where the credential needs one.</summary>
    public abstract Task<PartnerToken> SignInAsync(CancellationToken cancellationToken);

    /// <summary>Whether <see cref="SignInAsync"/> can be called again after it failed.</summary>
    public virtual bool CanSignInAgain => true;

    /// <summary>Obtains another token without the user.</summary>
    /// <param name="force">Whether a token in a cache does not do, because the service refused it.</param>
    /// <param name="cancellationToken">Ends the renewal.</param>
    public abstract Task<PartnerToken> RenewAsync(bool force, CancellationToken cancellationToken);

    /// <summary>Removes what outlives this process, such as a token cache on disk.</summary>
    /// <exception cref="PartnerCenter.Qualifications.PartnerCenterException">Something of it is left.</exception>
    public virtual Task SignOutAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Forgets everything in memory that could obtain a token, and releases what the sign-in holds. Does not wait for anything.</summary>
    public abstract void Dispose();
}
