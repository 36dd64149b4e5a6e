using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client;

namespace PartnerCenter.Qualifications.Commands;

/// <summary>
/// Requests a qualification for a customer (asynchronous validation).
/// </summary>
/// <param name="Client">The connection.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Request">What to request.</param>
/// <param name="SkipExisting">Whether to skip a customer that has the qualification, or has it in review.</param>
internal sealed record RequestQualificationRequest(PartnerClient Client, CustomerIdentity Customer, QualificationRequest Request, bool SkipExisting)
    : WriteRequest<IReadOnlyList<CustomerQualification>>(Client, Customer)
{
    public override async Task<IReadOnlyList<CustomerQualification>> SendAsync(CancellationToken cancellationToken)
    {
        var qualifications = Operations.Qualifications;
        if (SkipExisting)
        {
            var existing = (await qualifications.GetAsync(cancellationToken).ConfigureAwait(false))
                .Where(item => item.Qualification == Request.Qualification && item.VettingStatus != VettingStatus.Denied)
                .Select(Customer.ApplyTo)
                .ToArray();
            if (existing.Length > 0)
            {
                return existing;
            }
        }

        Begin();
        return [Customer.ApplyTo(await qualifications.CreateAsync(Request, cancellationToken).ConfigureAwait(false))];
    }
}
