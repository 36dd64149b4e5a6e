using System;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Pipeline;

namespace PartnerCenter.Client;

/// <summary>
/// What several calls have in common because one user-visible operation makes them.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/headers">Partner Center REST headers</see>.
/// </remarks>
public sealed class PartnerOperation
{
    private SemaphoreSlim? _places;

    /// <summary>The <c>MS-CorrelationId</c> of all the calls: what Microsoft's support asks for.</summary>
    /// <exception cref="ArgumentException">The value holds characters that no header can hold.</exception>
    public string CorrelationId { get; init => field = HeaderValue.Require(value, nameof(CorrelationId)); } = Guid.NewGuid().ToString();

    /// <summary>Is told of retries, waits and renewals, and of each request where <see cref="TraceRequests"/> is set; called on any thread.</summary>
    public Action<PartnerEvent>? Listener { get; init; }

    /// <summary>Is told of each item of an answer that could not be read, while the others come; called on any thread.</summary>
    /// <remarks>
    /// Without it no such item goes unnoticed: reading one customer's answer fails, and a listing fails at its end, after all items that could be read.
    /// </remarks>
    public Action<Qualifications.PartnerCenterException>? UnreadableItem { get; init; }

    /// <summary>Whether the listener wants to know of each single request.</summary>
    public bool TraceRequests { get; init; }

    /// <summary>How many requests of the operation are under way at a time at the most; null for no limit of its own.</summary>
    /// <remarks>A call that waits for its next attempt does not count.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is less than one.</exception>
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
    /// How long the service may be out of reach before the operation as a whole has failed; null where each call fails by itself.
    /// </summary>
    /// <remarks>
    /// While no call of the connection succeeds, calls that cannot connect to the service keep trying for this long, even where their attempts
    /// are used up. Then they fail with an exception whose <see cref="Qualifications.PartnerCenterException.AffectsEveryCustomer"/> is true.
    /// </remarks>
    public TimeSpan? OutageTimeout { get; init; }

    /// <summary>Waits for a place among the operation's requests; <see cref="Leave"/> gives it back.</summary>
    internal Task EnterAsync(CancellationToken cancellationToken) => _places?.WaitAsync(cancellationToken) ?? Task.CompletedTask;

    internal void Leave() => _places?.Release();
}
