using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Http;
using PartnerCenter.Client.Json;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// A customer's qualification (synchronous validation, the older endpoint: one value, without vetting).
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/get-customer-qualification-synchronous">Get a customer's qualification via synchronous validation</see>.
/// </remarks>
public sealed class CustomerQualificationOperations
{
    private readonly PartnerConnection _connection;
    private readonly PartnerOperation _operation;
    private readonly string _customerId;

    internal CustomerQualificationOperations(PartnerConnection connection, PartnerOperation operation, string customerId)
    {
        _connection = connection;
        _operation = operation;
        _customerId = customerId;
    }

    /// <summary>Reads the customer's qualification.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The qualification; <see cref="Qualifications.Qualification.None"/> where the customer has none.</returns>
    /// <exception cref="PartnerCenterException">The service failed, or has no such customer.</exception>
    public ValueTask<CustomerQualification> GetAsync(CancellationToken cancellationToken = default) => _connection.Caller.SendAsync(
        new ServiceCall<CustomerQualification>(HttpMethod.Get, "v1/customers/" + _customerId + "/qualification", ReadAsync) { CustomerId = _customerId },
        _operation,
        cancellationToken);

    /// <summary>Reads the customer's qualifications from the newer endpoint, in the official SDK's words.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The qualifications; empty where the customer has none.</returns>
    /// <exception cref="PartnerCenterException">The service failed, or has no such customer.</exception>
    public ValueTask<System.Collections.Generic.IReadOnlyList<CustomerQualification>> GetQualificationsAsync(CancellationToken cancellationToken = default) =>
        new CustomerQualificationCollection(_connection, _operation, _customerId).GetAsync(cancellationToken);

    internal static async ValueTask<CustomerQualification> ReadAsync(
        HttpResponseMessage response, ServiceCall<CustomerQualification> call, CancellationToken cancellationToken)
    {
        var word = await JsonBody.ReadAsync(response, PartnerJson.Context.QualificationWord, cancellationToken).ConfigureAwait(false);
        return QualificationWords.Convert(word, call.CustomerId!);
    }
}
