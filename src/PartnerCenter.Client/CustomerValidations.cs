using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client.Http;
using PartnerCenter.Client.Json;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// The partner's validation codes for the Government Community Cloud.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/get-validation-codes">Get a partner's validation codes</see>.
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
    public ValueTask<IReadOnlyList<ValidationCode>> GetAsync(CancellationToken cancellationToken = default) => _connection.Caller.SendAsync(
        new ServiceCall<IReadOnlyList<ValidationCode>>(HttpMethod.Get, "v1/customers/all/validations", static async (response, _, token) =>
        {
            var codes = await JsonBody.ReadAsync(response, PartnerJson.Context.ValidationCodes, token).ConfigureAwait(false);
            return codes.Select(Convert).ToArray();
        }),
        _operation,
        cancellationToken);

    internal static ValidationCode Convert(ValidationCodePayload? payload) => new(payload?.ValidationId ?? throw new JsonException(Messages.NullAnswer))
    {
        PartnerId = payload.PartnerId,
        OrganizationName = payload.OrganizationName,
        MaxCreates = payload.MaxCreates,
        RemainingCreates = payload.RemainingCreates,
        ETag = payload.ETag,
    };
}
