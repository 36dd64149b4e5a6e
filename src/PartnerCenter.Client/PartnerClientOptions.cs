using System;
using System.Globalization;
using System.Net.Http;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// What a <see cref="PartnerClient"/> talks to, and how patiently.
/// </summary>
public sealed class PartnerClientOptions
{
    /// <summary>The national cloud; default <see cref="PartnerEnvironment.Global"/>.</summary>
    public PartnerEnvironment Environment { get; init; }

    /// <summary>Another address of the service: a proxy or a test server. <c>https</c>, or <c>http</c> on a loopback address.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Another address of the sign-in. <c>https</c>, or <c>http</c> on a loopback address.</summary>
    public Uri? Authority { get; init; }

    /// <summary>The name that the service sees in <c>MS-PartnerCenter-Application</c>.</summary>
    /// <exception cref="ArgumentException">The value holds characters that no header can hold.</exception>
    public string ApplicationName { get; init => field = HeaderValue.Require(value, nameof(ApplicationName)); } = "PartnerCenter.Client";

    /// <summary>The time limit of one attempt, answer included; default 60 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not more than zero and at most a day.</exception>
    public TimeSpan AttemptTimeout { get; init => field = RequireLimit(value); } = TimeSpan.FromSeconds(60);

    /// <summary>The time limit of one call, with all its attempts and waits; default 10 minutes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not more than zero and at most a day.</exception>
    public TimeSpan CallTimeout { get; init => field = RequireLimit(value); } = TimeSpan.FromMinutes(10);

    /// <summary>How often a call is tried again after a failure that may pass; default 5. Waiting while the service throttles does not count.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int RetryAttempts { get; init => field = RequireAtLeast(value, 0, nameof(RetryAttempts)); } = 5;

    /// <summary>The wait before the first retry; it doubles with each further one, with jitter, up to 30 seconds. Default half a second.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or more than a day.</exception>
    public TimeSpan RetryDelay { get; init => field = RequireDelay(value, nameof(RetryDelay)); } = TimeSpan.FromSeconds(0.5);

    /// <summary>How many requests the connection makes at a time at the most, over all callers; default 128.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int MaxParallelism { get; init => field = RequireAtLeast(value, 1, nameof(MaxParallelism)); } = 128;

    /// <summary>How long a user's sign-in is remembered; default <see cref="TokenCacheMode.Process"/>.</summary>
    public TokenCacheMode TokenCache { get; init; }

    /// <summary>Whether a token cache on disk may be in plain text where nothing on the machine can encrypt it.</summary>
    public bool AllowUnencryptedTokenCache { get; init; }

    /// <summary>The folder of a token cache on disk; null for one below the user's local application data.</summary>
    public string? TokenCacheFolder { get; init; }

    /// <summary>What carries the requests, where it is not the network: a test double or the emulator. The client does not dispose it.</summary>
    public HttpMessageHandler? HttpHandler { get; init; }

    /// <summary>The clock; default the system's.</summary>
    public TimeProvider TimeProvider { get; init => field = value ?? throw new ArgumentNullException(nameof(TimeProvider)); } = TimeProvider.System;

    private static int RequireAtLeast(int value, int least, string name) => value >= least
        ? value
        : throw new ArgumentOutOfRangeException(name, value, string.Format(CultureInfo.CurrentCulture, Messages.InvalidCount, name, least));

    private static TimeSpan RequireDelay(TimeSpan delay, string name) =>
        delay >= TimeSpan.Zero && delay <= TimeSpan.FromDays(1) ? delay : throw new ArgumentOutOfRangeException(name, delay, Messages.InvalidDelay);

    private static TimeSpan RequireLimit(TimeSpan limit) =>
        limit > TimeSpan.Zero && limit <= TimeSpan.FromDays(1) ? limit : throw new ArgumentOutOfRangeException(nameof(limit), Messages.InvalidTimeLimit);
}
