using System;
using System.Collections.Generic;
using System.Security.Cryptography.X509Certificates;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Emulator;

/// <summary>
/// How an emulator behaves. Everything but <see cref="CustomerCount"/>, <see cref="Seed"/> and <see cref="Clock"/>, which are read once, can be
/// changed while it answers, and holds from the next request on.
/// </summary>
public sealed class EmulatorOptions
{
    /// <summary>How many customers the partner has at first.</summary>
    public int CustomerCount { get; set; } = EmulatorDefaults.CustomerCount;

    /// <summary>Decides about names, ids and qualifications of the customers. The same seed gives the same first customers, however many there are.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>
    /// The time by which tokens expire, vettings are decided, limits are counted and dates are told. Latency and delays always take real time.
    /// </summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>The partner's tenant id (a GUID).</summary>
    public string TenantId { get; set; } = EmulatorDefaults.TenantId;

    /// <summary>The partner tenant's domain, accepted by the token endpoint in place of the id.</summary>
    public string TenantDomain { get; set; } = EmulatorDefaults.TenantDomain;

    /// <summary>The national cloud in which the tenant lives: another cloud's sign-in does not know it, and the service refuses another cloud's tokens.
    /// <see langword="null"/>: in all of them, told apart by host and audience.</summary>
    public PartnerEnvironment? Environment { get; set; }

    /// <summary>The application (client) id.</summary>
    public string ApplicationId { get; set; } = EmulatorDefaults.ApplicationId;

    /// <summary>The application's client secret.</summary>
    public string ApplicationSecret { get; set; } = EmulatorDefaults.ApplicationSecret;

    /// <summary>Whether the application may sign users in without a credential of its own.</summary>
    public bool AllowPublicClient { get; set; } = true;

    /// <summary>The certificates that are registered for the application; a signed client assertion must be of one of them.</summary>
    public ICollection<X509Certificate2> Certificates { get; } = new List<X509Certificate2>();

    /// <summary>Decides about client assertions that no registered certificate has signed (workload identity federation): given the assertion, whether it is
    /// accepted.
    /// Assertions of the emulator's own managed identity endpoint are accepted in any case.</summary>
    public Func<string, bool>? AcceptFederatedAssertion { get; set; }

