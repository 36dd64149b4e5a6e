using System;
using System.Threading;
using PartnerCenter.Client;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// A request that may change a customer. It knows whether the change has begun, and a change that has not begun can be prevented.
/// </summary>
/// <remarks>
/// A request can read before it writes, and end without having written at all. What becomes of a customer is unknown only where the write had begun.
/// </remarks>
/// <typeparam name="TResult">What the service says of one customer.</typeparam>
/// <param name="Client">The connection.</param>
/// <param name="Customer">The customer.</param>
internal abstract record WriteRequest<TResult>(PartnerClient Client, CustomerIdentity Customer) : CustomerRequest<TResult>(Client, Customer)
{
    private const int Waiting = 0;
    private const int Begun = 1;
    private const int Prevented = 2;

    private int _state;

    /// <summary>Whether the write has begun, so that it may have reached the service.</summary>
    public bool HasBegun => Volatile.Read(ref _state) == Begun;

    /// <summary>Keeps a write that has not begun from beginning; called on the pipeline's thread where the pipeline ends.</summary>
    public void Prevent() => Interlocked.CompareExchange(ref _state, Prevented, Waiting);

    /// <summary>Returns the same request, which may begin again.</summary>
    public WriteRequest<TResult> Renew() => this with { _state = Waiting };

    /// <summary>Called before the first request that changes something.</summary>
    /// <exception cref="OperationCanceledException">The pipeline has ended meanwhile.</exception>
    protected void Begin()
    {
        if (Interlocked.CompareExchange(ref _state, Begun, Waiting) == Prevented)
        {
            throw new OperationCanceledException();
        }
    }
}
