using System;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Authentication;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// A connection to Partner Center. Use one client for all calls. It's thread-safe.
/// </summary>
/// <remarks>
/// The names are those of the official SDK. All calls throw <see cref="PartnerCenterException"/> if the service or the sign-in fails, and
/// <see cref="OperationCanceledException"/> if they're cancelled.
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

    /// <summary>The audit records.</summary>
    public AuditRecordCollection AuditRecords { get; }

    /// <summary>Who is signed in.</summary>
    public PartnerIdentity Identity => _connection.Identity;

    /// <summary>The address of the service.</summary>
    public Uri Endpoint => _connection.Endpoint;

    /// <summary>When the current access token expires, in UTC, or null if it's unknown.</summary>
    public DateTimeOffset? TokenExpiresOn => _connection.Tokens.ExpiresOn;

    internal PartnerOperation Operation { get; }

    internal PartnerConnection Connection => _connection;

    /// <summary>Signs in and returns the client.</summary>
    /// <param name="credential">The credential to sign in with.</param>
    /// <param name="options">The options of the connection. The default is the global cloud.</param>
    /// <param name="cancellationToken">Ends the sign-in.</param>
    /// <returns>The client. Dispose it to close the connection.</returns>
    /// <exception cref="PartnerCenterException">The sign-in failed, or an address is not safe for a token.</exception>
    public static async Task<PartnerClient> ConnectAsync(
        PartnerCredential credential, PartnerClientOptions? options = null, CancellationToken cancellationToken = default) =>
        await ConnectAsync(credential, options, new PartnerOperation(), cancellationToken).ConfigureAwait(false);

    /// <summary>Signs in as part of an operation, whose listener is notified of the sign-in's requests.</summary>
    /// <param name="credential">The credential to sign in with.</param>
    /// <param name="options">The options of the connection, or null for the global cloud.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="cancellationToken">Ends the sign-in.</param>
    /// <returns>The client. Dispose it to close the connection.</returns>
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

    /// <summary>Returns the user's current refresh token. It rotates, so the new token must be stored in the vault.</summary>
    /// <param name="cancellationToken">Cancels the wait for a token cache on disk.</param>
    /// <returns>The refresh token, or null if the sign-in has none.</returns>
    /// <exception cref="PartnerCenterException">The token cache on disk cannot be read.</exception>
    /// <remarks><see href="https://learn.microsoft.com/partner-center/developer/enable-secure-app-model">Secure Application Model</see>.</remarks>
    public Task<SecureString?> GetRefreshTokenAsync(CancellationToken cancellationToken = default) =>
        _connection.Tokens.FindRefreshTokenAsync(cancellationToken);

    /// <summary>Checks with the service whether the user's sign-in meets the multi-factor authentication requirement, before calls are blocked.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The values of the token, the response of the service, and a recommendation.</returns>
    /// <exception cref="PartnerCenterException">The service failed for another reason than missing multi-factor authentication.</exception>
    /// <remarks>
    /// <see href="https://learn.microsoft.com/partner-center/security/partner-security-requirements-mandating-mfa">Mandating multi-factor authentication</see>.
    /// </remarks>
    public Task<MfaCompliance> GetMfaComplianceAsync(CancellationToken cancellationToken = default) =>
        MfaCheck.CheckAsync(_connection, Operation, cancellationToken);

    /// <summary>Returns the same connection for the calls of one operation, which then share its correlation ID and listener.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>A client over the same connection; disposing either closes both.</returns>
    public PartnerClient With(PartnerOperation operation) =>
        new(_connection, operation ?? throw new ArgumentNullException(nameof(operation)));

    /// <summary>Signs out: also removes the user's sign-in from a token cache on disk, and then closes the connection.</summary>
    /// <param name="cancellationToken">Cancels the wait for the cache.</param>
    /// <returns>A task that represents the operation.</returns>
    /// <exception cref="PartnerCenterException">The cache could not be emptied. The connection stays open, so that the sign-out can be repeated.</exception>
    public Task SignOutAsync(CancellationToken cancellationToken = default) => _connection.SignOutAsync(cancellationToken);

    /// <summary>
    /// Closes the connection and forgets the sign-in. What a token cache on disk remembers stays there for the next client; <see cref="SignOutAsync"/> removes
    /// it.
    /// </summary>
    public void Dispose() => _connection.Dispose();
}
