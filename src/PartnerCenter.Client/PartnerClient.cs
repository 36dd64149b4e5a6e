using System;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// A connection to Partner Center. Keep one for all calls; it is safe for many threads.
/// </summary>
/// <remarks>
/// The words are the official SDK's. All calls throw <see cref="PartnerCenterException"/> where the service or
/// the sign-in fails, and <see cref="OperationCanceledException"/> where their cancellation token says so.
/// <see href="https://learn.microsoft.com/partner-center/developer/partner-center-rest-api-reference">Partner Center REST API</see>.
/// </remarks>
public sealed class PartnerClient : IDisposable
{
    private readonly PartnerConnection _connection;

    private PartnerClient(PartnerConnection connection, PartnerOperation operation)
    {
        _connection = connection;
        Operation = operation;
        Customers = new CustomerCollection(connection, operation);
        Validations = new CustomerValidations(connection, operation);
        AuditRecords = new AuditRecordCollection(connection, operation);
    }

    /// <summary>The partner's customers.</summary>
    public CustomerCollection Customers { get; }

    /// <summary>The partner's validation codes for the Government Community Cloud.</summary>
    public CustomerValidations Validations { get; }

    /// <summary>The records of what was changed.</summary>
    public AuditRecordCollection AuditRecords { get; }

    /// <summary>Who is signed in.</summary>
    public PartnerIdentity Identity => _connection.Identity;

    /// <summary>The address of the service.</summary>
    public Uri Endpoint => _connection.Endpoint;

    /// <summary>When the current access token expires, in UTC; null where that is unknown.</summary>
    public DateTimeOffset? TokenExpiresOn => _connection.Tokens.ExpiresOn;

    internal PartnerOperation Operation { get; }

    internal PartnerConnection Connection => _connection;

    /// <summary>Signs in and returns the client.</summary>
    /// <param name="credential">What to sign in with.</param>
    /// <param name="options">What to talk to; default the worldwide cloud.</param>
    /// <param name="cancellationToken">Ends the sign-in.</param>
    /// <returns>The client; dispose it to close the connection.</returns>
    /// <exception cref="PartnerCenterException">The sign-in failed, or an address is not safe for a token.</exception>
    public static async Task<PartnerClient> ConnectAsync(
        PartnerCredential credential, PartnerClientOptions? options = null, CancellationToken cancellationToken = default) =>
        await ConnectAsync(credential, options, new PartnerOperation(), cancellationToken).ConfigureAwait(false);

    /// <summary>Signs in as part of an operation, whose listener is told of the sign-in's requests.</summary>
    /// <param name="credential">What to sign in with.</param>
    /// <param name="options">What to talk to; null for the worldwide cloud.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="cancellationToken">Ends the sign-in.</param>
    /// <returns>The client; dispose it to close the connection.</returns>
    /// <exception cref="PartnerCenterException">The sign-in failed, or an address is not safe for a token.</exception>
    public static async Task<PartnerClient> ConnectAsync(
        PartnerCredential credential, PartnerClientOptions? options, PartnerOperation operation, CancellationToken cancellationToken)
    {
        if (credential is null)
        {
            throw new ArgumentNullException(nameof(credential));
        }

        var connection = await PartnerConnection.OpenAsync(credential, options ?? new PartnerClientOptions(), operation, cancellationToken)
            .ConfigureAwait(false);
        return new PartnerClient(connection, operation);
    }

    /// <summary>Returns the user's current refresh token: it rotates, so a vault has to be given the new one.</summary>
    /// <param name="cancellationToken">Ends the waiting for a token cache on disk.</param>
    /// <returns>The refresh token; null where the sign-in has none.</returns>
    /// <exception cref="PartnerCenterException">The token cache on disk cannot be read.</exception>
    /// <remarks><see href="https://learn.microsoft.com/partner-center/developer/enable-secure-app-model">Secure Application Model</see>.</remarks>
    public Task<SecureString?> GetRefreshTokenAsync(CancellationToken cancellationToken = default) =>
        _connection.Tokens.FindRefreshTokenAsync(cancellationToken);

    /// <summary>Asks the service whether it accepts how the user signed in, before anything is blocked.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The token's word, the service's word, and what to do.</returns>
    /// <exception cref="PartnerCenterException">The service failed for another reason than missing multi-factor authentication.</exception>
    /// <remarks>
    /// <see href="https://learn.microsoft.com/partner-center/security/partner-security-requirements-mandating-mfa">Mandating multi-factor authentication</see>.
    /// </remarks>
    public Task<MfaCompliance> GetMfaComplianceAsync(CancellationToken cancellationToken = default) =>
        MfaCheck.CheckAsync(_connection, Operation, cancellationToken);

    /// <summary>Returns the same connection for the calls of one operation, which then share its correlation id and listener.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>A client over the same connection; disposing either closes both.</returns>
    public PartnerClient With(PartnerOperation operation) =>
        new(_connection, operation ?? throw new ArgumentNullException(nameof(operation)));

    /// <summary>Signs out: removes the user's sign-in from a token cache on disk, too, then closes the connection.</summary>
    /// <param name="cancellationToken">Ends the waiting for the cache.</param>
    /// <returns>The work.</returns>
    /// <exception cref="PartnerCenterException">The cache could not be emptied. The connection stays open, so that the sign-out can be repeated.</exception>
    public Task SignOutAsync(CancellationToken cancellationToken = default) => _connection.SignOutAsync(cancellationToken);

    /// <summary>
    /// Closes the connection and forgets the sign-in. What a token cache on disk remembers stays there for the next client; <see cref="SignOutAsync"/> removes
    /// it.
    /// </summary>
    public void Dispose() => _connection.Dispose();
}
