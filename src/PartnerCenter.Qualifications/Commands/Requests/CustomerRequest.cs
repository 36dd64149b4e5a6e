using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// The complete, immutable data of one customer's request.
/// </summary>
/// <remarks>
/// Requests run on other threads while PowerShell binds the cmdlet's parameters to the next record. A request is therefore created on the pipeline
/// thread from the parameters of its own record, separately from the cmdlet. A worker can't see data of another customer.
/// </remarks>
/// <typeparam name="TResult">The result of the service for one customer.</typeparam>
/// <param name="Client">The connection.</param>
/// <param name="Customer">The customer.</param>
internal abstract record CustomerRequest<TResult>(PartnerClient Client, CustomerIdentity Customer)
{
    /// <summary>Sends the request. Runs on other threads.</summary>
    public abstract Task<TResult> SendAsync(CancellationToken cancellationToken);

    /// <summary>The customer's operations.</summary>
    /// <exception cref="PartnerCenterException">The customer's ID isn't a GUID.</exception>
    protected CustomerOperations Operations => Client.Customers[Customer.RequireId()];
}
