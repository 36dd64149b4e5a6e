using System;

namespace PartnerCenter.Qualifications;

/// <summary>
/// A connection to Partner Center, as <c>Connect-PcAccount</c> returns it: who is signed in, where, and with what.
/// </summary>
/// <remarks>
/// It holds no secret, so it can be printed, logged and serialized; what comes back from another process is a picture
/// of the connection, and has to be connected again there.
/// </remarks>
public sealed class PcContext
{
    private Func<DateTimeOffset?>? _expiresOn;

    internal PcContext(IDisposable connection, Func<DateTimeOffset?> expiresOn)
    {
        Client = connection;
        _expiresOn = expiresOn;
    }

    /// <summary>The id of the partner's tenant, or its domain where the token does not tell the id.</summary>
    public string? TenantId { get; init; }

    /// <summary>The id of the application that signed in.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>The user that signed in; null for app only.</summary>
    public string? User { get; init; }

    /// <summary>The national cloud.</summary>
    public PartnerEnvironment Environment { get; init; }

    /// <summary>The address of the service.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>On whose behalf the connection calls the service.</summary>
    public AuthenticationKind Authentication { get; init; }

    /// <summary>The kind of credential.</summary>
    public CredentialKind CredentialKind { get; init; }

    /// <summary>Whether the connection leads to the module's own emulator, in memory or at an address, whose customers do not exist.</summary>
    public bool IsEmulator { get; init; }

    /// <summary>When the current access token expires, in UTC; null where that is unknown. Most credentials renew it by themselves.</summary>
    public DateTimeOffset? ExpiresOn => _expiresOn?.Invoke();

    /// <summary>
    /// Whether the token says that multi-factor authentication took place; null where the question does not arise (app only) or the token does not tell.
    /// </summary>
    public bool? HasMfa { get; init; }

    /// <summary>
    /// Whether the connection can be used; false after <c>Disconnect-PcAccount</c>. Not public, so that it is not serialized: the cmdlets add it.
    /// </summary>
    internal bool IsConnected => Client is not null;

    /// <summary>The client behind the context. An object, because its type lives in a load context of its own.</summary>
    internal IDisposable? Client { get; private set; }

    /// <summary>Returns who is signed in where.</summary>
    /// <returns>The words.</returns>
    public override string ToString() =>
        DisplayText.Clean(
            $"{User ?? ApplicationId ?? "?"} at {TenantId ?? "?"} ({(IsEmulator ? nameof(CredentialKind.Emulator) : Environment)}, {Authentication})");

    /// <summary>Whether another connection leads to the same partner's customers.</summary>
    internal bool IsSamePartner(PcContext other) =>
        ReferenceEquals(this, other)
        || (Endpoint == other.Endpoint
            && (TenantId is null || other.TenantId is null || string.Equals(TenantId, other.TenantId, StringComparison.OrdinalIgnoreCase))
            && !(IsInMemory && other.IsInMemory));

    // Two emulators in memory look the same and have customers of their own. Of one that is closed, the customers may be those of the next.
    private bool IsInMemory => CredentialKind == CredentialKind.Emulator && Client is not null;

    internal void Close()
    {
        Client?.Dispose();
        Client = null;

        // It leads to the connection, too.
        _expiresOn = null;
    }
}
