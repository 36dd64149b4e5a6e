using System;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using PartnerCenter.Emulator.State;
using PartnerCenter.Emulator.Transport;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Emulator.Api;

/// <summary>
/// <c>/v1/customers/{id}/qualification</c>: synchronous validation, the older form, which knows one qualification only.
/// </summary>
/// <remarks>
/// <see href="https://learn.microsoft.com/partner-center/developer/get-customer-qualification-synchronous">Get a customer's qualification</see>,
/// <see href="https://learn.microsoft.com/partner-center/developer/update-customer-qualification-synchronous">update it</see>.
/// </remarks>
internal sealed class QualificationEndpoint(EmulatorOptions options, PartnerState state, ApiErrors errors, QualificationWriter writer)
{
    public void Map(ApiRoutes routes)
    {
        routes.Map(EmulatorRoute.GetQualification, "GET", "customers/{id}/qualification", call => Get(call.Customer));
        routes.Map(EmulatorRoute.SetQualification, "PUT", "customers/{id}/qualification", Set, needsUser: true);
    }

    private EmulatorResponse Get(EmulatedCustomer customer) => Retired() ?? Bare(Held(customer));

    private EmulatorResponse Set(ApiCall call)
    {
        if (Retired() is { } retired)
        {
            return retired;
        }

        Qualification wanted;
        try
        {
            using var document = JsonDocument.Parse(call.Request.Body);
            if (!QualificationWords.TryRead(document.RootElement, out wanted))
            {
                return errors.BadProperty("The body is not a qualification.");
            }
        }
        catch (JsonException)
        {
            return errors.BadRequest("The body is not valid JSON.");
        }

        if (wanted is not (Qualification.Education or Qualification.GovernmentCommunityCloud))
        {
            return errors.BadProperty("The qualification " + wanted + " cannot be set here.");
        }

        return writer.Once(call, call.Customer, kept => Write(call, kept, wanted));
    }

    private (EmulatorResponse Answer, bool Written) Write(ApiCall call, EmulatedCustomer customer, Qualification wanted)
    {
        if (writer.Refusal(call, customer, wanted, mayHold: true) is { } refusal)
        {
            return (refusal, false);
        }

        if (customer.Qualifications.Any(q => q.Is(wanted) && q.HasStatus(VettingStatus.Approved)))
        {
            return (Bare(wanted.ToString()), false);
        }

        if (wanted == Qualification.GovernmentCommunityCloud)
        {
            call.Request.Query.TryGetValue("code", out var text);
            if (writer.FindCode(text, out var unusable) is not { } code)
            {
                return (unusable!, false);
            }

            state.UseCode(customer, code);
        }

        writer.Set(call, customer, new EmulatedQualification(wanted, VettingStatus.Approved, null, state.Now), wanted);
        return (Bare(wanted.ToString()), true);
    }

    private EmulatorResponse Bare(string word)
    {
        // A word that nobody has seen yet has no other spelling.
        if (!Enum.TryParse<Qualification>(word.Replace("_", string.Empty), ignoreCase: true, out var value))
        {
            return EmulatorResponse.Json(200, JsonBuffer.Write(json => json.WriteStringValue(word.ToLowerInvariant())));
        }

        return EmulatorResponse.Json(200, JsonBuffer.Write(json =>
        {
            switch (options.QualificationSpelling)
            {
                case EmulatedWordSpelling.Number:
                    json.WriteNumberValue((int)value);
                    break;
                case EmulatedWordSpelling.Underscores:
                    json.WriteStringValue(Regex.Replace(value.ToString(), "(?<=[a-z])(?=[A-Z])", "_").ToLowerInvariant());
                    break;
                case EmulatedWordSpelling.PascalCase:
                    json.WriteStringValue(value.ToString());
                    break;
                default:
                    json.WriteStringValue(value.ToString().ToLowerInvariant());
                    break;
            }
        }));
    }

    private EmulatorResponse? Retired() => options.RetiredEndpointStatus is { } status ? new EmulatorResponse(status) : null;

    /// <summary>The one qualification that the customer has been granted; a state-owned entity's other one comes first.</summary>
    private static string Held(EmulatedCustomer customer)
    {
        lock (customer.Qualifications)
        {
            var granted = customer.Qualifications.Where(q => q.VettingStatus is null || q.HasStatus(VettingStatus.Approved)).ToList();
            var held = granted.FirstOrDefault(q => !q.Is(Qualification.StateOwnedEntity)) ?? granted.FirstOrDefault();
            return held?.Qualification ?? nameof(Qualification.None);
        }
    }
}
