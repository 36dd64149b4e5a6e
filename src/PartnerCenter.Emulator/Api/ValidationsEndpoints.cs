using System;
using System.Globalization;
using System.Text.Json;
using PartnerCenter.Emulator.State;
using PartnerCenter.Emulator.Transport;

namespace PartnerCenter.Emulator.Api;

/// <summary>
/// <c>/v1/customers/all/validations</c>, <c>/v1/customers/{id}/validations</c> and <c>/v1/customers/{id}/validationStatus</c>.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/get-a-partner-s-validation-codes">Get a partner's validation codes</see>,
/// <see href="https://learn.microsoft.com/partner-center/developer/retrieve-validation-status">retrieve the validation status of a customer</see>.
/// </remarks>
internal sealed class ValidationsEndpoints(EmulatorOptions options, PartnerState state, ApiErrors errors)
{
    public void Map(ApiRoutes routes)
    {
        routes.Map(EmulatorRoute.ListValidationCodes, "GET", "customers/all/validations", _ => List());
        routes.Map(EmulatorRoute.GetCustomerValidationCode, "GET", "customers/{id}/validations", call => UsedBy(call.Customer));
        routes.Map(EmulatorRoute.GetValidationStatus, "GET", "customers/{id}/validationStatus", Status, needsUser: true);
    }

    private EmulatorResponse List() => EmulatorResponse.Json(200, JsonBuffer.Write(json =>
    {
        json.WriteStartArray();
        lock (state.Gate)
        {
            foreach (var code in state.ValidationCodes)
            {
                Write(json, code, null);
            }
        }

        json.WriteEndArray();
    }));

    private EmulatorResponse UsedBy(EmulatedCustomer customer) => state.UsedCode(customer) is { } code
        ? EmulatorResponse.Json(200, JsonBuffer.Write(json => Write(json, code, customer)))
        : new EmulatorResponse(404);

    private EmulatorResponse Status(ApiCall call)
    {
        var customer = call.Customer;
        call.Request.Query.TryGetValue("type", out var type);
        return string.Equals(type, "account", StringComparison.OrdinalIgnoreCase)
            ? EmulatorResponse.Json(200, JsonBuffer.Write(json =>
            {
                json.WriteStartObject();
                json.WriteString("type", "account");
                json.WriteString("status", customer.ValidationStatus);

                // In UTC, and without saying so: as the service's example has it.
                json.WriteString(
                    "lastUpdateDateTime", customer.ValidationStatusUpdated.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
                json.WriteEndObject();
            }))
            : errors.BadRequest("The parameter 'type' must be 'account'.");
    }

    // What the list says of a code and what a customer's own one says are two shapes.
    private void Write(Utf8JsonWriter json, EmulatedValidationCode code, EmulatedCustomer? usedBy)
    {
        json.WriteStartObject();
        json.WriteString("partnerId", code.PartnerId);
        if (usedBy is not null)
        {
            json.WriteString("customerId", usedBy.CustomerId);
        }

        json.WriteString("organizationName", code.OrganizationName);
        if (options.ValidationIdsAsNumbers && long.TryParse(code.ValidationId, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            json.WriteNumber("validationId", number);
        }
        else
        {
            json.WriteString("validationId", code.ValidationId);
        }

        if (usedBy is null)
        {
            json.WriteNumber("maxCreates", code.MaxCreates);
            json.WriteNumber("remainingCreates", code.RemainingCreates);
        }

        json.WriteString("eTag", code.ETag);
        json.WriteEndObject();
    }
}
