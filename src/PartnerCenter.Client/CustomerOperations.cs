using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Http;
using PartnerCenter.Client.Json;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// What can be asked of one customer.
/// </summary>
public sealed class CustomerOperations
{
    private readonly PartnerConnection _connection;
    private readonly PartnerOperation _operation;

    internal CustomerOperations(PartnerConnection connection, PartnerOperation operation, string customerId)
    {
        _connection = connection;
        _operation = operation;
        CustomerId = customerId;
    }

    /// <summary>The customer's id, in lower case with hyphens.</summary>
    public string CustomerId { get; }

    /// <summary>The customer's qualifications (asynchronous validation).</summary>
    public CustomerQualificationCollection Qualifications => new(_connection, _operation, CustomerId);

    /// <summary>The customer's qualification (synchronous validation, the older endpoint).</summary>
    public CustomerQualificationOperations Qualification => new(_connection, _operation, CustomerId);

    /// <summary>Reads the customer.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The customer.</returns>
    /// <exception cref="PartnerCenterException">The service failed, or has no such customer.</exception>
    /// <remarks><see href="https://learn.microsoft.com/partner-center/developer/get-a-customer-by-id">Get a customer by ID</see>.</remarks>
    public async Task<Customer> GetAsync(CancellationToken cancellationToken = default)
    {
        var call = new ServiceCall<CustomerPayload>(
            HttpMethod.Get,
            "v1/customers/" + CustomerId,
            static (response, _, token) => JsonBody.ReadAsync(response, PartnerJson.Context.CustomerPayload, token))
        { CustomerId = CustomerId };
        return CustomerCollection.Convert(await _connection.Caller.SendAsync(call, _operation, cancellationToken).ConfigureAwait(false));
    }
}
