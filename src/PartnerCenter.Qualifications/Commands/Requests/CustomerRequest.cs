using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// What one customer's request needs, complete and unchangeable.
/// </summary>
/// <remarks>
/// Requests run on other threads while PowerShell already binds the cmdlet's parameters to the next record. A request is therefore made on
/// the pipeline's thread from the parameters of its own record, and it is no part of the cmdlet: a worker cannot see what belongs to another customer.
/// </remarks>
/// <typeparam name="TResult">What the service says of one customer.</typeparam>
/// <param name="Client">The connection.</param>
/// <param name="Customer">The customer.</param>
internal abstract record CustomerRequest<TResult>(PartnerClient Client, CustomerIdentity Customer)
{
    /// <summary>Makes the request; runs on other threads.</summary>
    public abstract ValueTask<TResult> SendAsync(CancellationToken cancellationToken);

    /// <summary>The customer's operations.</summary>
    /// <exception cref="PartnerCenterException">The customer's id is not a GUID.</exception>
    protected CustomerOperations Operations => Client.Customers[Customer.RequireId()];
}
