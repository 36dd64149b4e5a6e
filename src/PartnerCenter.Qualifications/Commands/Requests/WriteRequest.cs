using System;
using System.Threading;
using PartnerCenter.Client;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// A request that can change a customer. It records whether the write has started, and a write that hasn't started can be prevented.
/// </summary>
/// <remarks>
/// A request can read before it writes, and can end without writing. The outcome for a customer is unknown only if the write has started.
/// </remarks>
/// <typeparam name="TResult">The result of the service for one customer.</typeparam>
/// <param name="Client">The connection.</param>
/// <param name="Customer">The customer.</param>
internal abstract record WriteRequest<TResult>(PartnerClient Client, CustomerIdentity Customer) : CustomerRequest<TResult>(Client, Customer)
{
    private const int Waiting = 0;
    private const int Begun = 1;
    private const int Prevented = 2;

    private int _state;

    /// <summary>Whether the write has started, so that it might have reached the service.</summary>
    public bool HasBegun => Volatile.Read(ref _state) == Begun;

    /// <summary>Prevents a write that hasn't started. Called on the pipeline thread when the pipeline ends.</summary>
    public void Prevent() => Interlocked.CompareExchange(ref _state, Prevented, Waiting);

    /// <summary>Returns the same request, which is allowed to write again.</summary>
    public WriteRequest<TResult> Renew() => this with { _state = Waiting };

    /// <summary>Called before the first request that changes something.</summary>
    /// <exception cref="OperationCanceledException">The pipeline has ended in the meantime.</exception>
    protected void Begin()
    {
        if (Interlocked.CompareExchange(ref _state, Begun, Waiting) == Prevented)
        {
            throw new OperationCanceledException();
        }
    }
}
