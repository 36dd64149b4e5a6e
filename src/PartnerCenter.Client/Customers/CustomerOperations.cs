using System;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Json;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// The operations for one customer.
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

    /// <summary>The customer's ID, in lower case with hyphens.</summary>
    public string CustomerId { get; }

    /// <summary>The customer's qualifications (asynchronous validation).</summary>
    public CustomerQualificationCollection Qualifications => new(_connection, _operation, CustomerId);

    /// <summary>The customer's qualification (synchronous validation, the older endpoint).</summary>
    public SynchronousQualificationOperations Qualification => new(_connection, _operation, CustomerId);

    /// <summary>Reads the validation status of the customer's account.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The status.</returns>
    /// <exception cref="PartnerCenterException">The service failed, has no such customer, or the client is app only.</exception>
    /// <remarks><see href="https://learn.microsoft.com/partner-center/developer/retrieve-validation-status">Get a customer's validation status</see>.</remarks>
    public async Task<CustomerValidationStatus> GetValidationStatusAsync(CancellationToken cancellationToken = default)
    {
        var call = new PartnerRequest<ValidationStatusPayload>(
            HttpMethod.Get,
            "v1/customers/" + CustomerId + "/validationStatus?type=account",
            static async (response, _, token) =>
            {
                var payload = await JsonBody.ReadAsync(response, PartnerJson.Context.ValidationStatusPayload, token).ConfigureAwait(false);
                return string.IsNullOrWhiteSpace(payload.Status) ? throw new JsonException(Messages.StatusWithoutWord) : payload;
            })
        { CustomerId = CustomerId, Purpose = RequestPurpose.UserOnly };
        var status = await _connection.Caller.SendAsync(call, _operation, cancellationToken).ConfigureAwait(false);
        UnreadableItems.NotifyValue(_operation, status.LastUpdateDateTime.Raw, nameof(CustomerValidationStatus.LastUpdateDateTime), CustomerId);
        return new CustomerValidationStatus
        {
            CustomerId = CustomerId,
            Type = status.Type,
            Status = status.Status,
            LastUpdateDateTime = status.LastUpdateDateTime.Value,
            RawLastUpdateDateTime = status.LastUpdateDateTime.Raw,
        };
    }

    /// <summary>Reads the validation code that the customer used.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The code.</returns>
    /// <exception cref="PartnerCenterException">The service failed, or has no such customer.</exception>
    /// <remarks>
    /// <see href="https://learn.microsoft.com/partner-center/developer/get-a-customer-s-validation-code">Get a customer's validation code</see>.
    /// </remarks>
    public async Task<ValidationCode> GetValidationCodeAsync(CancellationToken cancellationToken = default)
    {
        var call = new PartnerRequest<ValidationCode>(HttpMethod.Get, "v1/customers/" + CustomerId + "/validations", static async (response, _, token) =>
        {
            var payload = await JsonBody.ReadAsync(response, PartnerJson.Context.ValidationCodePayload, token).ConfigureAwait(false);
            return CustomerValidations.Convert(payload) ?? throw new JsonException(Messages.CodeWithoutId);
        })
        { CustomerId = CustomerId };
        var code = await _connection.Caller.SendAsync(call, _operation, cancellationToken).ConfigureAwait(false);
        CustomerValidations.Notify(code, _operation);
        return code;
    }

    /// <summary>Reads the customer.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The customer.</returns>
    /// <exception cref="PartnerCenterException">The service failed, or has no such customer.</exception>
    /// <remarks><see href="https://learn.microsoft.com/partner-center/developer/get-a-customer-by-id">Get a customer by ID</see>.</remarks>
    public async Task<Customer> GetAsync(CancellationToken cancellationToken = default)
    {
        var call = new PartnerRequest<Customer>(
            HttpMethod.Get,
            "v1/customers/" + CustomerId,
            async (response, _, token) =>
                CustomerCollection.Convert(await JsonBody.ReadAsync(response, PartnerJson.Context.CustomerPayload, token).ConfigureAwait(false), _operation)
                ?? throw new JsonException(Messages.CustomerWithoutId))
        { CustomerId = CustomerId };
        return await _connection.Caller.SendAsync(call, _operation, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>
/// A customer's validation status as the service sends it.
/// </summary>
internal sealed class ValidationStatusPayload
{
    [JsonConverter(typeof(TextConverter))]
    public string? Type { get; set; }

    [JsonConverter(typeof(TextConverter))]
    public string? Status { get; set; }

    [JsonConverter(typeof(DateConverter))]
    public Lenient<DateTimeOffset> LastUpdateDateTime { get; set; }
}
