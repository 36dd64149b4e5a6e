using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Json;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// A customer's qualification (synchronous validation, the older endpoint, with one value and no vetting).
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/get-customer-qualification-synchronous">Get a customer's qualification via synchronous
/// validation</see>.
/// </remarks>
public sealed class SynchronousQualificationOperations
{
    private readonly PartnerConnection _connection;
    private readonly PartnerOperation _operation;
    private readonly string _customerId;

    internal SynchronousQualificationOperations(PartnerConnection connection, PartnerOperation operation, string customerId)
    {
        _connection = connection;
        _operation = operation;
        _customerId = customerId;
    }

    /// <summary>Reads the customer's qualification.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The qualification, or <see cref="Qualifications.Qualification.None"/> if the customer has none.</returns>
    /// <exception cref="PartnerCenterException">The service failed, or has no such customer.</exception>
    public async Task<CustomerQualification> GetAsync(CancellationToken cancellationToken = default) => await _connection.Caller.SendAsync(
        new PartnerRequest<CustomerQualification>(
            HttpMethod.Get, "v1/customers/" + _customerId + "/qualification", ReadAsync)
        { CustomerId = _customerId, IsSynchronous = true },
        _operation,
        cancellationToken).ConfigureAwait(false);

    /// <summary>Sets the customer's qualification.</summary>
    /// <param name="qualification">Education, or Government Community Cloud with a validation code.</param>
    /// <param name="validationCode">The partner's validation code, or null for Education.</param>
    /// <param name="cancellationToken">Ends the call. The service might perform it anyway.</param>
    /// <returns>The new qualification.</returns>
    /// <exception cref="PartnerCenterException">The service refused or failed, or the client is app only.</exception>
    /// <remarks>
    /// <see href="https://learn.microsoft.com/partner-center/developer/update-customer-qualification-synchronous">Update a customer's qualification via
    /// synchronous validation</see>.
    /// </remarks>
    public async Task<CustomerQualification> UpdateAsync(
        Qualification qualification, string? validationCode = null, CancellationToken cancellationToken = default)
    {
        var path = "v1/customers/" + _customerId + "/qualification";
        if (validationCode is not null)
        {
            path += "?code=" + Uri.EscapeDataString(validationCode);
        }

        var call = new PartnerRequest<CustomerQualification?>(HttpMethod.Put, path, async (response, _, token) =>
        {
            var word = await JsonBody.ReadOptionalAsync(response, PartnerJson.Context.QualificationName, token).ConfigureAwait(false);
            return string.IsNullOrWhiteSpace(word?.Word) ? null : QualificationParser.Convert(word!, _customerId);
        })
        {
            CustomerId = _customerId,

            // The documentation requires the number of the enumeration.
            Body = Encoding.ASCII.GetBytes(((int)qualification).ToString(CultureInfo.InvariantCulture)),
            Purpose = RequestPurpose.QualificationWrite,
            IsSynchronous = true,
        };
        return await ConfirmedWrite.SendAsync(
            _customerId,
            qualification,
            async token => await _connection.Caller.SendAsync(call, _operation, token).ConfigureAwait(false),
            async token => await GetAsync(token).ConfigureAwait(false),
            found => found.Qualification == qualification,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the customer's qualifications from the newer endpoint, with the name that the official SDK uses.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The qualifications, or an empty list if the customer has none.</returns>
    /// <exception cref="PartnerCenterException">The service failed, or has no such customer.</exception>
    public Task<IReadOnlyList<CustomerQualification>> GetQualificationsAsync(CancellationToken cancellationToken = default) =>
        new CustomerQualificationCollection(_connection, _operation, _customerId).GetAsync(cancellationToken);

    internal static async ValueTask<CustomerQualification> ReadAsync(
        HttpResponseMessage response, PartnerRequest<CustomerQualification> call, CancellationToken cancellationToken)
    {
        var word = await JsonBody.ReadAsync(response, PartnerJson.Context.QualificationName, cancellationToken).ConfigureAwait(false);
        return QualificationParser.Convert(word, call.CustomerId!);
    }
}
