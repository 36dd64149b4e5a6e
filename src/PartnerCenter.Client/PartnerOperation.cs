using System;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Pipeline;

namespace PartnerCenter.Client;

/// <summary>
/// The common settings of several calls that belong to one user-visible operation.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/headers">Partner Center REST headers</see>.
/// </remarks>
public sealed class PartnerOperation
{
    private SemaphoreSlim? _places;

    /// <summary>The <c>MS-CorrelationId</c> of all calls, which Microsoft support asks for.</summary>
    /// <exception cref="ArgumentException">The value contains characters that aren't valid in a header.</exception>
    public string CorrelationId { get; init => field = HeaderValue.Require(value, nameof(CorrelationId)); } = Guid.NewGuid().ToString();

    /// <summary>Receives retries, waits, and renewals, and each request if <see cref="TraceRequests"/> is set. Called on any thread.</summary>
    public Action<PartnerEvent>? Listener { get; init; }

    /// <summary>Receives each item of a response that couldn't be read, while the others are returned. Called on any thread.</summary>
    /// <remarks>
    /// Without it, such an item causes a failure: reading one customer's response fails, and a listing fails at its end, after all readable items.
    /// </remarks>
    public Action<Qualifications.PartnerCenterException>? UnreadableItem { get; init; }

    /// <summary>Whether the listener receives each single request.</summary>
    public bool TraceRequests { get; init; }

    /// <summary>The maximum number of concurrent requests of the operation, or null for no separate limit.</summary>
    /// <remarks>A call that waits for its next attempt doesn't count.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than one.</exception>
    public int? MaxConcurrentRequests
    {
        get;
        init
        {
            if (value < 1)
            {
                throw new ArgumentOutOfRangeException(nameof(value));
            }

            field = value;
            _places = value is { } limit ? new SemaphoreSlim(limit) : null;
        }
    }

    /// <summary>
    /// How long the service can be unreachable before the whole operation fails, or null if each call fails separately.
    /// </summary>
    /// <remarks>
    /// While no call of the connection succeeds, calls that can't connect to the service keep retrying for this time, even after their last attempt.
    /// Then they fail with an exception whose <see cref="Qualifications.PartnerCenterException.AffectsEveryCustomer"/> is true.
    /// </remarks>
    public TimeSpan? OutageTimeout { get; init; }

    /// <summary>Waits for a slot among the operation's requests. <see cref="Leave"/> releases it.</summary>
    internal Task EnterAsync(CancellationToken cancellationToken) => _places?.WaitAsync(cancellationToken) ?? Task.CompletedTask;

    internal void Leave() => _places?.Release();
}
