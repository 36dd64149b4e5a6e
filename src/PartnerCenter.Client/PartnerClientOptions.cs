using System;
using System.Globalization;
using System.Net.Http;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// The options of a <see cref="PartnerClient"/>: addresses, limits, and time limits.
/// </summary>
public sealed class PartnerClientOptions
{
    /// <summary>The national cloud. The default is <see cref="PartnerEnvironment.Global"/>.</summary>
    public PartnerEnvironment Environment { get; init; }

    /// <summary>Another address of the service, such as a proxy or a test server: <c>https</c>, or <c>http</c> on a loopback address.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Another sign-in address: <c>https</c>, or <c>http</c> on a loopback address.</summary>
    public Uri? Authority { get; init; }

    /// <summary>The name that the service sees in <c>MS-PartnerCenter-Application</c>.</summary>
    /// <exception cref="ArgumentException">The value contains characters that aren't valid in a header.</exception>
    public string ApplicationName { get; init => field = HeaderValue.Require(value, nameof(ApplicationName)); } = "PartnerCenter.Client";

    /// <summary>The time limit of one attempt, including the response. The default is 60 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value isn't greater than zero, or is more than one day.</exception>
    public TimeSpan AttemptTimeout { get; init => field = RequireLimit(value); } = TimeSpan.FromSeconds(60);

    /// <summary>The time limit of one call, including all attempts and waits. The default is 10 minutes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value isn't greater than zero, or is more than one day.</exception>
    public TimeSpan CallTimeout { get; init => field = RequireLimit(value); } = TimeSpan.FromMinutes(10);

    /// <summary>The maximum number of retries after transient failures. The default is 5. Waits because of throttling don't count.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int RetryAttempts { get; init => field = RequireAtLeast(value, 0, nameof(RetryAttempts)); } = 5;

    /// <summary>The delay before the first retry. It doubles with each further retry, with jitter, up to 30 seconds. The default is half a second.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or more than one day.</exception>
    public TimeSpan RetryDelay { get; init => field = RequireDelay(value, nameof(RetryDelay)); } = TimeSpan.FromSeconds(0.5);

    /// <summary>The maximum number of concurrent requests of the connection, for all callers together. The default is 128.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxParallelism { get; init => field = RequireAtLeast(value, 1, nameof(MaxParallelism)); } = 128;

    /// <summary>How long a user's sign-in is kept. The default is <see cref="TokenCacheMode.Process"/>.</summary>
    public TokenCacheMode TokenCache { get; init; }

    /// <summary>Whether a token cache on disk can be in plain text if nothing on the machine can encrypt it.</summary>
    public bool AllowUnencryptedTokenCache { get; init; }

    /// <summary>The folder of a token cache on disk, or null for a folder below the user's local application data.</summary>
    public string? TokenCacheFolder { get; init; }

    /// <summary>The handler that sends the requests instead of the network: a test double or the emulator. The client doesn't dispose it.</summary>
    public HttpMessageHandler? HttpHandler { get; init; }

    /// <summary>The clock. The default is the system clock.</summary>
    public TimeProvider TimeProvider { get; init => field = value ?? throw new ArgumentNullException(nameof(TimeProvider)); } = TimeProvider.System;

    private static int RequireAtLeast(int value, int least, string name) => value >= least
        ? value
        : throw new ArgumentOutOfRangeException(name, value, string.Format(CultureInfo.CurrentCulture, Messages.InvalidCount, name, least));

    private static TimeSpan RequireDelay(TimeSpan delay, string name) =>
        delay >= TimeSpan.Zero && delay <= TimeSpan.FromDays(1) ? delay : throw new ArgumentOutOfRangeException(name, delay, Messages.InvalidDelay);

    private static TimeSpan RequireLimit(TimeSpan limit) =>
        limit > TimeSpan.Zero && limit <= TimeSpan.FromDays(1) ? limit : throw new ArgumentOutOfRangeException(nameof(limit), Messages.InvalidTimeLimit);
}
