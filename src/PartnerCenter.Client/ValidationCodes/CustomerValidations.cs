using System.Collections.Generic;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Json;
using PartnerCenter.Client.Pipeline;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// The partner's validation codes for the Government Community Cloud.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/get-a-partner-s-validation-codes">Get a partner's validation codes</see>.
/// </remarks>
public sealed class CustomerValidations
{
    private readonly PartnerConnection _connection;
    private readonly PartnerOperation _operation;

    internal CustomerValidations(PartnerConnection connection, PartnerOperation operation)
    {
        _connection = connection;
        _operation = operation;
    }

    /// <summary>Reads the partner's validation codes.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The codes.</returns>
    /// <exception cref="PartnerCenterException">The service failed.</exception>
    public async Task<IReadOnlyList<ValidationCode>> GetAsync(CancellationToken cancellationToken = default)
    {
        var call = new PartnerRequest<(List<ValidationCode> Codes, List<(int, string)> Unreadable)>(
            HttpMethod.Get, "v1/customers/all/validations", static async (response, call, token) =>
            {
                var (codes, unreadable) = (new List<ValidationCode>(), new List<(int, string)>());
                foreach (var item in await JsonBody.ReadAsync(response, PartnerJson.Context.ValidationCodes, token).ConfigureAwait(false))
                {
                    if (item.Value is not null && Convert(item.Value) is { } code)
                    {
                        codes.Add(code);
                    }
                    else
                    {
                        unreadable.Add((codes.Count + unreadable.Count + 1, item.Unreadable ?? Messages.CodeWithoutId));
                    }
                }

                UnreadableItems.Require(unreadable, call.ReportsUnreadableItems, codes.Count);
                return (codes, unreadable);
            })
        { ReportsUnreadableItems = _operation.UnreadableItem is not null };
        var (codes, unreadable) = await _connection.Caller.SendAsync(call, _operation, cancellationToken).ConfigureAwait(false);
        UnreadableItems.Report(unreadable, call, _operation);
        foreach (var code in codes)
        {
            Notify(code, _operation);
        }

        return codes;
    }

    /// <summary>The code, or null if it has no ID.</summary>
    internal static ValidationCode? Convert(ValidationCodePayload payload) => payload.ValidationId is null ? null : new ValidationCode(payload.ValidationId)
    {
        PartnerId = payload.PartnerId,
        OrganizationName = payload.OrganizationName,
        MaxCreates = payload.MaxCreates.Value,
        RawMaxCreates = payload.MaxCreates.Raw,
        RemainingCreates = payload.RemainingCreates.Value,
        RawRemainingCreates = payload.RemainingCreates.Raw,
        ETag = payload.ETag,
    };

    internal static void Notify(ValidationCode code, PartnerOperation operation)
    {
        UnreadableItems.NotifyValue(operation, code.RawMaxCreates, nameof(ValidationCode.MaxCreates), code.ValidationId);
        UnreadableItems.NotifyValue(operation, code.RawRemainingCreates, nameof(ValidationCode.RemainingCreates), code.ValidationId);
    }
}
