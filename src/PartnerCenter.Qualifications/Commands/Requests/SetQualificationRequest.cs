using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client;
using PartnerCenter.Client.Pipeline;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Sets a customer's qualification (synchronous validation).
/// </summary>
/// <param name="Client">The connection.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Qualification">The qualification.</param>
/// <param name="ValidationCode">The partner's validation code, or null if the qualification requires none.</param>
internal sealed record SetQualificationRequest(PartnerClient Client, CustomerIdentity Customer, Qualification Qualification, string? ValidationCode)
    : WriteRequest<CustomerQualification>(Client, Customer)
{
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(10);

    public override async Task<CustomerQualification> SendAsync(CancellationToken cancellationToken)
    {
        var customer = Operations;
        Begin();
        var written = await customer.Qualification.UpdateAsync(Qualification, ValidationCode, cancellationToken).ConfigureAwait(false);
        return Customer.ApplyTo(await ReadAsync(customer, cancellationToken).ConfigureAwait(false) ?? written);
    }

    // The response to the write has no vetting status. The write succeeded, so nothing that happens here is a failure.
    private async Task<CustomerQualification?> ReadAsync(CustomerOperations customer, CancellationToken cancellationToken)
    {
        try
        {
            using var limit = new TimeLimit(Client.Connection.Clock, ReadTimeout, cancellationToken, default);
            return (await customer.Qualifications.GetAsync(limit.Token).ConfigureAwait(false)).FirstOrDefault(item => item.Qualification == Qualification);
        }
        catch (Exception exception) when (exception is PartnerCenterException or OperationCanceledException)
        {
            return null;
        }
    }
}