    /// <summary>The client ids of the user-assigned managed identities. Without a client id in the request, the system-assigned identity answers.</summary>
    public ICollection<string> UserAssignedIdentities { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { EmulatorDefaults.IdentityClientId };

    /// <summary>Whether the machine has a system-assigned managed identity.</summary>
    public bool HasSystemAssignedIdentity { get; set; } = true;

    /// <summary>Hosts to answer to, beside loopback and the three clouds' own: for a proxy's name.</summary>
    public ICollection<string> AdditionalHosts { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The user who signs in.</summary>
    public string UserPrincipalName { get; set; } = EmulatorDefaults.UserPrincipalName;

    /// <summary>Whether users sign in with a second factor (<c>amr</c> holds <c>mfa</c>). A refresh token keeps what held at its sign-in.</summary>
    public bool UserHasMfa { get; set; } = true;

    /// <summary>Whether the service refuses user tokens without a second factor (<c>401</c>, code <c>900421</c>).</summary>
    public bool EnforceMfa { get; set; } = true;

    /// <summary>How long an access token lives.</summary>
    public TimeSpan AccessTokenLifetime { get; set; } = EmulatorDefaults.AccessTokenLifetime;

    /// <summary>How long a refresh token may lie unused.</summary>
    public TimeSpan RefreshTokenIdleLifetime { get; set; } = EmulatorDefaults.RefreshTokenIdleLifetime;

    /// <summary>Whether a refresh token works once only. Entra lets the old one live on beside the new one: <see langword="false"/>.</summary>
    public bool StrictRefreshTokenRotation { get; set; }

    /// <summary>How often a device code is asked about before the user has approved it.</summary>
    public int DeviceCodePollsBeforeApproval { get; set; } = 1;

    /// <summary>How long the client is told to wait between two questions about a device code; whole seconds.</summary>
    public TimeSpan DeviceCodeInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a device code can be used.</summary>
    public TimeSpan DeviceCodeLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// The failure that the token endpoint answers every fitting request with, until it is set back to <see cref="EmulatedTokenError.None"/>.
    /// </summary>
    public EmulatedTokenError TokenError { get; set; }

    /// <summary>How long every answer is on its way.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>How many API requests the service takes within one <see cref="RateLimitWindow"/>; the rest get <c>429</c>. Zero: no limit.</summary>
    public int RateLimit { get; set; }

    /// <summary>The fixed window in which <see cref="RateLimit"/> is counted.</summary>
    public TimeSpan RateLimitWindow { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Faults by chance; <see langword="null"/>: none.</summary>
    public FaultPlan? Faults { get; set; }

    /// <summary>
    /// Asked about every request, of both services: the fault that befalls it, or <see langword="null"/> to leave it to <see cref="Faults"/>.
    /// </summary>
    public Func<EmulatorRequestInfo, EmulatorFault?>? FaultHook { get; set; }

    /// <summary>How long the vetting of a requested Education qualification takes. Negative: it is never decided.</summary>
    public TimeSpan VettingDuration { get; set; } = EmulatorDefaults.VettingDuration;

    /// <summary>How many times a customer can be vetted for Education.</summary>
    public int MaxEducationVerifications { get; set; } = EmulatorDefaults.MaxEducationVerifications;

    /// <summary>How many customers a page holds when the request leaves it to the service.</summary>
    public int DefaultPageSize { get; set; } = EmulatorDefaults.PageSize;

    /// <summary>How many audit records a page holds when the request leaves it to the service.</summary>
    public int AuditPageSize { get; set; } = EmulatorDefaults.AuditPageSize;

    /// <summary>The most that a page holds, whatever the request asks for.</summary>
    public int MaxPageSize { get; set; } = EmulatorDefaults.MaxPageSize;

    /// <summary>Whether <c>links.next.uri</c> begins with <c>/v1</c>.</summary>
    public bool VersionInNextLink { get; set; }

    /// <summary>Whether qualifications come as <c>{"qualifications": […]}</c> instead of as an array.</summary>
    public bool WrapQualifications { get; set; }

    /// <summary>In which shape a created qualification is answered.</summary>
    public EmulatedAnswerShape CreatedShape { get; set; }

    /// <summary>How a performed write is answered.</summary>
    public EmulatedWriteAnswer WriteAnswer { get; set; }

    /// <summary>Whether a write with an <c>MS-RequestId</c> that was seen before is performed once only, and refused where it is another call.
    /// <see langword="false"/>:
    /// every request is performed for itself.</summary>
    public bool DeduplicateWrites { get; set; } = true;

    /// <summary>How the date of a vetting is spelled.</summary>
    public EmulatedDateSpelling DateSpelling { get; set; }

    /// <summary>How the synchronous endpoint spells a qualification.</summary>
    public EmulatedWordSpelling QualificationSpelling { get; set; }

    /// <summary>
    /// The status that the synchronous endpoint is answered with, without a body, once it is retired: 404 or 410. <see langword="null"/>: it serves.
    /// </summary>
    public int? RetiredEndpointStatus { get; set; }

    /// <summary>Whether validation codes are JSON numbers instead of strings.</summary>
    public bool ValidationIdsAsNumbers { get; set; }

    /// <summary>Whether old and new value of an audit record are JSON objects instead of strings that hold JSON.</summary>
    public bool AuditValuesAsObjects { get; set; }

    /// <summary>Whether JSON bodies of the API begin with a byte order mark, as all recorded answers of the service do.</summary>
    public bool ByteOrderMark { get; set; } = true;

    /// <summary>Whether error codes are JSON numbers instead of strings.</summary>
    public bool ErrorCodesAsNumbers { get; set; }

    /// <summary>Whether requests are kept in <see cref="EmulatorStatistics.RecordedRequests"/>, with headers and bodies; of credentials only the
    /// emulator's own.</summary>
    public bool RecordRequests { get; set; }

    /// <summary>How many requests are kept; older ones are forgotten.</summary>
    public int RequestLogCapacity { get; set; } = 10_000;
}
