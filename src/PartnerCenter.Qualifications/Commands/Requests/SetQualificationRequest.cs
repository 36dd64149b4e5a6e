using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client;

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
    public override async ValueTask<CustomerQualification> SendAsync(CancellationToken cancellationToken)
    {
        var qualification = Operations.Qualification;
        Begin();
        return Customer.ApplyTo(await qualification.UpdateAsync(Qualification, ValidationCode, cancellationToken).ConfigureAwait(false));
    }
}
