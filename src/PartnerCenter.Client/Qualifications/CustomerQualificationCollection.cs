using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Pipeline;
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
    public async Task<IReadOnlyList<CustomerQualification>> GetAsync(CancellationToken cancellationToken = default)
    {
        var call = new PartnerRequest<QualificationList>(HttpMethod.Get, "v1/customers/" + _customerId + "/qualifications", ReadAsync)
        {
            CustomerId = _customerId,
            ReportsUnreadableItems = _operation.UnreadableItem is not null,
        };
        var list = await _connection.Caller.SendAsync(call, _operation, cancellationToken).ConfigureAwait(false);
        UnreadableItems.Report(list.Unreadable, call, _operation);
        var result = QualificationParser.Convert(list, _customerId);
        foreach (var item in result)
        {
            UnreadableItems.NotifyValue(_operation, item.RawVettingCreatedDate, nameof(CustomerQualification.VettingCreatedDate), _customerId);
        }

        return result;
    }

    /// <summary>Requests a qualification. A retry after a lost answer does not request it twice.</summary>
    /// <param name="request">What to request.</param>
    /// <param name="cancellationToken">Ends the call; the service may have performed it all the same.</param>
    /// <returns>The qualification with the state of its vetting.</returns>
    /// <exception cref="PartnerCenterException">The service refused or failed, or the client is app only.</exception>
    /// <remarks>
    /// <see href="https://learn.microsoft.com/partner-center/developer/update-customer-qualification-asynchronous">Update a customer's qualifications</see>.
    /// </remarks>
    public async Task<CustomerQualification> CreateAsync(QualificationRequest request, CancellationToken cancellationToken = default)
    {
        if (request is null)
        {
            throw new ArgumentNullException(nameof(request));
        }

        return await ConfirmedWrite.SendAsync(
            _customerId,
            request.Qualification,
            token => SendAsync(request, token),
            async token => Find(await GetAsync(token).ConfigureAwait(false), request.Qualification),
            item => item.VettingStatus != VettingStatus.Denied,
            cancellationToken).ConfigureAwait(false);
    }

    // The validation code belongs in the body. Older pages have it in the query, so a refused request is sent once more in that form; the refusal of
    // the form of today is what counts where that one is refused, too.
    private async Task<CustomerQualification?> SendAsync(QualificationRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await _connection.Caller.SendAsync(CreateCall(request, codeInQuery: false), _operation, cancellationToken).ConfigureAwait(false);
        }
        catch (PartnerCenterException refusal) when (refusal is { StatusCode: 400, MayHaveArrived: false } && request.ValidationCode is not null)
        {
            try
            {
                return await _connection.Caller.SendAsync(CreateCall(request, codeInQuery: true), _operation, cancellationToken).ConfigureAwait(false);
            }
            catch (PartnerCenterException again) when (again is { StatusCode: 400, MayHaveArrived: false })
            {
                throw refusal;
            }
        }
    }

    private PartnerRequest<CustomerQualification?> CreateCall(QualificationRequest request, bool codeInQuery)
    {
        var path = "v1/customers/" + _customerId + "/qualifications";
        var body = new QualificationRequestPayload
        {
            Qualification = request.Qualification.ToString(),
            EducationSegment = request.EducationSegment?.ToString(),
            Website = request.Website,
            ValidationCode = codeInQuery ? null : request.ValidationCode,
        };
        return new PartnerRequest<CustomerQualification?>(
            HttpMethod.Post, codeInQuery ? path + "?code=" + Uri.EscapeDataString(request.ValidationCode!) : path, async (response, _, token) =>
            {
                // Some answers hold all of the customer's qualifications, so the requested one is looked for.
                var list = await JsonBody.ReadOptionalAsync(response, PartnerJson.Context.QualificationList, token).ConfigureAwait(false);
                UnreadableItems.Require(list?.Unreadable, isReported: true, list?.Items.Count ?? 0);
                return list is null ? null : Find(QualificationParser.Convert(list, _customerId), request.Qualification);
            })
        {
            CustomerId = _customerId,
            Body = JsonSerializer.SerializeToUtf8Bytes(body, PartnerJson.Context.QualificationRequestPayload),
            Purpose = RequestPurpose.QualificationWrite,
        };
    }

    private static CustomerQualification? Find(IReadOnlyList<CustomerQualification> list, Qualification qualification) =>
        list.FirstOrDefault(item => item.Qualification == qualification);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<QualificationList> ReadAsync(
        HttpResponseMessage response, PartnerRequest<QualificationList> call, CancellationToken cancellationToken)
    {
        var list = await JsonBody.ReadAsync(response, PartnerJson.Context.QualificationList, cancellationToken).ConfigureAwait(false);
        UnreadableItems.Require(list.Unreadable, call.ReportsUnreadableItems, list.Items.Count);
        return list;
    }
}
