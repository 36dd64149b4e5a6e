using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// A contradictory or invalid row. Nothing is sent, and the error of the row takes its place in the order.
/// </summary>
/// <param name="Client">The connection.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Failure">What is wrong with the row.</param>
internal sealed record InvalidRequest<TResult>(PartnerClient Client, CustomerIdentity Customer, PartnerCenterException Failure)
    : CustomerRequest<TResult>(Client, Customer)
{
    public override Task<TResult> SendAsync(CancellationToken cancellationToken) => Task.FromException<TResult>(Failure);
}
