using System.Collections.Generic;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Http;
using PartnerCenter.Client.Json;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// A customer's qualifications (asynchronous validation).
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/get-customer-qualification-asynchronous">Get a customer's qualifications</see>.
/// </remarks>
public sealed class CustomerQualificationCollection
{
    private readonly PartnerConnection _connection;
    private readonly PartnerOperation _operation;
    private readonly string _customerId;

    internal CustomerQualificationCollection(PartnerConnection connection, PartnerOperation operation, string customerId)
    {
        _connection = connection;
        _operation = operation;
        _customerId = customerId;
    }

    /// <summary>Reads the customer's qualifications.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The qualifications; empty where the customer has none.</returns>
    /// <exception cref="PartnerCenterException">The service failed, or has no such customer.</exception>
    public ValueTask<IReadOnlyList<CustomerQualification>> GetAsync(CancellationToken cancellationToken = default) => _connection.Caller.SendAsync(
        new ServiceCall<IReadOnlyList<CustomerQualification>>(HttpMethod.Get, "v1/customers/" + _customerId + "/qualifications", ReadAsync) { CustomerId = _customerId },
        _operation,
        cancellationToken);

    private static async ValueTask<IReadOnlyList<CustomerQualification>> ReadAsync(
        HttpResponseMessage response, ServiceCall<IReadOnlyList<CustomerQualification>> call, CancellationToken cancellationToken)
    {
        var list = await JsonBody.ReadAsync(response, PartnerJson.Context.QualificationList, cancellationToken).ConfigureAwait(false);
        return QualificationWords.Convert(list, call.CustomerId!);
    }
}
