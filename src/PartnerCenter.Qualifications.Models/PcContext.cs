using System;

namespace PartnerCenter.Qualifications;

/// <summary>
/// A connection to Partner Center, as returned by <c>Connect-PcAccount</c>: who is signed in, where, and with which credentials.
/// </summary>
/// <remarks>
/// It contains no secret, so it can be printed, logged, and serialized. A context from another process is only a copy of the properties, and has no
/// connection.
/// </remarks>
public sealed class PcContext
{
    private Func<DateTimeOffset?>? _expiresOn;

    internal PcContext(IDisposable connection, Func<DateTimeOffset?> expiresOn)
    {
        Client = connection;
        _expiresOn = expiresOn;
    }

    /// <summary>The ID of the partner's tenant, or its domain if the token doesn't contain the ID.</summary>
    public string? TenantId { get; init; }

    /// <summary>The ID of the application that signed in.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>The user who signed in, or null for app only.</summary>
    public string? User { get; init; }

    /// <summary>The national cloud.</summary>
    public PartnerEnvironment Environment { get; init; }

    /// <summary>The address of the service.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>On whose behalf the connection calls the service.</summary>
    public AuthenticationKind Authentication { get; init; }

    /// <summary>The type of credential.</summary>
    public CredentialKind CredentialKind { get; init; }

    /// <summary>Whether the connection is to the module's own emulator, in memory or at an address, whose customers are fictitious.</summary>
    public bool IsEmulator { get; init; }

    /// <summary>When the current access token expires, in UTC, or null if it's unknown. Most credentials renew it automatically.</summary>
    public DateTimeOffset? ExpiresOn => _expiresOn?.Invoke();

    /// <summary>
    /// Whether the token says that multi-factor authentication took place; null where the question does not arise (app only) or the token does not tell.
    /// </summary>
    public bool? HasMfa { get; init; }

    /// <summary>
    /// Whether the connection can be used; false after <c>Disconnect-PcAccount</c>. Not public, so that it is not serialized: the cmdlets add it.
    /// </summary>
    internal bool IsConnected => Client is not null;

    /// <summary>The client of the context. Its type is object, because the client's type is in another load context.</summary>
    internal IDisposable? Client { get; private set; }

    /// <summary>Returns who is signed in, and where.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        DisplayText.Clean(
            $"{User ?? ApplicationId ?? "?"} at {TenantId ?? "?"} ({(IsEmulator ? nameof(CredentialKind.Emulator) : Environment)}, {Authentication})");

    /// <summary>Whether another connection has the same partner's customers.</summary>
    internal bool IsSamePartner(PcContext other) =>
        ReferenceEquals(this, other)
        || (Endpoint == other.Endpoint
            && (TenantId is null || other.TenantId is null || string.Equals(TenantId, other.TenantId, StringComparison.OrdinalIgnoreCase))
            && !(IsInMemory && other.IsInMemory));

    // Two in-memory emulators look the same but have different customers. The customers of a closed one can be those of the next.
    private bool IsInMemory => CredentialKind == CredentialKind.Emulator && Client is not null;

    internal void Close()
    {
        Client?.Dispose();
        Client = null;

        // The value also references the connection.
        _expiresOn = null;
    }
}
